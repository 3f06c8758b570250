import { Fault } from '../../core/fault.ts'
import type { Comparison } from '../../model/comparison.ts'

/** The parts of a comparison. */
export const COMPARED_PARTS = ['controls', 'objects', 'connectivity'] as const

/** One part of a comparison. */
export type ComparedPart = (typeof COMPARED_PARTS)[number]

/** The parts in which it gets better or worse. */
const DECISIVE = ['controls', 'connectivity'] as const

/**
 * Throws Fault `MISSING` with the reasons where nothing of what is asked for was compared: that is never "no change". Asked for is one part, or
 * all of them together; `decisive`: those that tell better from worse.
 */
export function requireCompared(
  { compared, controls, premises, gaps }: Comparison,
  view: ComparedPart | undefined,
  decisive: boolean,
): void {
  const asked: readonly ComparedPart[] =
    view === undefined ? (decisive ? DECISIVE : COMPARED_PARTS) : [view]
  if (asked.some((part) => compared[part].length > 0)) return
  const reasons = controls.filter(({ state }) => state === 'incomparable')
  const lines = [
    ...premises,
    ...gaps,
    ...reasons.map(({ cluster, reason }) => `controls of ${cluster}: ${reason}`),
  ]
  const what = whatWasNot(view, decisive)
  throw new Fault('MISSING', [what, ...new Set(lines)].join('\n'), {
    hint: 'name two sides that both read the same cluster, without gaps in what decides',
  })
}

function whatWasNot(view: ComparedPart | undefined, decisive: boolean): string {
  if (view === 'connectivity') return 'connectivity was not compared'
  if (view !== undefined) return `no ${view} were compared`
  return decisive ? 'neither controls nor connectivity were compared' : 'no cluster was compared'
}
