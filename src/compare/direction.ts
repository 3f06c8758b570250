import type { Comparison } from '../model/comparison.ts'

/** Which way controls moved between two sides. */
export type ComparisonDirection = 'same' | 'better' | 'worse' | 'mixed'

/**
 * Whether controls only got better, only worse, both or neither: a control that no longer fails, or fails for fewer subjects, is better; one
 * that fails newly, or for more, is worse. What cannot be compared moves nothing.
 */
export function directionOf({ controls }: Comparison): ComparisonDirection {
  const comparable = controls.filter(({ state }) => state !== 'incomparable')
  const better = comparable.some(({ noLongerFailing }) => noLongerFailing.length > 0)
  const worse = comparable.some(({ newlyFailing }) => newlyFailing.length > 0)
  if (better && worse) return 'mixed'
  if (better) return 'better'
  return worse ? 'worse' : 'same'
}
