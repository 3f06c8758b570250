import { settledBases, type SeenBasis } from './bases.ts'
import { canonicalJson } from '../core/canonical-json.ts'
import type { Instant } from '../core/clock.ts'
import type { ControlOutcome } from '../model/evaluation.ts'
import type {
  ControlPeriod,
  Observation,
  ObservationBasis,
  Segment,
  SegmentWord,
  Spell,
} from '../model/period.ts'

/** Of one control of one cluster: its observations in the order of time. */
export type Observed = Omit<ControlPeriod, 'segments'> & {
  readonly observations: readonly (Omit<Observation, 'basis'> & { readonly basis: SeenBasis })[]
}

/** The slots that were due in a cluster, in the order of time: those of its ledger that were expected and are not to come. */
export type DueSlots = readonly Instant[]

const OUTCOMES: readonly ControlOutcome[] = [
  'fail',
  'undetermined',
  'needs-sign-off',
  'waived',
  'signed-off',
  'pass',
  'not-applicable',
]

/**
 * How a control stood over the period: observations in a row of one basis are a segment, and within it those of one outcome in a row a spell. Each keeps the result
 * that was archived; nothing is joined over a change of check, parameters, scope or the cluster itself, and nothing is said of the time between snapshots.
 */
export function intervalsOf(observed: Observed, due: DueSlots): ControlPeriod {
  const { cluster, framework, control, title } = observed
  const bases = settledBases(observed.observations.map(({ basis }) => basis))
  const observations = observed.observations.map((each, index) => ({
    ...each,
    basis: bases[index] ?? { checks: [], definition: each.basis.definition },
  }))
  const groups = inARow(observations, (one, two) => isSameBasis(one.basis, two.basis))
  const silent = silentSlots(groups, due)
  const segments = groups.map((group, index) =>
    segmentOf(group, groups[index - 1], silent.get(index) ?? []),
  )
  return { cluster, framework, control, title, segments }
}

function isSameBasis(one: ObservationBasis, two: ObservationBasis): boolean {
  return one === two || canonicalJson(one) === canonicalJson(two)
}

/** Values in a row that are the same in something; never empty. */
type Row<T> = readonly [T, ...T[]]

function inARow<T>(values: readonly T[], isSame: (one: T, two: T) => boolean): readonly Row<T>[] {
  const rows: [T, ...T[]][] = []
  for (const value of values) {
    const row = rows.at(-1)
    if (row !== undefined && isSame(row[0], value)) row.push(value)
    else rows.push([value])
  }
  return rows
}

function lastOf<T>(row: Row<T>): T {
  return row.at(-1) ?? row[0]
}

/** Slots that were due and have no observation, by the segment in whose time they are: the last one that had begun, else the first. */
function silentSlots(
  groups: readonly Row<Observation>[],
  due: DueSlots,
): ReadonlyMap<number, DueSlots> {
  const answered = new Set(groups.flatMap((row) => row.map(({ slot }) => slot)))
  const starts = groups.map((row) => startOf(row[0]))
  return Map.groupBy(
    due.filter((slot) => !answered.has(slot)),
    (slot) =>
      Math.max(
        0,
        starts.findLastIndex((start) => start <= slot),
      ),
  )
}

/** `silent`: slots of its time that were due and have no observation. */
function segmentOf(
  row: Row<Observation>,
  before: Row<Observation> | undefined,
  silent: DueSlots,
): Segment {
  const counted = row.filter(({ slot }) => slot !== undefined)
  const slots = Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, counted.filter((each) => each.outcome === outcome).length]),
  ) as Segment['slots']
  const [from, to] = [row[0], lastOf(row)]
  return {
    from: from.at,
    to: to.at,
    because: before === undefined ? [] : basisDifferences(lastOf(before).basis, from.basis),
    basis: from.basis,
    word: wordOf(row),
    slots,
    expected: counted.length + silent.length,
    without: silent.length,
    spells: inARow(row, (one, two) => one.outcome === two.outcome).map((spell, index, spells) =>
      spellOf(spell, spells[index + 1]),
    ),
  }
}

/** The slot that an observation counts for, else when the cluster said so: slots before it belong to what was before. */
function startOf({ slot, at }: Observation): Instant {
  return slot ?? at.asOf
}

function spellOf(row: Row<Observation>, next: Row<Observation> | undefined): Spell {
  const counted = row.filter(({ slot }) => slot !== undefined).length
  const last = lastOf(row)
  return {
    outcome: last.outcome,
    from: row[0].at,
    to: last.at,
    ...(next === undefined ? {} : { endedBy: next[0].at }),
    slots: counted,
    adHoc: row.length - counted,
    reason: last.reason,
    reasons: new Set(row.map(({ reason }) => reason)).size,
  }
}

/** The worst that was seen decides; a run that counts for no slot is seen, too. */
function wordOf(row: Row<Observation>): SegmentWord {
  const seen = new Set(row.map(({ outcome }) => outcome))
  if (seen.has('fail')) return 'failed'
  if (seen.has('undetermined')) return 'undetermined'
  if (seen.has('needs-sign-off')) return 'needs-sign-off'
  if (seen.has('waived')) return 'held-with-waiver'
  return seen.has('pass') || seen.has('signed-off') ? 'held' : 'not-applicable'
}

/** What changed of what results rest on, one line each; empty where it is the same. */
export function basisDifferences(
  before: ObservationBasis,
  now: ObservationBasis,
): readonly string[] {
  return basisChanges(before, now).map(({ said: words }) => words)
}

/** One difference of what two observations rest on, by its kind. */
export type BasisChange = {
  readonly kind: 'control-version' | 'catalogue' | 'scope' | 'population'
  readonly said: string
}

/** The same with what kind each difference is of. */
export function basisChanges(
  before: ObservationBasis,
  now: ObservationBasis,
): readonly BasisChange[] {
  const [old, current] = [new Set(before.checks), new Set(now.checks)]
  const gone = before.checks.filter((each) => !current.has(each))
  const come = now.checks.filter((each) => !old.has(each))
  const checks = `checks: ${said(gone)} before, ${said(come)} now`
  return [
    ...(gone.length + come.length === 0
      ? []
      : [{ kind: 'control-version', said: checks } as const]),
    ...(before.definition === now.definition
      ? []
      : [{ kind: 'catalogue', said: DEFINED } as const]),
    ...scopeDifference(before, now).map((words) => ({ kind: 'scope', said: words }) as const),
    ...(isReplaced(before, now) ? [{ kind: 'population', said: REPLACED } as const] : []),
  ]
}

const DEFINED =
  'what the catalogue says of it changed: its checks, parameters or what it asks of people'

const REPLACED = 'another cluster answers under the name'

function isReplaced({ uid: before }: ObservationBasis, { uid: now }: ObservationBasis): boolean {
  return before !== undefined && now !== undefined && before !== now
}

function scopeDifference(before: ObservationBasis, now: ObservationBasis): readonly string[] {
  if (before.scope === now.scope) return []
  if (before.scope === undefined) return ['the scope of the cluster was not known before']
  return [
    now.scope === undefined
      ? 'the scope of the cluster is not known'
      : 'the scope of the cluster changed',
  ]
}

function said(checks: readonly string[]): string {
  return checks.length === 0 ? 'none' : checks.join(', ')
}
