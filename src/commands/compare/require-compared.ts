import { Fault } from '../../core/fault.ts'
import type { Comparison } from '../../model/comparison.ts'

/** Throws Fault `MISSING` with the reasons where nothing of what is asked for was compared: that is never "no change". */
export function requireCompared(comparison: Comparison, view: string | undefined): void {
  const { compared, controls, premises, gaps } = comparison
  const comparable = controls.filter(({ state }) => state !== 'incomparable')
  const isEmpty = view === 'controls' ? comparable.length === 0 : compared.length === 0
  if (!isEmpty) return
  const reasons = controls.filter(({ state }) => state === 'incomparable')
  const lines = [
    ...premises,
    ...gaps,
    ...reasons.map(({ cluster, reason }) => `controls of ${cluster}: ${reason}`),
  ]
  const what = view === 'controls' ? 'controls were' : 'cluster was'
  throw new Fault('MISSING', [`no ${what} compared`, ...new Set(lines)].join('\n'), {
    hint: 'name two sides that both read the same cluster',
  })
}
