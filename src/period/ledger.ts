import { matchesGlob } from '../core/glob.ts'
import type { Instant } from '../core/clock.ts'
import {
  LEDGER_STATES,
  type Ledger,
  type LedgerCell,
  type LedgerRow,
  type LedgerState,
  type MissedSaid,
  type PeriodCluster,
  type PeriodRun,
  type ScheduleInForce,
} from '../model/ledger.ts'
import type { MissedRuns } from '../model/sign-off.ts'
import { UNREAD } from '../model/snapshot.ts'

/** What a ledger is made from. */
export type LedgerFacts = {
  readonly schedules: readonly ScheduleInForce[]
  /** every expected slot of the period, in the order of time */
  readonly slots: readonly Instant[]
  /** the runs of the period, in the order of the log */
  readonly runs: readonly PeriodRun[]
  /** the newest run before it; absent: there is none */
  readonly before?: PeriodRun
  /** of a period before the first run of the archive: that run; absent elsewhere */
  readonly after?: PeriodRun
  /** gaps that the organisation states, with who wrote them for people */
  readonly stated: readonly (MissedRuns & { readonly said: string })[]
  /** slots after it are still to come */
  readonly now: Instant
}

/** Expected slots against runs, cluster by cluster. A slot without a run is missed for every cluster that the estate had then. */
export function ledgerOf(facts: LedgerFacts): Ledger {
  const { schedules, slots, runs, before, after } = facts
  const known = [before ?? [], runs, after ?? []].flat()
  const names = new Set(known.flatMap(({ clusters }) => clusters.map(({ name }) => name)))
  const columns = slots.map((slot) => columnOf(slot, known))
  const rows = [...names].sort().map((cluster): LedgerRow => {
    const cells = columns.map((column) => cellOf(cluster, column, facts))
    return { cluster, cells, counts: countsOf(cells) }
  })
  const [first] = slots
  return {
    schedules,
    ...(first === undefined || (before ?? after) !== undefined ? {} : { beginsWith: first }),
    slots,
    rows: rows.filter(({ counts }) => slots.length === 0 || counts['not-expected'] < slots.length),
    adHoc: runs.filter(({ trigger }) => trigger === 'ad-hoc'),
  }
}

/** A slot with the run that answers for it, and the estate as it was known then. */
type Column = {
  readonly slot: Instant
  readonly run?: PeriodRun
  readonly others: readonly string[]
  /** as the run knows them; without one as the newest run before it does, else as the first one after it */
  readonly members: ReadonlyMap<string, PeriodCluster>
  /** clusters that an earlier run knows */
  readonly earlier: ReadonlySet<string>
}

function columnOf(slot: Instant, known: readonly PeriodRun[]): Column {
  const attempts = known.filter((run) => run.trigger !== 'ad-hoc' && run.slot === slot)
  const run = attempts.find(({ answers }) => answers)
  const before = known.filter(({ at }) => at < slot)
  const members = (run ?? before.at(-1) ?? known[0])?.clusters ?? []
  return {
    slot,
    ...(run === undefined ? {} : { run }),
    others: attempts.filter((one) => one !== run).map(({ id }) => id),
    members: new Map(members.map((each) => [each.name, each])),
    earlier: new Set(before.flatMap(({ clusters }) => clusters.map(({ name }) => name))),
  }
}

function countsOf(cells: readonly LedgerCell[]): LedgerRow['counts'] {
  const count = (state: LedgerState) => cells.filter((cell) => cell.state === state).length
  return Object.fromEntries(
    LEDGER_STATES.map((state) => [state, count(state)]),
  ) as LedgerRow['counts']
}

function cellOf(cluster: string, column: Column, facts: LedgerFacts): LedgerCell {
  const { slot, run, others, members } = column
  const member = members.get(cluster)
  if (run === undefined) return { slot, others, ...withoutRun(cluster, column, facts) }
  const said = member === undefined ? absentIn(cluster, column) : stateIn(member, run)
  return { slot, run: run.id, others, ...said }
}

type Said = Pick<LedgerCell, 'state' | 'reasons' | 'said' | 'asOf' | 'time'>

function stateIn(member: PeriodCluster, run: PeriodRun): Said {
  const { status, reasons, asOf, time } = member
  if (status === 'retired') return { state: 'retired', reasons }
  return { ...readIn(member, run), asOf, ...(time === undefined ? {} : { time }) }
}

function readIn(member: PeriodCluster, run: PeriodRun): Pick<Said, 'state' | 'reasons'> {
  const { status, reasons, notEvaluated, trigger = run.trigger } = member
  const why = reasons.length === 0 && status !== 'complete' ? [status] : reasons
  const said = [
    ...why,
    ...(notEvaluated === undefined ? [] : [`not evaluated: ${notEvaluated}`]),
    ...(trigger === 'ad-hoc' ? [outsideWords(member, run)] : []),
  ]
  if (UNREAD.includes(status)) return { state: 'unread', reasons: said }
  if (trigger === 'ad-hoc') return { state: 'ad-hoc', reasons: said }
  if (notEvaluated !== undefined || status !== 'complete')
    return { state: 'partial', reasons: said }
  return { state: trigger === 'scheduled' ? 'done' : trigger, reasons: [] }
}

/** Where in time a cluster stands that counts for no slot, although its run answers for one. */
function outsideWords({ status, asOf }: PeriodCluster, { slot = '' }: PeriodRun): string {
  const how = UNREAD.includes(status) ? 'tried' : 'read'
  return `${how} ${asOf < slot ? 'before the slot' : 'after the slot that follows'}: it counts for no slot`
}

function absentIn(cluster: string, { earlier }: Column): Said {
  const why = earlier.has(cluster)
    ? 'the estate no longer lists it, and no dated entry says that it is retired'
    : 'the estate did not list it yet'
  return { state: 'not-expected', reasons: [why] }
}

function withoutRun(cluster: string, column: Column, facts: LedgerFacts): Said {
  const member = column.members.get(cluster)
  if (column.slot > facts.now) return { state: 'to-come', reasons: [] }
  if (member === undefined) return absentIn(cluster, column)
  if (member.status === 'retired') return { state: 'retired', reasons: member.reasons }
  const said = whoSays(cluster, column.slot, facts)
  return { state: 'missed', reasons: [wordsOf(said)], said }
}

function whoSays(cluster: string, slot: Instant, { runs, stated }: LedgerFacts): MissedSaid {
  const record = stated.find(
    ({ from, to, clusters }) =>
      from <= slot &&
      slot <= to &&
      (clusters === undefined || clusters.some((pattern) => matchesGlob(pattern, cluster))),
  )
  if (record !== undefined) {
    const { id, cause, by, said } = record
    return {
      kind: 'organisation',
      id,
      cause,
      by: `${by.name} (${by.role})`,
      authorship: said,
    }
  }
  const run = runs.find(({ missed }) => missed?.includes(slot) === true)
  return run === undefined ? { kind: 'silent' } : { kind: 'run', run: run.id }
}

function wordsOf(said: MissedSaid): string {
  switch (said.kind) {
    case 'silent':
      return 'no run, and nothing in writing says why'
    case 'run':
      return `no run; run ${said.run} records that it was missed, and no reason`
    case 'organisation':
      return `no run: ${said.cause} (${said.id}, stated by ${said.by}, ${said.authorship})`
  }
}
