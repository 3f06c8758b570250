import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { folderOf } from '../../src/archive/layout.ts'
import { readEntries } from '../../src/archive/log.ts'
import { fixedClock } from '../fixed-clock.ts'
import { testContext, type TestContext } from './context.ts'
import { collectedYaml, installed } from './installation.ts'

const WEEKLY = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Example Payments}
schedule: {cron: '0 2 * * 1'}
frameworks: [exhibit-segmentation]
`

const SLOT = '2026-11-02T02:00:00Z'
const CSV = ['changes.csv', 'controls.csv', 'ledger.csv', 'population.csv', 'snapshots.csv']
const FILES = ['report.html', 'report.json', 'report.xlsx', 'summary.md', ...CSV]
const UNPRINTED = 'html,json,csv,markdown,xlsx'

/** An installation at a time of its own, with keys of its own where others are named. */
function at(context: TestContext, now: string): TestContext {
  return testContext({ cwd: context.folder, env: context.env, clock: fixedClock(now) })
}

async function withOneRun(): Promise<TestContext> {
  const context = installed(testContext(), { configuration: WEEKLY })
  context.write('prod/collected.yaml', collectedYaml().replace('2026-11-23T02:00:00Z', SLOT))
  const { code } = await at(context, SLOT).exhibit('run', '--no-pdf', '--slot', SLOT)
  expect(code).to.equal(0)
  return context
}

async function report(context: TestContext, now: string, ...args: readonly string[]) {
  const { code, out } = await at(context, now).exhibit('report', '2026-11', ...args)
  expect(code).to.equal(0)
  return out
}

/** The folder of the newest report in the archive. */
async function archived({ folder }: TestContext): Promise<string> {
  const archive = join(folder, 'archive')
  const newest = (await readEntries(directoryStore(archive))).at(-1)?.entry
  if (newest?.kind !== 'report') throw new Error('no report was archived')
  return join(archive, folderOf('report', newest.runId))
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8')

describe('files of exhibit report PERIOD', function () {
  this.timeout(180_000)

  it('are those of the archived report, byte for byte, whenever and by whomever it is asked for', async () => {
    const context = await withOneRun()
    await report(context, '2026-12-01T08:00:00Z', '--add')
    const signed = await archived(context)
    const other = ['--format', `${UNPRINTED},pdf`, '--out', 'again', '--key-dir', 'no-keys']
    await report(context, '2026-12-24T08:00:00Z', ...other)
    for (const name of [...FILES, 'report.pdf']) {
      const [was, is] = [signed, join(context.folder, 'again')].map((folder) =>
        readFileSync(join(folder, name)),
      )
      expect(is?.equals(was ?? Buffer.from('')), name).to.equal(true)
    }
    expect(read(signed, 'report.html')).to.include('self-signed by this installation')
    const out = await report(context, '2026-12-24T08:00:00Z', '--format', 'json', '--out', '-')
    expect(out).to.equal(read(signed, 'report.json'))
  })

  it('of --add are those that it archived', async () => {
    const context = await withOneRun()
    await report(context, '2026-12-01T08:00:00Z', '--add', '--format', 'html', '--out', 'own')
    const own = read(join(context.folder, 'own'), 'report.html')
    expect(own).to.equal(read(await archived(context), 'report.html'))
  })

  it('say that they are not signed where they are not archived, and name no key and no file that is not there', async () => {
    const context = await withOneRun()
    const write = (out: string) =>
      report(context, '2026-12-01T08:00:00Z', '--format', UNPRINTED, '--out', out)
    await write('one')
    await write('two')
    const [one, two] = ['one', 'two'].map((name) => join(context.folder, name))
    for (const name of FILES) expect(read(one ?? '', name), name).to.equal(read(two ?? '', name))
    const { signature, readFirst } = JSON.parse(read(one ?? '', 'report.json')) as {
      signature: unknown
      readFirst: readonly string[]
    }
    const subject = 'not signed: made without --add'
    expect(signature).to.deep.equal({ statement: subject, subject, fingerprint: '' })
    expect(readFirst[0]).to.include(`unsigned working copy (${subject})`)
    const html = read(one ?? '', 'report.html')
    for (const id of ['cover', 'verify', 'sign-off']) {
      const page = new RegExp(`id="${id}">.*?</(section|header)>`, 's').exec(html)?.[0]
      expect(page, id).to.include(subject)
      for (const absent of ['p7s', 'SHA256SUMS', 'fingerprint', 'self-signed', 'Prepared by'])
        expect(page, id).to.not.include(absent)
    }
    expect(read(one ?? '', 'summary.md'))
      .to.include(subject)
      .and.not.include('p7s')
  })

  it('say that they are not signed on another paper, and are the same each time', async () => {
    const context = await withOneRun()
    await report(context, '2026-12-01T08:00:00Z', '--add')
    const signed = JSON.parse(read(await archived(context), 'report.json')) as object
    const asked = ['--paper', 'Letter', '--format', UNPRINTED, '--out']
    await report(context, '2026-12-02T08:00:00Z', ...asked, 'one')
    await report(context, '2026-12-03T08:00:00Z', ...asked, 'two')
    const [one, two] = ['one', 'two'].map((name) => join(context.folder, name))
    for (const name of FILES) expect(read(one ?? '', name), name).to.equal(read(two ?? '', name))
    expect(read(one ?? '', 'report.html'))
      .to.include('Letter')
      .and.include('Unsigned working copy')
    const { signature, readFirst, ...said } = JSON.parse(read(one ?? '', 'report.json')) as {
      signature: { statement: string }
      readFirst: readonly string[]
    }
    expect(signature.statement).to.include('not signed')
    expect(readFirst).to.not.equal(undefined)
    expect({ ...signed, ...said }).to.deep.equal(signed)
  })

  it('are not given where the archived report was altered', async () => {
    const context = await withOneRun()
    await report(context, '2026-12-01T08:00:00Z', '--add')
    const file = join(await archived(context), 'summary.md')
    chmodSync(file, 0o600)
    writeFileSync(file, 'altered')
    const later = at(context, '2026-12-02T08:00:00Z')
    const { code } = await later.faultOf('report', '2026-11', '--format', 'markdown', '--out', 'x')
    expect(code).to.equal('VERIFICATION_FAILED')
    expect(existsSync(join(context.folder, 'x', 'summary.md'))).to.equal(false)
  })
})
