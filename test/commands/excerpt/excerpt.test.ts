import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { directoryStore } from '../../../src/archive/directory-store.ts'
import { readEntries } from '../../../src/archive/log.ts'
import { collectedYaml, installed } from '../installation.ts'
import { fixedClock } from '../../fixed-clock.ts'
import { testContext, type TestContext } from '../context.ts'
import { canaryEstates, type CanaryEstate } from './canary-estate.ts'
import { saidBelow } from './said.ts'

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Example Payments, classification: Restricted}
schedule: {cron: '0 2 * * 1'}
frameworks: [exhibit-segmentation, pci-dss-4.0.1, cis-kubernetes-2.0.1]
`

const SCOPE = `format: scope/v1
entity: {name: Example Payments, kind: merchant}
rules:
  - id: shop
    class: cde
    subjects: {namespaces: [shop]}
`

const DAYS = ['2026-11-02', '2026-11-09'] as const
const AFTER = '2026-12-01T08:00:00Z'

/** The same installation at another time. */
function at(context: TestContext, now: string): TestContext {
  return testContext({ cwd: context.folder, env: context.env, clock: fixedClock(now) })
}

/** Two runs of an estate, one week apart, with another policy in the second. */
async function twoRuns({ objects, later }: CanaryEstate): Promise<TestContext> {
  const context = installed(testContext(), { configuration: CONFIGURATION })
  context.write('scope.yaml', SCOPE)
  for (const [index, day] of DAYS.entries()) {
    const slot = `${day}T02:00:00Z`
    context.write('prod/objects.yaml', index === 0 ? objects : later)
    context.write('prod/collected.yaml', collectedYaml().replace('2026-11-23T02:00:00Z', slot))
    const { code } = await at(context, slot).exhibit('run', '--no-pdf', '--slot', slot)
    expect(code).to.be.oneOf([0, 3])
  }
  return { ...at(context, AFTER), folder: context.folder }
}

async function runIds({ folder }: TestContext): Promise<readonly string[]> {
  const entries = await readEntries(directoryStore(join(folder, 'archive')))
  return entries.flatMap(({ entry }) => (entry.kind === 'run' ? [entry.runId] : []))
}

/** Canaries that a file says, with where. */
function leaks(folder: string, { canaries }: CanaryEstate): readonly string[] {
  return Array.from(saidBelow(folder)).flatMap(([name, text]) =>
    canaries
      .filter((canary) => isSaid(text, canary))
      .map((canary) => {
        const where = text.indexOf(canary)
        return `${name}: ${canary}: ${text.slice(Math.max(0, where - 80), where + 80)}`
      }),
  )
}

/** An address counts as a whole, not as a part of another number. */
function isSaid(text: string, canary: string): boolean {
  if (!text.includes(canary)) return false
  const edge = /^[\d.-]+$/.test(canary)
  if (!edge) return true
  return new RegExp(String.raw`(?<![\d.])${canary.replaceAll('.', String.raw`\.`)}(?!\d)`).test(
    text,
  )
}

/** What an excerpt has alone, what is left out of it, and what another moment makes. */
const NOT_COMPARED = /^(excerpt|audience|readFirst|size|diff|diffMore|previous|signature)$/

/** Whatever of a report is no text, and is not left out: the same in an excerpt. Lists are taken without their order. */
function figuresOf(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(figuresOf)
      .map((each) => JSON.stringify(each))
      .sort()
  if (typeof value === 'string') return ''
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !NOT_COMPARED.test(name))
      .map(([name, each]) => [name, figuresOf(each)]),
  )
}

function jsonOf(folder: string, name = 'report.json'): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>
}

describe('--audience external', function () {
  this.timeout(600_000)

  it('says no name that is private in any format of any report, over random estates, and the figures of the report', async () => {
    const estates = fc.sample(canaryEstates, 2)
    for (const [index, estate] of estates.entries()) {
      const context = await twoRuns(estate)
      const [, run = ''] = await runIds(context)
      const formats = index === 0 ? [] : ['--format', 'html,json,csv,markdown,xlsx']
      const out = (name: string) => join(context.folder, name)
      const ran = (...args: readonly string[]) => context.exhibit(...args)
      await ran('report', '--run', run, '--format', 'json', '--out', 'run')
      await ran(
        'report',
        '--run',
        run,
        '--audience',
        'external',
        ...formats,
        '--out',
        'run-external',
      )
      await ran('report', '2026-11', '--add', '--format', 'json', '--out', 'period')
      await ran(
        'report',
        '2026-11',
        '--audience',
        'external',
        ...formats,
        '--out',
        'period-external',
      )
      const sides = [...DAYS]
      const pdf = index === 0 ? [] : ['--no-pdf']
      await ran('compare', ...sides, '--add', ...pdf, '--out', 'compare')
      const shown = await ran(
        'compare',
        ...sides,
        '--audience',
        'external',
        ...pdf,
        '--out',
        'compare-external',
      )
      expect(estate.canaries.filter((canary) => isSaid(shown.out, canary))).to.deep.equal([])
      for (const [whole, excerpt, name] of [
        ['run', 'run-external', 'report.json'],
        ['period', 'period-external', 'report.json'],
        ['compare', 'compare-external', 'comparison.json'],
      ] as const) {
        expect(existsSync(out(excerpt)), excerpt).to.equal(true)
        expect(leaks(out(excerpt), estate), excerpt).to.deep.equal([])
        const said = readFileSync(join(out(whole), name), 'utf8')
        const known = estate.canaries.filter((canary) => isSaid(said, canary))
        expect(known, `canaries of ${whole}`).to.not.deep.equal([])
        const figures = [excerpt, whole].map((folder) => figuresOf(jsonOf(out(folder), name)))
        expect(JSON.stringify(figures[0]) === JSON.stringify(figures[1]), excerpt).to.equal(true)
        expect(jsonOf(out(excerpt), name)).to.include({ audience: 'external' })
      }
    }
  })

  it('is titled as one, names the signed report, and is archived and signed itself', async () => {
    const [estate] = fc.sample(canaryEstates, 1)
    if (estate === undefined) throw new Error('an estate was asked for')
    const context = await twoRuns(estate)
    const [run = ''] = await runIds(context)
    const call = ['report', '--run', run, '--audience', 'external', '--add'] as const
    const added = await context.exhibit(...call, '-o', 'json')
    expect(JSON.parse(added.out)).to.have.nested.property('added.kind', 'added')
    expect(JSON.parse((await context.exhibit(...call, '-o', 'json')).out)).to.have.nested.property(
      'added.kind',
      'already',
    )
    const [name = ''] = readdirSync(join(context.folder, 'archive/reports'))
    expect(name).to.match(new RegExp(`^${run}-external-[0-9a-f]{8}$`))
    const folder = join(context.folder, 'archive/reports', name)
    expect(leaks(folder, estate)).to.deep.equal([])
    const sums = (await readEntries(directoryStore(join(context.folder, 'archive')))).find(
      ({ entry }) => entry.runId === run,
    )?.entry.sumsDigest
    for (const file of ['report.html', 'summary.md', 'report.json'])
      for (const said of ['EXCERPT', name, run, sums ?? '', 'replaced by pseudonyms', 'Restricted'])
        expect(readFileSync(join(folder, file), 'utf8'), file).to.include(said)
    expect((await context.exhibit('verify', 'archive')).code).to.equal(3)
    const again = await context.exhibit(
      'report',
      '--run',
      run,
      '--audience',
      'external',
      '--format',
      'json,html,csv,markdown',
      '--out',
      'again',
    )
    expect(again.code).to.equal(0)
    for (const file of ['report.html', 'report.json', 'check-results.csv', 'summary.md'])
      expect(
        readFileSync(join(context.folder, 'again', file)).equals(readFileSync(join(folder, file))),
        file,
      ).to.equal(true)
  })

  it('has other pseudonyms in another report', async () => {
    const [estate] = fc.sample(canaryEstates, 1)
    if (estate === undefined) throw new Error('an estate was asked for')
    const context = await twoRuns(estate)
    const ids = await runIds(context)
    const ofRuns: string[] = []
    for (const id of ids) {
      const { out } = await context.exhibit(
        'report',
        '--run',
        id,
        '--audience',
        'external',
        '--format',
        'json',
        '--out',
        '-',
      )
      ofRuns.push((JSON.parse(out) as { reference: string }).reference)
    }
    expect(new Set(ofRuns).size).to.equal(2)
  })

  it('is refused for what is not archived, and for folders', async () => {
    const [estate] = fc.sample(canaryEstates, 1)
    if (estate === undefined) throw new Error('an estate was asked for')
    const context = await twoRuns(estate)
    const period = await context.faultOf('report', '2026-11', '--audience', 'external')
    expect(period).to.include({ code: 'MISSING' })
    expect(period.hint).to.include('exhibit report 2026-11 --add')
    const sides = ['compare', ...DAYS, '--audience', 'external'] as const
    expect(await context.faultOf(...sides)).to.include({ code: 'MISSING' })
    const folders = ['compare', 'prod', 'prod', '--audience', 'external'] as const
    expect(await context.faultOf(...folders)).to.include({ code: 'USAGE' })
    expect(await context.faultOf(...sides, '-o', 'csv')).to.include({ code: 'USAGE' })
  })
})
