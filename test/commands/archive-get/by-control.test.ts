import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../../src/archive/directory-store.ts'
import { readEntries } from '../../../src/archive/log.ts'
import { folderNames } from '../../../src/commands/archive-get/control-folders.ts'
import { isJsonObject, parseJson } from '../../../src/core/json.ts'
import { objectKeyOf } from '../../../src/core/object-key.ts'
import { parseYaml } from '../../../src/core/yaml.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { unzipped } from '../../unzip.ts'
import { testContext, type TestContext } from '../context.ts'
import { installed } from '../installation.ts'
import { CONFIGURATION, ESTATE } from './by-control.ts'

type Parent = { readonly sumsDigest: string; readonly entry: number; readonly entryDigest: string }
type Control = {
  readonly id: string
  readonly clusters: readonly {
    readonly cluster: string
    readonly subjects: readonly {
      readonly subject: string
      readonly evidence: readonly { readonly object: string }[]
    }[]
  }[]
}

describe('exhibit archive get --by-control', function () {
  this.timeout(180_000)
  let context: TestContext
  let run: string
  let parent: Parent
  let zip: string
  let files: ReadonlyMap<string, Buffer>
  let controls: readonly Control[]

  before(async () => {
    context = installed(testContext(), { configuration: CONFIGURATION, estate: ESTATE })
    expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
    const [logged] = await readEntries(directoryStore(join(context.folder, 'archive')))
    if (logged === undefined) throw new Error('nothing was committed')
    run = logged.entry.runId
    const { sumsDigest, number: entry } = logged.entry
    parent = { sumsDigest, entry, entryDigest: logged.digest }
    const call = ['archive', 'get', run, '--by-control', '--out', 'out/evidence.zip'] as const
    const { out } = await context.exhibit(...call, '-o', 'json')
    const said = parseJson(out, 'stdout')
    zip = join(context.folder, 'out/evidence.zip')
    expect(isJsonObject(said) && said.path).to.equal(zip)
    files = unzipped(readFileSync(zip))
    const report = readFileSync(join(context.folder, 'archive/runs', run, 'report.json'), 'utf8')
    const { frameworks } = JSON.parse(report) as {
      frameworks: readonly { controls: readonly Control[] }[]
    }
    controls = frameworks[0]?.controls ?? []
  })

  const textOf = (path: string) => files.get(path)?.toString('utf8') ?? ''

  it('has a PDF and the population of each control, and the objects that its evidence names', () => {
    expect(controls).to.not.be.empty
    const expected = controls.flatMap(({ id, clusters }) => [
      `exhibit-segmentation/${id}/control.pdf`,
      `exhibit-segmentation/${id}/population.csv`,
      ...clusters
        .filter(({ subjects }) => subjects.some(({ evidence }) => evidence.length > 0))
        .map(({ cluster }) => `exhibit-segmentation/${id}/objects/${cluster}.yaml`),
    ])
    expect([...files.keys()]).to.deep.equal([...[...expected, 'parent.json'].sort(), 'SHA256SUMS'])
    expect(expected.some((path) => path.endsWith('.yaml'))).to.equal(true)
  })

  it('is what sha256sum and unzip say it is, in a folder of its own', () => {
    const folder = join(context.folder, 'unpacked')
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), bytes)
    }
    const said = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(said.trim().split('\n')).to.have.length(files.size - 1)
  })

  it('names the signed run in every file: its id, the digest of its SHA256SUMS and its log entry', () => {
    for (const path of files.keys()) {
      const file = join(context.folder, 'named.pdf')
      if (path.endsWith('.pdf')) writeFileSync(file, files.get(path) ?? '')
      const text = path.endsWith('.pdf')
        ? execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }).replace(/\s/g, '')
        : textOf(path)
      for (const said of [run, parent.sumsDigest, parent.entryDigest])
        expect(text, `${path} ${said}`).to.include(said)
    }
  })

  it('lists the whole population, and says of a cluster that was not read that it is not known', () => {
    for (const { id, clusters } of controls) {
      const rows = textOf(`exhibit-segmentation/${id}/population.csv`).trimEnd().split('\r\n')
      expect(rows[0]).to.match(/^reference,type,item,selection method,sampled,total,/)
      const subjects = clusters.flatMap((each) => each.subjects.map(({ subject }) => subject))
      for (const subject of subjects)
        expect(
          rows.some((row) => row.includes(`,${subject},`)),
          subject,
        ).to.equal(true)
      const empty = clusters.filter((each) => each.subjects.length === 0)
      expect(rows).to.have.length(1 + subjects.length + empty.length)
      expect(rows.some((row) => row.includes(',Cluster,far,not read: not known,0,,far,'))).to.equal(
        true,
      )
    }
  })

  it('has each object that the evidence names, and no other, under its digest', () => {
    for (const { id, clusters } of controls)
      for (const { cluster, subjects } of clusters) {
        const named = new Set(
          subjects.flatMap(({ evidence }) => evidence.map(({ object }) => object)),
        )
        if (named.size === 0) continue
        const text = textOf(`exhibit-segmentation/${id}/objects/${cluster}.yaml`)
        const [, missing = ''] = text.split('not among the archived objects:')
        const absent = Array.from(missing.matchAll(/^# (.+)$/gm), ([, key = '']) => key)
        const found = parseYaml(text, id).flatMap(({ value }) =>
          isJsonObject(value) ? [objectKeyOf(value as KubeObject)] : [],
        )
        expect([...found, ...absent].sort(), id).to.deep.equal([...named].sort())
      }
  })

  it('gives the same bytes again', async () => {
    await context.exhibit('archive', 'get', run, '--by-control')
    const again = readFileSync(join(context.folder, `${run}-by-control.zip`))
    expect(again.equals(readFileSync(zip))).to.equal(true)
  })

  it('writes nothing where no browser can print', async () => {
    const env = { ...context.env, PUPPETEER_EXECUTABLE_PATH: join(context.folder, 'none') }
    const without = testContext({ cwd: context.folder, env })
    const call = ['archive', 'get', run, '--by-control', '--out', 'none/evidence.zip'] as const
    const fault = await without.faultOf(...call)
    expect([fault.code, fault.exitCode]).to.deep.equal(['MISSING', 3])
    expect(fault.hint).to.include('PUPPETEER_EXECUTABLE_PATH')
    expect(existsSync(join(context.folder, 'none'))).to.equal(false)
    expect(readdirSync(context.folder).filter((name) => name.includes('.part'))).to.deep.equal([])
  })

  it('is for runs and periods, and for one file', async () => {
    const asked = [
      '--kind',
      'namespace',
      '--size',
      '1',
      '--seed',
      'x',
      '--asked-by',
      'QSA',
    ] as const
    await context.exhibit('sample', run, ...asked)
    const entries = await readEntries(directoryStore(join(context.folder, 'archive')))
    const report = entries.at(-1)?.entry.runId ?? ''
    const fault = await context.faultOf('archive', 'get', report, '--by-control')
    expect(fault.code).to.equal('USAGE')
    expect(fault.hint).to.equal(`give one of its runs: ${run}`)
    for (const words of [
      ['--out', '-'],
      ['--file', 'run.json'],
      ['--object', '/v1/Namespace//shop'],
    ])
      expect(
        (await context.faultOf('archive', 'get', run, '--by-control', ...words)).code,
        words.join(' '),
      ).to.equal('USAGE')
  })
})

describe('folderNames', () => {
  it('keeps plain ids, and escapes all where two would meet', () => {
    expect(folderNames(['1.2.5', 'A1.1.1', 'SEG-3'])).to.deep.equal(['1.2.5', 'A1.1.1', 'SEG-3'])
    expect(folderNames(['a/../b', '..', 'c'])).to.deep.equal(['a%2f..%2fb', '%2e%2e', 'c'])
    expect(folderNames(['Seg', 'seg'])).to.deep.equal(['%53eg', 'seg'])
  })
})
