import type { Ledger, LedgerCell, LedgerRow } from '../../../model/ledger.ts'
import { prose, visible } from '../../text.ts'
import type { LedgerView } from '../schema.ts'
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
export function exceptionsOf(ledger: Ledger, numbers: RunNumbers): readonly Exception[] {
  const stretches = ledger.rows.flatMap(stretchesOf)
  const alike = Map.groupBy(stretches, ({ first, cells }) =>
    JSON.stringify([first, cells.length, keyOf(cells[0])]),
  )
  return [...alike.values()]
    .flatMap(([first, ...others]) =>
      first === undefined ? [] : [exception(first, [first, ...others], numbers)],
    )
    .sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0))
}

function stretchesOf({ cluster, cells }: LedgerRow): readonly Stretch[] {
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

function keyOf(cell: LedgerCell | undefined): string {
  return cell === undefined
    ? ''
    : JSON.stringify([slotState(cell), cell.reasons, cell.others.length])
}

function exception({ cells }: Stretch, all: readonly Stretch[], numbers: RunNumbers): Exception {
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
      ...(others.length === 0
        ? []
        : [`also: ${others.map((run) => numbers.numberOf(run) ?? visible(run)).join(', ')}`]),
    ],
    runs: cells.flatMap(({ run }) =>
      run === undefined ? [] : [numbers.numberOf(run) ?? visible(run)],
    ),
  }
}
