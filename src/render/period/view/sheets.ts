/** Information produced by the entity for every run of a period: against the sheets of one run, so that what is alike is said once. */
import { canonicalJson } from '../../../core/canonical-json.ts'
import { digestOf } from '../../../core/digest.ts'
import type { PeriodRun } from '../../../model/ledger.ts'
import type { PeriodSource, RunSheets, SnapshotSheet } from '../../../model/period.ts'
import { counted, grouped, prose, visible } from '../../text.ts'
import { account, clockWords, identity, sourceWords } from '../../view/clusters.ts'
import { STATUS_WORDS } from '../../words.ts'
import type { PeriodReport } from '../schema.ts'
import type { RunNumbers } from './points.ts'
import { toolWords } from './runs.ts'

type SheetsView = PeriodReport['sheets']
type SheetRun = SheetsView[number]
type SheetCluster = SheetRun['clusters'][number]

/** A run with its sheets. */
type Taken = { readonly run: PeriodRun; readonly sheets: RunSheets }

/** One entry for each run, in the order of time. What it says of a run or cluster otherwise than the newest that has one is told, the rest is `like` it. */
export function sheetsView(source: PeriodSource, numbers: RunNumbers): SheetsView {
  const byId = new Map(source.sheets.map((each) => [each.run, each]))
  const taken = source.runs.flatMap((run): Taken[] => {
    const sheets = byId.get(run.id)
    return sheets === undefined ? [] : [{ run, sheets }]
  })
  const newest = taken.find(({ run }) => run.id === source.newest?.runId) ?? taken.at(-1)
  const ordered = newest === undefined ? [] : [newest, ...taken.toReversed()]
  const references = new Map<string, Reference>()
  for (const { run, sheets } of ordered)
    for (const sheet of sheets.clusters)
      if (!references.has(sheet.cluster)) references.set(sheet.cluster, { run: run.id, sheet })
  return taken.map((one) => runView(one, { newest, references, numbers }))
}

type Reference = { readonly run: string; readonly sheet: SnapshotSheet }
type Against = {
  readonly newest: Taken | undefined
  readonly references: ReadonlyMap<string, Reference>
  readonly numbers: RunNumbers
}

function runView({ run, sheets }: Taken, { newest, references, numbers }: Against): SheetRun {
  const facts = runFacts(run, sheets)
  const isNewest = newest === undefined || newest.run.id === run.id
  const known = isNewest ? [] : runFacts(newest.run, newest.sheets)
  return {
    ...{ number: numbers.numberOf(run.id) ?? '', id: visible(run.id) },
    ...{ startedAt: run.startedAt, finishedAt: run.finishedAt },
    ...(isNewest ? {} : { like: numbers.numberOf(newest.run.id) ?? visible(newest.run.id) }),
    facts: otherThan(facts, known),
    clusters: sheets.clusters.map((sheet) => {
      const reference = references.get(sheet.cluster)
      return clusterView(sheet, run.id, reference, numbers)
    }),
  }
}

type Fact = SheetRun['facts'][number]

function runFacts(run: PeriodRun, { image }: RunSheets): readonly Fact[] {
  const own = Object.entries(run.inputs).filter(([name]) => !name.startsWith('inputs/catalogue/'))
  return [
    { name: 'Made by', value: toolWords(run.tool) },
    { name: 'Image', value: image === undefined ? 'not stated' : visible(image) },
    { name: 'Catalogue', value: visible(run.catalogue) },
    {
      name: 'Files of the organisation',
      value: `${grouped(own.length)}, ${digestOf(canonicalJson(Object.fromEntries(own)))}`,
    },
    ...own.map(([name, digest]) => ({ name: visible(name), value: visible(digest) })),
  ]
}

function clusterView(
  sheet: SnapshotSheet,
  run: string,
  reference: Reference | undefined,
  numbers: RunNumbers,
): SheetCluster {
  const { cluster, status, takenFrom, takenTo, objectCount, lists, replaced, root } = sheet
  const isReference = reference === undefined || reference.run === run
  const facts = clusterFacts(sheet)
  return {
    ...{ cluster: visible(cluster), word: STATUS_WORDS[status] },
    ...{ takenFrom, takenTo },
    clock: sheet.source.kind === 'live' ? clockWords(sheet) : 'files: no clock was asked',
    ...{ objects: objectCount, replaced, root },
    lists: `${counted(lists.total, 'list')}: ${grouped(lists.read)} read, ${grouped(lists.notServed)} not served, ${grouped(lists.unread)} not read`,
    ...(isReference ? {} : { like: numbers.numberOf(reference.run) ?? visible(reference.run) }),
    facts: otherThan(facts, isReference ? [] : clusterFacts(reference.sheet)),
    errors: sheet.errors.map(prose),
  }
}

function clusterFacts(sheet: SnapshotSheet): readonly Fact[] {
  const { source, account: who, unknownPolicyApis } = sheet
  const { user, groups, rights } = who ?? {}
  const seen = {
    ...{ source, objectCount: sheet.objectCount },
    ...(user === undefined || groups === undefined ? {} : { account: { user, groups } }),
  }
  return [
    { name: 'Source', value: sourceWords(source) },
    ...identity(sheet),
    ...account(seen),
    ...(who === undefined
      ? []
      : [
          {
            name: 'Its rights',
            value:
              rights === undefined
                ? 'unknown: the server did not say'
                : visible(`${counted(rights.lines, 'line')}, ${rights.digest}`),
          },
        ]),
    ...(unknownPolicyApis.length === 0
      ? []
      : [{ name: 'Policy APIs not understood', value: unknownPolicyApis.map(visible).join(', ') }]),
  ]
}

/** Facts that are not among those known, and those that are there no more. */
function otherThan(facts: readonly Fact[], known: readonly Fact[]): Fact[] {
  const before = new Map(known.map(({ name, value }) => [name, value]))
  const names = new Set(facts.map(({ name }) => name))
  return [
    ...facts.filter(({ name, value }) => before.get(name) !== value),
    ...known.filter(({ name }) => !names.has(name)).map(({ name }) => ({ name, value: 'none' })),
  ]
}
