import { execFile } from 'node:child_process'
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { alone } from '../../deploy/setup-lock.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

type Ended = { readonly code: number; readonly said: string }

/** A small clone: our set-up and configuration, two source files, and the packages of the real one. */
function smallClone(): string {
  const clone = mkdtempSync(join(tmpdir(), 'exhibit-clone-'))
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(root, name), join(clone, name))
  for (const name of [
    'setup.mjs',
    'setup-lock.mjs',
    'find-browser.mjs',
    'shipped-browser.mjs',
    'browser-candidates.json',
    'tsconfig.build.json',
  ])
    cpSync(join(root, 'deploy', name), join(clone, 'deploy', name))
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
  mkdirSync(join(clone, 'src'))
  writeFileSync(
    join(clone, 'src', 'cli.ts'),
    "#!/usr/bin/env node\nimport { word } from './word.ts'\nprocess.stdout.write(word)\n",
  )
  writeFileSync(join(clone, 'src', 'word.ts'), "export const word: string = 'built'\n")
  return clone
}

function setUp(clone: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(clone, 'deploy', 'setup.mjs')],
      { env: { ...process.env, ...env } },
      (_error, _out, said) => resolve({ code: child.exitCode ?? -1, said }),
    )
  })
}

describe('set-up', function () {
  this.timeout(120_000)
  let clone: string
  beforeEach(() => (clone = smallClone()))
  afterEach(() => rmSync(clone, { recursive: true, force: true }))

  it('builds what is stale, finds a browser, and then has nothing to say', async () => {
    const first = await setUp(clone)
    expect(first.code, first.said).to.equal(0)
    expect(first.said.trimEnd().split('\n')).to.have.length(2)
    accessSync(join(clone, 'dist', 'cli.js'), constants.X_OK)
    expect(readFileSync(join(clone, 'dist', 'cli.js'), 'utf8')).to.match(
      /from ["']\.\/word\.js["']/,
    )
    expect(await setUp(clone)).to.deep.equal({ code: 0, said: '' })
  })

  it('builds again when a source changed, and drops what no source makes any more', async () => {
    await setUp(clone)
    writeFileSync(join(clone, 'src', 'cli.ts'), "process.stdout.write('other')\n")
    rmSync(join(clone, 'src', 'word.ts'))
    expect((await setUp(clone)).said).to.equal('exhibit: set-up: building dist/\n')
    expect(existsSync(join(clone, 'dist', 'word.js'))).to.equal(false)
  })

  it('does the work once when two start together', async () => {
    const both = await Promise.all([setUp(clone), setUp(clone)])
    expect(both.map(({ code }) => code)).to.deep.equal([0, 0])
    const builds = both.filter(({ said }) => said.includes('building dist/'))
    expect(builds).to.have.length(1)
    expect(existsSync(join(clone, '.exhibit', 'setup.lock'))).to.equal(false)
  })

  it('goes on after a set-up that died', async () => {
    mkdirSync(join(clone, '.exhibit'))
    writeFileSync(join(clone, '.exhibit', 'setup.lock'), '4194305')
    expect((await setUp(clone)).code).to.equal(0)
  })

  it('ends with one sentence when there is no browser', async () => {
    const { code, said } = await setUp(clone, { EXHIBIT_BROWSER: join(clone, 'none') })
    expect(code).to.equal(2)
    const last = said.trimEnd().split('\n').at(-1)
    expect(last).to.match(
      /^exhibit: set-up: cannot finish: no browser that can print .*EXHIBIT_BROWSER/,
    )
  })

  it('refuses a way to get a browser that it does not know', async () => {
    const { code, said } = await setUp(clone, { EXHIBIT_SETUP: 'magic' })
    expect(code).to.equal(2)
    expect(said).to.include('it can be "system" or "download"')
  })
})

describe('alone', () => {
  it('lets one in at a time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exhibit-lock-'))
    let inside = 0
    let most = 0
    const work = async () => {
      inside += 1
      most = Math.max(most, inside)
      await new Promise((resolve) => setTimeout(resolve, 20))
      inside -= 1
    }
    const waited: (number | undefined)[] = []
    await Promise.all(
      [1, 2, 3].map(() => alone(join(folder, 'lock'), (pid) => waited.push(pid), work)),
    )
    expect(most).to.equal(1)
    expect(waited).to.deep.equal([process.pid, process.pid])
    rmSync(folder, { recursive: true })
  })
})
