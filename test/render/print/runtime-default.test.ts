import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { pageText } from '../../../src/render/print/page-text.ts'
import { readJoined } from '../../../src/render/print/join/reader.ts'
import { pagesOf } from '../../../src/render/print/pdf-reader.ts'

const FILTER = join(import.meta.dirname, '..', '..', '..', '.ci', 'runtime_default.py')
const PRINT = join(import.meta.dirname, 'print-page.ts')
const EPERM = 1
const ENOSYS = 38

type Said = {
  readonly status: string
  readonly browser: string
  readonly answers: Readonly<Record<string, number>>
}

/** Why the filter cannot be set up here; absent where it can. */
function lacking(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `the filter is for Linux on x64, this is ${process.platform} on ${process.arch}`
  }
  const { status } = spawnSync('python3', ['-c', 'import ctypes'])
  return status === 0 ? undefined : 'python3, which sets the filter up, is not there'
}

describe('printing in a container', function () {
  this.timeout(180_000)
  let folder = ''
  let said: Said

  before(function () {
    const reason = lacking()
    if (reason !== undefined) {
      process.stdout.write(`      (not run: ${reason})\n`)
      this.skip()
    }
    folder = mkdtempSync(join(tmpdir(), 'exhibit-filtered-'))
    const file = join(folder, 'page.pdf')
    const command = [FILTER, process.execPath, PRINT, file]
    said = JSON.parse(execFileSync('python3', command, { encoding: 'utf8' })) as Said
  })
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true })
  })

  it('runs with no_new_privs and a seccomp filter of its own', () => {
    expect(lineOf(said.status, 'NoNewPrivs')).to.equal(1)
    expect(lineOf(said.status, 'Seccomp')).to.equal(2)
    const here = lineOf(readFileSync('/proc/self/status', 'utf8'), 'Seccomp_filters')
    if (here !== undefined) expect(lineOf(said.status, 'Seccomp_filters')).to.equal(here + 1)
  })

  it('is refused what RuntimeDefault refuses a container without capabilities', () => {
    expect(said.answers).to.deep.equal({
      'new user namespace by unshare': EPERM,
      'new user namespace by clone': EPERM,
      clone3: ENOSYS,
      mount: EPERM,
      keyctl: EPERM,
      'personality without random addresses': EPERM,
      "socket of the host's own kind": EPERM,
      'a call of later years': ENOSYS,
    })
  })

  it('prints the page nevertheless', () => {
    const pdf = readJoined(readFileSync(join(folder, 'page.pdf')))
    expect(pagesOf(pdf)).to.have.length(1)
    expect(pageText(pdf, pagesOf(pdf)[0]!)).to.include('SENTINELunderafilter')
    expect(said.browser).to.match(/^\d+\./)
  })
})

/** The number that one line of /proc/self/status holds; undefined where the kernel has no such line. */
function lineOf(status: string, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s+(\\d+)$`, 'm').exec(status)?.[1]
  return value === undefined ? undefined : Number(value)
}
