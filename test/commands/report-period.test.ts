import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { folderOf, MANIFEST } from '../../src/archive/layout.ts'
import { parseManifest } from '../../src/archive/records.ts'
import type { RunEntry } from '../../src/model/log-entry.ts'
import { fixedClock } from '../fixed-clock.ts'
import { readRows } from '../reconcile/recount.ts'
import { collectedYaml, installed } from './installation.ts'
import { testContext, type TestContext } from './context.ts'

const WEEKLY = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml, signOffs: sign-offs.yaml}
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Example Payments}
schedule: {cron: '0 2 * * 1'}
frameworks: [exhibit-segmentation, pci-dss-4.0.1]
`

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: debug, namespace: shop, annotations: {kubernetes.io/description: for a day}, managedFields: [{manager: kubectl, operation: Update, time: "2026-11-08T10:00:00Z"}]}
spec: {podSelector: {}, ingress: [{}]}
`

/** An installation that runs each Monday at 2 o'clock. */
function weekly(): TestContext {
  const context = installed(testContext(), { configuration: WEEKLY })
  context.write('sign-offs.yaml', 'format: sign-offs/v1\n')
  return context
}

/** The same installation at another time. */
function at(context: TestContext, now: string): TestContext {
  return testContext({ cwd: context.folder, env: context.env, clock: fixedClock(now) })
}

async function runFor(context: TestContext, slot: string): Promise<void> {
  context.write('prod/collected.yaml', collectedYaml().replace('2026-11-23T02:00:00Z', slot))
  const { code } = await at(context, slot).exhibit('run', '--no-pdf', '--slot', slot)
  expect(code).to.equal(0)
}

/** Four Mondays of November 2026: on the second a policy came, on the third nothing ran. */
async function november(): Promise<TestContext> {
  const context = weekly()
  await runFor(context, '2026-11-02T02:00:00Z')
  context.write('prod/debug.yaml', POLICY)
  await runFor(context, '2026-11-09T02:00:00Z')
  await runFor(context, '2026-11-23T02:00:00Z')
  return context
}

type Json = Record<string, unknown>

async function reported(
  context: TestContext,
  now: string,
  ...args: readonly string[]
): Promise<Json> {
  const { code, out } = await at(context, now).exhibit(
    ...['report', '2026-11', '--format', 'json', '--out', '-', ...args],
  )
  expect(code).to.equal(0)
  return JSON.parse(out) as Json
}

async function entriesOf({ folder }: TestContext): Promise<readonly RunEntry[]> {
  const logged = await readEntries(directoryStore(join(folder, 'archive')))
  return logged.map(({ entry }) => entry)
}

const AFTER = '2026-12-01T08:00:00Z'

describe('exhibit report PERIOD', function () {
  this.timeout(180_000)

  it('says what became of each slot, of each control and of each policy, from the archive alone', async () => {
    const context = await november()
    const report = JSON.stringify(await reported(context, AFTER))
    for (const said of ['2026-11-16T02:00:00Z', 'missed', 'recorded by a later run'])
      expect(report).to.include(said)
    expect(report).to.include('networking.k8s.io/v1/NetworkPolicy/shop/debug')
    expect(report).to.include('kubectl')
    expect(report).to.include('+  podSelector: {}').and.not.include('+    managedFields')
    expect(report).to.include('listed by no entry')
    expect(report).to.not.include('INTERIM')
  })

  it('counts clusters by their own time, says who vouches for it, and answers no slot by one that was not read', async () => {
    const context = weekly()
    context.write('bare/objects.yaml', POLICY)
    context.write('old/objects.yaml', POLICY)
    context.write('old/collected.yaml', collectedYaml().replace('2026-11-23', '2026-11-04'))
    const clusters = ['prod', 'bare', 'far', 'old'].map(
      (one) => `  - {name: ${one}, folder: ${one}}`,
    )
    context.write('estate.yaml', `clusters:\n${clusters.join('\n')}\n`)
    const slot = '2026-11-02T02:00:00Z'
    context.write('prod/collected.yaml', collectedYaml().replace('2026-11-23T02:00:00Z', slot))
    const NOW = '2026-12-20T10:00:00Z'
    const late = at(context, NOW)
    expect((await late.exhibit('run', '--no-pdf', '--slot', slot)).code).to.equal(0)
    const of = ['report', '2026-11', '--out', 'out', '--format']
    expect((await late.exhibit(...of, 'json,csv,markdown')).code).to.equal(0)
    const out = (name: string) => readFileSync(join(context.folder, 'out', name), 'utf8')
    const rows = readRows(out('ledger.csv')).filter((row) => row.slot === slot)
    expect(
      rows.map((row) => [row.cluster, row.state, row['as of'], row['time of the snapshot']]),
    ).to.deep.equal([
      ['bare', 'out of time', NOW, 'assumed, the files state none, outside the period'],
      ['far', 'not read', NOW, 'witnessed by the run, outside the period'],
      ['old', 'late', '2026-11-04T02:00:00Z', 'as stated by the file, not witnessed'],
      ['prod', 'done', slot, 'as stated by the file, not witnessed'],
    ])
    expect(out('summary.md')).to.include(
      '2 of 20 slots times clusters that were due were answered by a run that read the cluster, of which 2 rest on files whose time nobody witnessed',
    )
    const { readFirst } = JSON.parse(out('report.json')) as { readFirst: readonly string[] }
    for (const said of [
      '1 slot with a cluster that was not read: nothing of it is in any snapshot of them.',
      'Read in no run of the period: far. Nothing is known of what is in it.',
      'Read, or tried, outside the period by runs of it: bare and far. Each such time is marked.',
    ])
      expect(readFirst).to.include(said)
  })

  it('says that nothing outside of the archive anchors its log', async () => {
    const context = weekly()
    await runFor(context, '2026-11-02T02:00:00Z')
    const { readFirst } = await reported(context, '2026-12-01T08:00:00Z')
    expect(readFirst).to.include(
      'The archive’s log had 1 entry when this report was made. No outside anchor of it was given: removal of the latest runs would not be detected.',
    )
  })

  it('is interim before its end, with the slots still to come', async () => {
    const context = weekly()
    await runFor(context, '2026-11-02T02:00:00Z')
    const report = JSON.stringify(await reported(context, '2026-11-10T12:00:00Z'))
    expect(report).to.include('INTERIM')
    expect(report).to.include('to come')
  })

  it('is archived once, and as the next revision when a run came since', async () => {
    const context = weekly()
    await runFor(context, '2026-11-02T02:00:00Z')
    const add = async (now: string) =>
      at(context, now).exhibit('report', '2026-11', '--add', '-o', 'json')
    const [first, again] = [await add(AFTER), await add(AFTER)]
    expect(JSON.parse(first.out)).to.have.nested.property('added.kind', 'added')
    expect(JSON.parse(again.out)).to.have.nested.property('added.kind', 'already')
    await runFor(context, '2026-11-09T02:00:00Z')
    expect(JSON.parse((await add(AFTER)).out)).to.have.nested.property('added.kind', 'added')
    const [, one, , two] = await entriesOf(context)
    if (one === undefined || two === undefined) throw new Error('two reports were to be archived')
    const folder = join(context.folder, 'archive', folderOf('report', two.runId))
    const manifest = parseManifest(readFileSync(join(folder, MANIFEST)), MANIFEST)
    expect(manifest.runs).to.have.length(2)
    const report = readFileSync(join(folder, 'report.json'), 'utf8')
    expect(report).to.include(one.runId).and.include(one.sumsDigest)
    const { code } = await context.exhibit('verify', 'archive')
    expect(code).to.equal(3)
  })

  it('evaluates every snapshot with one catalogue, and says that nothing differs where nothing does', async () => {
    const context = await november()
    const report = await reported(context, AFTER, '--re-evaluate')
    expect(report.reEvaluated).to.deep.equal([])
  })

  it('begins behind the newest report that was signed off', async () => {
    const context = weekly()
    await runFor(context, '2026-11-02T02:00:00Z')
    await at(context, '2026-11-03T08:00:00Z').exhibit('report', '2026-11', '--add')
    const [, report] = await entriesOf(context)
    await runFor(context, '2026-11-09T02:00:00Z')
    const since = (...more: readonly string[]) =>
      at(context, '2026-11-10T08:00:00Z').exhibit(
        ...['report', '--since-signed-off', '--format', 'json', '--out', '-', ...more],
      )
    const fault = await at(context, '2026-11-10T08:00:00Z').faultOf('report', '--since-signed-off')
    expect(fault.code).to.equal('MISSING')
    writeFileSync(
      join(context.folder, 'sign-offs.yaml'),
      `format: sign-offs/v1
reports: [{id: R-1, report: ${report?.runId}, digest: "${report?.sumsDigest}", by: {name: Owner, role: owner}, signedOffOn: 2026-11-03}]
`,
    )
    const { out } = await since()
    expect(out).to.include('2026-11-02T02:00:01Z').and.include(`since-${report?.runId}`)
  })

  it('refuses what is no period, or names two things', async () => {
    const context = weekly()
    await runFor(context, '2026-11-02T02:00:00Z')
    const codeOf = async (...args: readonly string[]) =>
      (await at(context, AFTER).faultOf('report', ...args)).code
    expect(await codeOf('2026-13')).to.equal('USAGE')
    expect(await codeOf()).to.equal('USAGE')
    expect(await codeOf('2026-11', '--run', 'x')).to.equal('USAGE')
    expect(await codeOf('2026-11', '--format', 'csv', '--out', '-')).to.equal('USAGE')
    expect(existsSync(join(context.folder, '2026-11'))).to.equal(false)
  })

  it('reports a period without any run: each slot as missed, in silence or as the organisation states it', async () => {
    const context = weekly()
    await runFor(context, '2026-11-02T02:00:00Z')
    context.write(
      'sign-offs.yaml',
      `format: sign-offs/v1
missedRuns: [{id: G-1, from: "2026-12-14T02:00:00Z", to: "2026-12-14T02:00:00Z", cause: a move, noticedOn: 2026-12-15, by: {name: Owner, role: owner}}]
`,
    )
    await runFor(context, '2027-01-04T02:00:00Z')
    const then = at(context, '2027-01-05T08:00:00Z')
    const said = await then.exhibit('report', '2026-12', '--out', 'out', '--format', 'json,csv')
    expect(said.code).to.equal(0)
    const out = (name: string) => readFileSync(join(context.folder, 'out', name), 'utf8')
    expect(readRows(out('ledger.csv')).map(({ slot, state }) => [slot, state])).to.deep.equal([
      ['2026-12-07T02:00:00Z', 'missed, silent'],
      ['2026-12-14T02:00:00Z', 'missed, stated'],
      ['2026-12-21T02:00:00Z', 'missed, silent'],
      ['2026-12-28T02:00:00Z', 'missed, silent'],
    ])
    const { ledger, readFirst, asOf } = JSON.parse(out('report.json')) as {
      readonly ledger: Json
      readonly readFirst: readonly string[]
      readonly asOf?: unknown
    }
    expect(ledger).to.deep.include({ slots: 4, due: 4, answered: 0 })
    expect(asOf).to.equal(undefined)
    expect(readFirst).to.include(
      'The archive has no run of this period: there is no evidence for it.',
    )
    expect(readFirst.join('\n')).to.match(/What was due follows from run 20261102T020000Z-/)
    const [none, add, again] = [
      await then.faultOf('compare', '2026-11', '2026-12', '--out', 'compared'),
      await then.exhibit('report', '2026-12', '--add', '-o', 'json'),
      await then.exhibit('report', '2026-12', '--add', '-o', 'json'),
    ]
    expect([none.code, none.message].join()).to.include('MISSING,no run of 2026-12')
    expect(JSON.parse(add.out)).to.have.nested.property('added.kind', 'added')
    expect(JSON.parse(again.out)).to.have.nested.property('added.kind', 'already')
    expect((await context.exhibit('verify', 'archive')).code).to.equal(3)
  })

  it('reports a time before the first run, and one between two slots, for what they are', async () => {
    const context = weekly()
    await runFor(context, '2026-11-02T02:00:00Z')
    const read = async (period: string) => {
      const args = ['report', period, '--format', 'json', '--out', '-']
      const { code, out } = await at(context, AFTER).exhibit(...args)
      expect(code).to.equal(0)
      return JSON.parse(out) as { ledger: Json; readFirst: readonly string[] }
    }
    const before = await read('2026-10')
    expect(before.ledger).to.deep.include({ slots: 4, due: 4, answered: 0 })
    expect(before.readFirst.join('\n')).to.include(
      'The archive begins behind this period, with run',
    )
    const between = await read('2026-11-04..2026-11-05')
    expect(between.ledger).to.deep.include({ slots: 0, due: 0, answered: 0, exceptions: [] })
  })

  it('asks whether it is the right archive where nothing was ever archived', async () => {
    const context = weekly()
    mkdirSync(join(context.folder, 'archive'))
    const { message, hint } = await context.faultOf('report', '2026-11')
    expect([message, hint].join('\n')).to.match(/^no run of 2026-11 is in .*\n.*right archive/)
  })
})
