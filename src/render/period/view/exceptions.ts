import type { LedgerCell, LedgerRow, Period } from '../../../model/ledger.ts'
import type { PeriodSource } from '../../../model/period.ts'
import { prose, visible } from '../../text.ts'
import type { LedgerView } from '../schema.ts'
import { isOutside, spanWords, timeWords } from '../times.ts'
import { SLOT_WORDS, slotState } from '../words.ts'
import type { RunNumbers } from './points.ts'

type Exception = LedgerView['exceptions'][number]

/** Slots in a row of one cluster with the same state and reasons. */
type Stretch = {
  readonly cluster: string
  readonly first: number
  readonly cells: readonly LedgerCell[]
}

/** Every slot that is not simply done, in the order of time: slots in a row, and clusters that ended alike, together. */
export function exceptionsOf(
  { ledger, period }: Pick<PeriodSource, 'ledger' | 'period'>,
  numbers: RunNumbers,
): readonly Exception[] {
  const keyOf = keyIn(period)
  const stretches = ledger.rows.flatMap((row) => stretchesOf(row, keyOf))
  const alike = Map.groupBy(stretches, ({ first, cells }) =>
    JSON.stringify([first, cells.length, keyOf(cells[0])]),
  )
  return [...alike.values()]
    .flatMap(([first, ...others]) =>
      first === undefined ? [] : [exception(first, [first, ...others], { period, numbers })],
    )
    .sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0))
}

type KeyOf = (cell: LedgerCell | undefined) => string

function stretchesOf({ cluster, cells }: LedgerRow, keyOf: KeyOf): readonly Stretch[] {
  const stretches: { cluster: string; first: number; cells: LedgerCell[] }[] = []
  cells.forEach((cell, index) => {
    if (isPlain(cell)) return
    const last = stretches.at(-1)
    if (
      last !== undefined &&
      last.first + last.cells.length === index &&
      keyOf(last.cells[0]) === keyOf(cell)
    )
      last.cells.push(cell)
    else stretches.push({ cluster, first: index, cells: [cell] })
  })
  return stretches
}

/** Done at the first attempt, and nothing is to be said of it. */
function isPlain({ state, reasons, others }: LedgerCell): boolean {
  return state === 'done' && reasons.length === 0 && others.length === 0
}

/** What slots that stand together have in common. */
function keyIn(period: Period): KeyOf {
  return (cell) =>
    cell === undefined
      ? ''
      : JSON.stringify([slotState(cell), cell.reasons, cell.others.length, timeWords(cell, period)])
}

type Known = { readonly period: Period; readonly numbers: RunNumbers }

function exception(
  { cells }: Stretch,
  all: readonly Stretch[],
  { period, numbers }: Known,
): Exception {
  const [first] = cells
  const last = cells.at(-1)
  const state = first === undefined ? 'not-expected' : slotState(first)
  const others = cells.flatMap((cell) => cell.others)
  return {
    from: first?.slot ?? '',
    to: last?.slot ?? '',
    slots: cells.length,
    clusters: all.map(({ cluster }) => visible(cluster)),
    state,
    word: SLOT_WORDS[state].word,
    reasons: [
      ...(first?.reasons ?? []).map(prose),
      ...timesOf(
        all.flatMap((stretch) => stretch.cells),
        period,
      ),
      ...(others.length === 0
        ? []
        : [`also: ${others.map((run) => numbers.numberOf(run) ?? visible(run)).join(', ')}`]),
    ],
    runs: cells.flatMap(({ run }) =>
      run === undefined ? [] : [numbers.numberOf(run) ?? visible(run)],
    ),
  }
}

/** When these slots' clusters were read or tried, where that is not what a reader expects: at the time of the slot, and witnessed. */
function timesOf(cells: readonly LedgerCell[], period: Period): readonly string[] {
  const [first] = cells
  const times = cells.flatMap(({ asOf }) => (asOf === undefined ? [] : [asOf]))
  if (first === undefined || times.length === 0) return []
  const { state, time = 'witnessed' } = first
  const isPlain = time === 'witnessed' && !times.some((at) => isOutside(at, period))
  if (isPlain && state !== 'unread' && state !== 'ad-hoc') return []
  const how = state === 'unread' ? 'tried' : 'read'
  return [`${how} ${spanWords(times, timeWords(first, period))}`]
}
