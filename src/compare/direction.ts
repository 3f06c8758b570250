import type { Comparison } from '../model/comparison.ts'

/** Which way controls and connectivity moved between two sides. */
export type ComparisonDirection = 'same' | 'better' | 'worse' | 'mixed'

/**
 * Whether things only got better, only worse, both or neither. Worse are a control that fails for a subject that did not fail before, and a
 * connection into or out of the CDE that opened; better are the reverse. Where no scope rule says what is in the CDE, every connection counts.
 * What cannot be compared moves nothing.
 */
export function directionOf({
  controls,
  connectivity,
}: Pick<Comparison, 'controls' | 'connectivity'>): ComparisonDirection {
  const comparable = controls.filter(({ state }) => state !== 'incomparable')
  const border = connectivity.filter(({ cde }) => cde !== undefined)
  const better =
    comparable.some(({ noLongerFailing }) => noLongerFailing.length > 0) ||
    border.some(({ change }) => change === 'closed')
  const worse =
    comparable.some(({ newlyFailing }) => newlyFailing.length > 0) ||
    border.some(({ change }) => change === 'opened')
  if (better && worse) return 'mixed'
  if (better) return 'better'
  return worse ? 'worse' : 'same'
}
