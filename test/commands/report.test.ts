import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { MANIFEST } from '../../src/archive/layout.ts'
import { parseManifest } from '../../src/archive/records.ts'
import { verifyArchive } from '../../src/archive/verify/verify-archive.ts'
import { plusSeconds } from '../../src/core/clock.ts'
import { fixedClock } from '../fixed-clock.ts'
import { digestOfFile } from '../../src/core/digest.ts'
import type { RunEntry } from '../../src/model/log-entry.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import { certificatesOfPem } from '../../src/sign/pem.ts'
import { installed } from './installation.ts'
import { NOW, testContext, type TestContext } from './context.ts'

async function entriesOf({ folder }: TestContext): Promise<readonly RunEntry[]> {
  const logged = await readEntries(directoryStore(join(folder, 'archive')))
  return logged.map(({ entry }) => entry)
}

/** An installation with one committed run, made without PDF. */
async function withRun(): Promise<{ readonly context: TestContext; readonly run: RunEntry }> {
  const context = installed(testContext())
  expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
  const [run] = await entriesOf(context)
  if (run === undefined) throw new Error('nothing was committed')
  return { context, run }
}

/** The same installation, called from a package of another version or at another time. */
function later(context: TestContext, different: Parameters<typeof testContext>[0]): TestContext {
  return testContext({ cwd: context.folder, env: context.env, ...different })
}

async function outcomeOf({ folder }: TestContext): Promise<string> {
  const chain = join(folder, 'keys', 'chain.pem')
  const [leaf] = certificatesOfPem(readFileSync(chain, 'utf8'), chain)
  const fingerprint = fingerprintOf(leaf ?? new Uint8Array())
  const store = directoryStore(join(folder, 'archive'))
  const { outcome, checks } = await verifyArchive(store, { kind: 'signer', fingerprint }, NOW)
  const wrong = checks.filter((check) => check.outcome === 'invalid')
  return `${outcome}${wrong.map(({ path, reason }) => ` ${path}: ${reason}`).join('')}`
}

describe('exhibit report', function () {
  this.timeout(180_000)

  it('renders a run again, byte for byte what was archived with it', async () => {
    const { context, run } = await withRun()
    const { code, out } = await context.exhibit(
      ...['report', '--run', run.runId, '--format', 'html,json,csv'],
    )
    expect(code).to.equal(0)
    expect(context.err()).to.not.include('rendered again')
    for (const name of ['report.html', 'report.json', 'check-results.csv']) {
      const file = join(context.folder, run.runId, name)
      const archived = join(context.folder, 'archive', 'runs', run.runId, name)
      expect(readFileSync(file).equals(readFileSync(archived)), name).to.equal(true)
      expect(out).to.include(file)
    }
  })

  it('finds in the archive what exhibit.yaml adds to the formats of a run, signed with the rest', async () => {
    const context = installed(testContext())
    const configuration = readFileSync(join(context.folder, 'exhibit.yaml'), 'utf8')
    context.write(
      'exhibit.yaml',
      configuration.replace('report: {', 'report: {archiveAlso: [xlsx, markdown], '),
    )
    expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
    const [run] = await entriesOf(context)
    const id = run?.runId ?? ''
    await context.exhibit('report', '--run', id, '--format', 'xlsx,markdown')
    for (const name of ['report.xlsx', 'summary.md'])
      expect(
        readFileSync(join(context.folder, 'archive/runs', id, name)).equals(
          readFileSync(join(context.folder, id, name)),
        ),
      ).to.equal(true)
    expect(await outcomeOf(context)).to.equal('valid')
  })

  it('writes one file to standard output, byte for byte, and nothing else', async () => {
    const { context, run } = await withRun()
    const pieces: Uint8Array[] = []
    const stdout = (data: string | Uint8Array) => void pieces.push(Buffer.from(data))
    const piped = later(context, { stdout })
    const call = ['report', '--run', run.runId, '--format'] as const
    await context.exhibit(...call, 'csv,markdown,xlsx', '--out', 'files')
    for (const [format, name] of [
      ['csv', 'check-results.csv'],
      ['markdown', 'summary.md'],
      ['xlsx', 'report.xlsx'],
    ] as const) {
      pieces.length = 0
      expect((await piped.exhibit(...call, format, '--out', '-')).code).to.equal(0)
      const file = readFileSync(join(context.folder, 'files', name))
      expect(Buffer.concat(pieces).equals(file), format).to.equal(true)
    }
    expect(existsSync(join(context.folder, '-'))).to.equal(false)
  })

  it('shows text on a terminal, and says where else a file goes that is none', async () => {
    const { context, run } = await withRun()
    const terminal = later(context, { terminal: true })
    const call = ['report', '--run', run.runId, '--out', '-'] as const
    const { out } = await terminal.exhibit(...call, '--format', 'markdown')
    expect(out).to.match(/^# .*\n\n\| Evidence of one run/)
    for (const format of ['xlsx', 'pdf']) {
      const fault = await terminal.faultOf(...call, '--format', format)
      expect(fault.code).to.equal('USAGE')
      expect(fault.message).to.match(/^report\.\w+ is not text, and standard output is a terminal$/)
    }
  })

  it('writes one file to standard output, not several, and nothing beside it', async () => {
    const { context } = await withRun()
    const call = ['report', '--run', 'x', '--out', '-'] as const
    for (const [words, message] of [
      [[], 'standard output takes one file, not 6'],
      [['--format', 'json,csv'], 'standard output takes one file, not 2'],
      [
        ['--format', 'csv', '-o', 'json'],
        '--out - leaves no standard output for what -o json says',
      ],
      [['--format', 'csv', '--add'], '--out - leaves no standard output for what --add says'],
    ] as const) {
      const fault = await context.faultOf(...call, ...words)
      expect([fault.code, fault.message]).to.deep.equal(['USAGE', message])
    }
  })

  it('uses the catalogue and files pinned in the run, not those that are configured now', async () => {
    const { context, run } = await withRun()
    context.write('scope.yaml', 'this is no scope file any more')
    context.write('estate.yaml', 'nor an estate')
    const { out } = await context.exhibit(
      ...['report', '--run', run.runId, '--format', 'json', '--out', 'again', '-o', 'json'],
    )
    const { files } = JSON.parse(out) as { files: readonly { path: string; digest: string }[] }
    expect(files).to.have.length(1)
    const [file] = files
    expect(file?.path).to.equal(join(context.folder, 'again', 'report.json'))
    expect(file?.digest).to.equal((await digestOfFile(file?.path ?? '')).digest)
  })

  it('says when the code is newer than the one that made the run, in the log and on page one', async () => {
    const { context, run } = await withRun()
    const root = join(context.folder, 'newer')
    context.write('newer/package.json', '{"version": "99.0.0"}')
    const newer = later(context, { packageRoot: root })
    await newer.exhibit('report', '--run', run.runId, '--format', 'html', '--out', 'again')
    expect(newer.err()).to.match(/warning: rendered again by exhibit 99\.0\.0.*a newer program/)
    const html = readFileSync(join(context.folder, 'again', 'report.html'), 'utf8')
    expect(html.toLowerCase()).to.include('rendered again by exhibit 99.0.0')
  })

  it('archives a missing PDF as a report that names the run by its digests, and a second time does nothing', async () => {
    const { context, run } = await withRun()
    const before = readFileSync(join(context.folder, 'archive/runs', run.runId, MANIFEST))
    const added = await context.exhibit('report', '--run', run.runId, '--add')
    expect(added.code).to.equal(0)
    const [, report] = await entriesOf(context)
    const { runId: id } = report ?? { runId: '' }
    expect(id).to.match(new RegExp(`^${run.runId}-[0-9a-f]{8}$`))
    expect(added.out).to.equal(`archived   reports/${id}/ as log entry 1\n`)
    const folder = join(context.folder, 'archive/reports', id)
    const manifest = parseManifest(readFileSync(join(folder, MANIFEST)), MANIFEST)
    const { sumsDigest, manifestDigest } = run
    expect(manifest.kind).to.equal('report')
    expect(manifest.runs).to.deep.equal([{ id: run.runId, sumsDigest, manifestDigest }])
    expect(manifest.files.map(({ path }) => path)).to.deep.equal(['report.pdf'])
    expect(manifest.browser).to.match(/^Chromium \d/)
    expect(readFileSync(join(context.folder, 'archive/runs', run.runId, MANIFEST))).to.deep.equal(
      before,
    )
    expect(await outcomeOf(context)).to.equal('valid')

    const tomorrow = later(context, { clock: fixedClock(plusSeconds(NOW, 86_400)) })
    const again = await tomorrow.exhibit('report', '--run', run.runId, '--add')
    expect(again.out).to.equal(
      `nothing to do: reports/${id}/report.pdf is archived as log entry 1\n`,
    )
    expect(await entriesOf(context)).to.have.length(2)
    expect(existsSync(join(context.folder, run.runId))).to.equal(false)
  })

  it('leaves a folder alone that a writer was stopped in, and adds the report as the next attempt', async () => {
    const { context, run } = await withRun()
    await context.exhibit('report', '--run', run.runId, '--add')
    const log = join(context.folder, 'archive/log/entries')
    chmodSync(log, 0o700)
    rmSync(join(log, '00000001.json'))
    const [stopped] = readdirSync(join(context.folder, 'archive/reports'))
    const { out } = await context.exhibit('report', '--run', run.runId, '--add', '-o', 'json')
    const { added } = JSON.parse(out) as { added: { kind: string; id: string; entry: number } }
    expect(added.kind).to.equal('added')
    expect(added.entry).to.equal(1)
    expect(added.id).to.not.equal(stopped)
    expect(await outcomeOf(context)).to.equal('valid')
  })

  it('does nothing for a run that has its PDF', async () => {
    const context = installed(testContext())
    expect((await context.exhibit('run')).code).to.equal(0)
    const [run] = await entriesOf(context)
    const { out } = await context.exhibit('report', '--run', run?.runId ?? '', '--add')
    expect(out).to.equal(
      `nothing to do: runs/${run?.runId}/report.pdf is archived as log entry 0\n`,
    )
  })

  it('writes what needs no browser before it says that there is none', async () => {
    const { context, run } = await withRun()
    const env = { ...context.env, PUPPETEER_EXECUTABLE_PATH: join(context.folder, 'none') }
    const fault = await later(context, { env }).faultOf('report', '--run', run.runId)
    expect([fault.code, fault.exitCode]).to.deep.equal(['MISSING', 3])
    expect(fault.hint).to.include('PUPPETEER_EXECUTABLE_PATH')
    expect(readdirSync(join(context.folder, run.runId)).sort()).to.deep.equal([
      'check-results.csv',
      'report.html',
      'report.json',
      'report.xlsx',
      'summary.md',
    ])
  })

  it('refuses to read a run that was altered', async () => {
    const { context, run } = await withRun()
    const file = join(context.folder, 'archive/runs', run.runId, 'run.json')
    chmodSync(file, 0o600)
    writeFileSync(file, readFileSync(file, 'utf8').replace('Example', 'Another'))
    const fault = await context.faultOf('report', '--run', run.runId, '--format', 'json')
    expect([fault.code, fault.exitCode]).to.deep.equal(['VERIFICATION_FAILED', 4])
    expect(fault.message).to.include('run.json')
  })

  it('adds nothing with a key that the archive does not know, nor without any', async () => {
    const { context, run } = await withRun()
    const call = ['report', '--run', run.runId, '--add', '--key-dir', 'others'] as const
    expect((await context.faultOf(...call)).code).to.equal('KEY_MISSING')
    await context.exhibit('init', 'keys', '--key-dir', 'others')
    expect((await context.faultOf(...call)).code).to.equal('SIGNING_FAILED')
    expect(await entriesOf(context)).to.have.length(1)
  })

  it('says which run or format it does not know', async () => {
    const { context } = await withRun()
    const unknown = await context.faultOf('report', '--run', '20260101T000000Z-00000000')
    expect(unknown.code).to.equal('MISSING')
    expect(unknown.hint).to.include('archive list')
    expect((await context.faultOf('report')).code).to.equal('USAGE')
    const format = await context.faultOf('report', '--run', 'x', '--format', 'html,docx')
    expect(format.hint).to.equal('known formats: html, json, csv, markdown, xlsx, pdf')
  })
})

describe('verification of a report', function () {
  this.timeout(180_000)

  it('finds a report whose run was taken out of the log', async () => {
    const { context, run } = await withRun()
    await context.exhibit('report', '--run', run.runId, '--add')
    const archive = join(context.folder, 'archive')
    const entries = await entriesOf(context)
    chmodSync(join(archive, 'log/entries'), 0o700)
    rmSync(join(archive, 'log/entries/00000000.json'))
    expect(entries).to.have.length(2)
    expect(await outcomeOf(context)).to.match(/^invalid.*which no entry before it records/)
  })
})
