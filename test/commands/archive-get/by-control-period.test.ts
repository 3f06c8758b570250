import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../../src/archive/directory-store.ts'
import { readEntries } from '../../../src/archive/log.ts'
import { unzipped } from '../../unzip.ts'
import { testContext, type TestContext } from '../context.ts'
import { installed } from '../installation.ts'
import { CONFIGURATION, ESTATE, saidIn } from './by-control.ts'

/** A control of a report: of a run by its clusters, of a period by those of its newest run. */
type Citing = Partial<
  Record<
    'newest' | 'clusters',
    readonly {
      readonly cluster: string
      readonly subjects: readonly {
        readonly subject: string
        readonly evidence: readonly { readonly number: string; readonly object: string }[]
      }[]
    }[]
  >
>

/** Every observation that a report.json cites for a subject of a cluster. */
function citedIn(path: string, where: 'newest' | 'clusters') {
  const { frameworks } = JSON.parse(readFileSync(path, 'utf8')) as {
    frameworks: readonly { controls: readonly Citing[] }[]
  }
  const parts = frameworks.flatMap(({ controls }) => controls.flatMap((one) => one[where] ?? []))
  return parts.flatMap(({ cluster, subjects }) =>
    subjects.flatMap(({ subject, evidence }) =>
      evidence.map(({ number, object }) => ({ cluster, subject, number, object })),
    ),
  )
}

/** The evidence numbers of a table, each with its row. */
function numbersIn(csv: string, reference: string): readonly (readonly [string, string])[] {
  const number = new RegExp(`${reference}-\\d{4}(?!\\d)`, 'g')
  return csv
    .trimEnd()
    .split('\r\n')
    .flatMap((row) => Array.from(row.matchAll(number), ([found]) => [found, row] as const))
}

describe('exhibit archive get --by-control of a period', function () {
  this.timeout(240_000)

  let context: TestContext
  let logged: Awaited<ReturnType<typeof readEntries>>
  let bytes: Buffer
  let files: ReadonlyMap<string, Buffer>
  let controls: readonly string[]

  const call = (out: string) =>
    ['archive', 'get', logged[1]?.entry.runId ?? '', '--by-control', '--out', out] as const

  before(async () => {
    const configuration = CONFIGURATION.replace('report: {', 'report: {pdf: false, ')
    context = installed(testContext(), { configuration, estate: ESTATE })
    expect((await context.exhibit('run', '--slot', '2026-11-23T02:00:00Z')).code).to.equal(0)
    expect((await context.exhibit('report', '2026-Q4', '--add')).code).to.equal(0)
    logged = await readEntries(directoryStore(join(context.folder, 'archive')))
    expect((await context.exhibit(...call('period.zip'))).code).to.equal(0)
    bytes = readFileSync(join(context.folder, 'period.zip'))
    files = unzipped(bytes)
    const report = join(context.folder, 'archive/reports', logged[1]?.entry.runId ?? '')
    const { frameworks } = JSON.parse(readFileSync(join(report, 'report.json'), 'utf8')) as {
      frameworks: readonly { controls: readonly { id: string }[] }[]
    }
    controls = frameworks.flatMap((each) => each.controls.map(({ id }) => id))
  })

  it('has each control over the period and in its newest run, with population and objects', () => {
    for (const control of controls)
      for (const name of ['control.pdf', 'population.csv'])
        expect(files.has(`exhibit-segmentation/${control}/${name}`), control).to.equal(true)
    expect([...files.keys()].some((path) => path.endsWith('.yaml'))).to.equal(true)
    const page = `exhibit-segmentation/${controls[0] ?? ''}/control.pdf`
    const said = saidIn(page, files.get(page) ?? Buffer.from(''), context.folder)
    expect(said).to.include('outofthereportofaperiod').and.include('Inthenewestrunoftheperiod')
  })

  it('names the signed report and that run in every file', () => {
    for (const [path, content] of files) {
      const text = saidIn(path, content, context.folder)
      for (const { entry, digest } of logged)
        for (const said of [entry.runId, entry.sumsDigest, digest])
          if (path !== 'runs.csv' || entry.kind === 'report' || said !== digest)
            expect(text, `${path} ${said}`).to.include(said)
    }
  })

  it('names evidence by numbers that the annex of the signed report resolves to the same object', () => {
    const archive = join(context.folder, 'archive')
    const [run = '', period = ''] = logged.map(({ entry }) => entry.runId)
    const resolved = new Map(
      citedIn(join(archive, 'reports', period, 'report.json'), 'newest').map((one) => [
        one.number,
        one,
      ]),
    )
    const seen = citedIn(join(archive, 'runs', run, 'report.json'), 'clusters')
    const ofRun = new RegExp(`${run.slice(-8)}-\\d{4}(?!\\d)`)
    const named = new Set<string>()
    for (const [path, content] of files) {
      const text = saidIn(path, content, context.folder)
      expect(text, path).to.not.match(ofRun)
      if (!path.endsWith('population.csv')) continue
      for (const [number, row] of numbersIn(text, period.slice(-8))) {
        named.add(number)
        const one = resolved.get(number)
        const same = seen.filter(
          ({ cluster, object, subject }) =>
            cluster === one?.cluster && object === one.object && row.includes(`,${subject},`),
        )
        expect(same, `${path}: ${number}`).to.not.be.empty
      }
    }
    expect(named.size).to.equal(resolved.size)
  })

  it('names what that report does not number by its object and the place in it', () => {
    const rows = [...files].flatMap(([path, content]) =>
      path.endsWith('population.csv') ? content.toString('utf8').split('\r\n') : [],
    )
    expect(rows.some((row) => /,\/v1\/Namespace\/\/\S+ \/metadata/.test(row))).to.equal(true)
  })

  it('gives the same bytes again', async () => {
    await context.exhibit(...call('again.zip'))
    expect(readFileSync(join(context.folder, 'again.zip')).equals(bytes)).to.equal(true)
  })
})
