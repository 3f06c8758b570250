import type { PeriodChanges } from '../../../model/period.ts'
import { fitted } from '../../view/fitted.ts'
import { counted, grouped, listed, visible } from '../../text.ts'

/** So many clusters are named, each in so much room; more are counted, and stand in the chapter of changes. */
const MOST = { named: 4, room: 30 }

type Seen = Pick<PeriodChanges, 'gaps' | 'connectivity'>

/**
 * What was not compared of two runs in a row, or not whole: how many comparisons, those of connectivity counted for each cluster and step, and in which clusters connectivity
 * is not known to be the same. Empty: all was compared.
 */
export function notCompared({ gaps, connectivity }: Seen): string {
  const steps = connectivity.filter((step) => step.gaps.length > 0)
  const total = gaps.length + steps.length
  if (total === 0) return ''
  const clusters = clusterWords(steps.map(({ cluster }) => cluster))
  const kinds = [
    ...(steps.length === 0
      ? []
      : [`${grouped(steps.length)} of connectivity, in ${listed(clusters)}`]),
    ...(gaps.length === 0 ? [] : [`${grouped(gaps.length)} of policies and files`]),
  ]
  return `${counted(total, 'comparison')} of one run with the next could not be made, or not whole: ${kinds.join('; ')}. Changes may be missing there.`
}

/** In how many steps each cluster stands there, in the order of their names. */
function clusterWords(of: readonly string[]): readonly string[] {
  const all = [...Map.groupBy(of, (cluster) => cluster)].sort(([one], [two]) =>
    one < two ? -1 : 1,
  )
  const named = all
    .slice(0, MOST.named)
    .map(
      ([cluster, { length }]) =>
        `${fitted(visible(cluster), MOST.room)} (${counted(length, 'step')})`,
    )
  const more = all.length - named.length
  return more === 0 ? named : [...named, counted(more, 'more cluster')]
}
