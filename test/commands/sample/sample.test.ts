import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../../src/archive/directory-store.ts'
import { readEntries } from '../../../src/archive/log.ts'
import { parseManifest } from '../../../src/archive/records.ts'
import { loadConfiguration } from '../../../src/commands/configuration.ts'
import { populationOf } from '../../../src/commands/sample/population.ts'
import { periodOf } from '../../../src/commands/period/period-of.ts'
import { runOfId } from '../../../src/commands/period/period-runs.ts'
import { readPeriod } from '../../../src/commands/period/period-source.ts'
import { plusSeconds } from '../../../src/core/clock.ts'
import { digestOf, hexOf } from '../../../src/core/digest.ts'
import type { RunEntry } from '../../../src/model/log-entry.ts'
import { populationCsv } from '../../../src/render/period/tables/population.ts'
import { fixedClock } from '../../fixed-clock.ts'
import { NOW, testContext, type TestContext } from '../context.ts'
import { collectedYaml, installed } from '../installation.ts'

const ESTATE = `listConfirmed: {by: Platform team, role: Platform owner, at: 2026-11-02, comparedWith: cloud inventory}
clusters:
  - {name: prod, folder: prod}
  - {name: stage, folder: stage}
  - {name: far, folder: nowhere}
`

function deployments(names: readonly string[]): string {
  const namespaces = `apiVersion: v1
kind: Namespace
metadata: {name: kube-system, uid: uid-of-${names.join('-')}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`
  const one = (name: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: example.com/${name}:1}]}
`
  return namespaces + names.map(one).join('')
}

const PROD = ['api', 'cart', 'db', 'job', 'mail', 'web']
const STAGE = ['api', 'web']

type SampleFile = {
  readonly population: { readonly digest: string; readonly items: number }
  readonly keys: { readonly digest: string; readonly items: number }
  readonly groups: readonly {
    readonly cluster?: string
    readonly total: number
    readonly sampled: number
    readonly items: readonly { readonly key: string; readonly digest: string }[]
  }[]
  readonly gaps: readonly string[]
} & Readonly<Record<string, unknown>>

/** An archive with a run over two clusters; a third could not be read. */
async function archived(): Promise<{ readonly context: TestContext; readonly run: string }> {
  const context = installed(testContext(), { estate: ESTATE })
  context.write('prod/objects.yaml', deployments(PROD))
  context.write('stage/objects.yaml', deployments(STAGE))
  context.write('stage/collected.yaml', collectedYaml())
  expect((await context.exhibit('run', '--no-pdf')).code).to.equal(0)
  const [entry] = await entriesOf(context)
  return { context, run: entry?.runId ?? '' }
}

async function entriesOf({ folder }: TestContext): Promise<readonly RunEntry[]> {
  return (await readEntries(directoryStore(join(folder, 'archive')))).map(({ entry }) => entry)
}

const SEED = 'dice 4 1 6, "of" the auditor\'s'
const ASKED = ['--kind', 'workload', '--size', '4', '--seed', SEED] as const
const BY = ['--asked-by', 'QSA of Example Assessors'] as const

/** The lines of shell of the README, as they stand there. */
function shellOfReadme(): string {
  const text = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
  const found = /```sh\n((?:(?!```)[^])*keys\.txt[^]*?)```/.exec(text)?.[1]
  if (found === undefined) throw new Error('README.md has no lines of shell over keys.txt')
  return found
}

describe('exhibit sample', function () {
  this.timeout(120_000)
  let context: TestContext
  let run: string

  before(async () => {
    ;({ context, run } = await archived())
  })

  async function drawn(...words: readonly string[]): Promise<SampleFile> {
    const { out } = await context.exhibit('sample', run, ...words, '--dry-run', '-o', 'json')
    return JSON.parse(out) as SampleFile
  }

  it('prints only, where it is dry: nothing is archived', async () => {
    const before = (await entriesOf(context)).length
    const { code, out } = await context.exhibit('sample', run, ...ASKED, '--dry-run')
    expect(code).to.equal(0)
    const keys = [
      ...PROD.map((name) => `prod/shop/Deployment/${name}`),
      ...STAGE.map((name) => `stage/shop/Deployment/${name}`),
    ]
    const first = keys.map((key) => hexOf(digestOf(`${SEED}\n${key}`))).sort()
    const shown = Array.from(out.matchAll(/^(\d) .* ([0-9a-f]{16})$/gm), ([, , digest]) => digest)
    expect(shown).to.deep.equal(first.slice(0, 4).map((digest) => digest.slice(0, 16)))
    expect(out).to.include('4 of 8 workloads; seed ')
    expect(out).to.match(/; the selection is the assessor's\n$/)
    expect(await entriesOf(context)).to.have.length(before)
    expect(existsSync(join(context.folder, 'archive/reports'))).to.equal(false)
  })

  it('draws so many of each cluster, and says how many there are', async () => {
    const { groups, gaps } = await drawn(...ASKED, '--by-cluster')
    expect(groups.map(({ cluster, total, sampled }) => [cluster, total, sampled])).to.deep.equal([
      ['prod', 6, 4],
      ['stage', 2, 2],
    ])
    expect(gaps).to.deep.equal(['far: not in the population, since it was not read (unreachable)'])
    expect(context.err()).to.include('the population is not whole: far: not in the population')
  })

  it('draws clusters, namespaces, policies and snapshots, too', async () => {
    for (const [kind, keys] of [
      ['cluster', ['prod', 'stage']],
      ['namespace', ['prod/kube-system', 'prod/shop', 'stage/kube-system', 'stage/shop']],
      ['policy', []],
      ['snapshot', [`${run}/prod`, `${run}/stage`]],
    ] as const) {
      const { groups } = await drawn('--kind', kind, '--size', '9', '--seed', 'x')
      const found = groups.flatMap(({ items }) => items.map(({ key }) => key))
      expect(found.sort(), kind).to.deep.equal(keys)
    }
  })

  it('has the very population of the report of the period', async () => {
    const work = mkdtempSync(join(context.folder, 'work-'))
    const configuration = loadConfiguration(context, {})
    const store = directoryStore(join(context.folder, 'archive'))
    const request = { store, entries: await readEntries(store), work, configuration }
    const { content } = await readPeriod(periodOf('2026-11', configuration), request, context)
    const { out } = await context.exhibit('sample', '2026-11', ...ASKED, '--dry-run', '-o', 'json')
    const { population, of } = JSON.parse(out) as SampleFile
    expect(population.digest).to.equal(digestOf(populationCsv(content)))
    expect(content.neverRead).to.deep.equal([{ cluster: 'far', status: 'unreachable' }])
    expect(of).to.deep.include({ kind: 'period' })
  })

  it('says of a run that did not evaluate a cluster that what it saw is not known', async () => {
    const store = directoryStore(join(context.folder, 'archive'))
    const entries = (await readEntries(store)).map(({ entry }) => entry)
    const one = await runOfId(store, entries, run)
    if (one === undefined) throw new Error(`${run} is not archived`)
    const failed = one.clusters.map((each) => ({ ...each, notEvaluated: 'out of memory' }))
    const work = mkdtempSync(join(context.folder, 'work-'))
    const { gaps } = await populationOf([{ ...one, clusters: failed }], { store, work }, context)
    expect(gaps.join()).to.include(`stage: workloads and policies of ${run} are not known`)
  })

  it('is what three lines of shell give', async () => {
    const { out } = await context.exhibit('sample', run, ...ASKED, ...BY, '-o', 'json')
    const { archived: place, groups } = JSON.parse(out) as SampleFile & {
      readonly archived: { readonly folder: string }
    }
    const script = shellOfReadme()
    const told = script.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(told).to.have.length(3)
    const quoted = `'${SEED.replaceAll("'", "'\\''")}'`
    const shell = script
      .replace(/seed='[^']*'/, () => `seed=${quoted}`)
      .replace(/size=\d+/, 'size=4')
    const cwd = join(context.folder, 'archive', place.folder)
    const lines = execFileSync('sh', ['-euc', shell], { cwd, encoding: 'utf8' })
    expect(lines).to.equal(
      groups[0]?.items.map(({ key, digest }) => `${digest.slice(7)} ${key}\n`).join(''),
    )
    const prod = (await drawn(...ASKED, '--by-cluster')).groups[0]
    const ofProd = shell.replace('cat keys.txt', "grep '^prod/' keys.txt")
    expect(ofProd).to.not.equal(shell)
    expect(execFileSync('sh', ['-euc', ofProd], { cwd, encoding: 'utf8' })).to.equal(
      prod?.items.map(({ key, digest }) => `${digest.slice(7)} ${key}\n`).join(''),
    )
  })

  it('archives the sample, signed, with its population, its seed and who asked; the same again is nothing to do', async () => {
    const own = await archived()
    const call = ['sample', own.run, ...ASKED, ...BY] as const
    const first = await own.context.exhibit(...call)
    const [logged, report] = await entriesOf(own.context)
    expect(report?.runId).to.match(new RegExp(`^sample-${own.run.toLowerCase()}-[0-9a-f]{8}$`, 'i'))
    const folder = `reports/${report?.runId}/`
    expect(first.out).to.match(new RegExp(`archived ${folder}, log entry 1\n$`))
    const at = join(own.context.folder, 'archive', folder)
    expect(readdirSync(at).sort()).to.deep.equal([
      ...['SHA256SUMS', 'SHA256SUMS.p7s', 'keys.txt', 'manifest.json'],
      ...['population.csv', 'sample.csv', 'sample.json'],
    ])
    const manifest = parseManifest(readFileSync(join(at, 'manifest.json')), 'manifest.json')
    expect(manifest.runs?.map(({ sumsDigest }) => sumsDigest)).to.deep.equal([logged?.sumsDigest])
    const said = JSON.parse(readFileSync(join(at, 'sample.json'), 'utf8')) as SampleFile
    expect(said).to.deep.include({
      format: 'sample/v1',
      id: report?.runId,
      selection: "the selection is the assessor's",
      askedBy: 'QSA of Example Assessors',
      seed: SEED,
      size: 4,
      strata: 'none',
      of: { kind: 'run', id: own.run },
    })
    expect(said.population.digest).to.equal(digestOf(readFileSync(join(at, 'population.csv'))))
    expect(said.keys).to.include({ digest: digestOf(readFileSync(join(at, 'keys.txt'))), items: 8 })
    expect(readFileSync(join(at, 'sample.csv'), 'utf8').split('\r\n')).to.have.length(1 + 4 + 1)
    const root = join(own.context.folder, 'keys/root.pem')
    const archive = join(own.context.folder, 'archive')
    expect((await own.context.exhibit('verify', archive, '--trust', root)).code).to.equal(0)

    const clock = fixedClock(plusSeconds(NOW, 86_400))
    const later = testContext({ cwd: own.context.folder, env: own.context.env, clock })
    const again = await later.exhibit(...call)
    expect(again.out).to.match(
      new RegExp(`nothing to do: archived before as ${folder}, log entry 1\n$`),
    )
    const other = await later.exhibit('sample', own.run, ...ASKED, '--asked-by', 'Internal audit')
    expect(other.out).to.match(/archived reports\/sample-.*, log entry 2\n$/)
  })

  it('asks for what it cannot do without', async () => {
    const whole: Readonly<Record<string, string>> = {
      ...{ '--kind': 'workload', '--size': '4', '--seed': 'x', '--asked-by': 'QSA' },
    }
    const words = (without?: string) =>
      Object.entries(whole).flatMap(([flag, value]) => (flag === without ? [] : [flag, value]))
    for (const flag of Object.keys(whole)) {
      const fault = await context.faultOf('sample', run, ...words(flag))
      expect([fault.code, fault.message]).to.deep.equal(['USAGE', `${flag} is not given`])
    }
    for (const wrong of [
      ['--size', '0'],
      ['--size', '2.5'],
      ['--size', '-3'],
      ['--seed', 'two\nlines'],
      ['--asked-by', 'two\rlines'],
      ['--seed', ''],
      ['--kind', 'pod'],
    ])
      expect(
        (await context.faultOf('sample', run, ...words(wrong[0]), ...wrong)).code,
        wrong.join(' '),
      ).to.equal('USAGE')
    const strata = await context.faultOf('sample', run, '--kind', 'cluster', '--by-cluster')
    expect(strata.message).to.equal('clusters are not drawn by cluster: leave --by-cluster out')
    for (const [of, code] of [
      ['20260101T000000Z-00000000', 'MISSING'],
      ['2020-Q1', 'MISSING'],
      ['last-year', 'USAGE'],
    ] as const)
      expect((await context.faultOf('sample', of, ...ASKED, ...BY)).code, of).to.equal(code)
  })
})
