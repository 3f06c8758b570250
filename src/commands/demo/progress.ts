import { printable, type Log, type LogFields } from '../../core/log.ts'
import type { ClusterSummary } from '../run-summary.ts'
import type { HistorySlot } from './history.ts'

/** What a run says of each cluster as it goes, and a report of each run: the demo says it in the one line of the slot instead. */
const SAID_PER_SLOT = [
  'cluster read',
  'cluster not read completely',
  'cluster evaluated',
  'reading',
]

/** The log of the demo's runs: what `slotLine` says is left out, and what was said before is not said again. Nothing else is held back. */
export function calmLog(log: Log): Log {
  const said = new Set<string>()
  const once =
    (level: 'info' | 'warn') =>
    (message: string, fields: LogFields = {}) => {
      const line = JSON.stringify([level, message, fields])
      if (SAID_PER_SLOT.includes(message) || said.has(line)) return
      said.add(line)
      log[level](message, fields)
    }
  return { info: once('info'), warn: once('warn') }
}

/** One slot in one line: its day, how its run came about, how many clusters were read, and which were not. */
export function slotLine(
  { slot, outcome, caughtUp, note }: HistorySlot,
  clusters: readonly ClusterSummary[],
): string {
  const why = note === undefined ? '' : ` (${note})`
  const day = slot.slice(0, 10)
  if (outcome === 'missed') return printable(`${day}  missed${why}`)
  const expected = clusters.filter(({ status }) => status !== 'retired')
  const read = expected.filter(({ status }) => status === 'complete')
  const others = expected.filter(({ status }) => status !== 'complete')
  const rest = others.map(({ name, status }) => `; ${name} ${status}`).join('')
  const late = caughtUp ? 'caught up: ' : ''
  return printable(`${day}  ${late}${read.length} of ${expected.length} clusters read${rest}${why}`)
}
