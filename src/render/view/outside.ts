import type { OutsideState } from '../../model/outside-evidence.ts'
import type { ReportCluster } from '../../model/report.ts'
import type { Report } from '../report-schema.ts'
import { prose, visible } from '../text.ts'

const WORDS: Readonly<Record<OutsideState, string>> = {
  'in-force': 'counts',
  refused: 'refused',
  'other-benchmark': 'refused: another benchmark',
  foreign: 'refused: of another cluster, or other nodes',
  'not-yet': 'refused: of a day to come',
  expired: 'refused: too old',
  unsigned: 'refused: not signed as required',
  unknown: 'cannot be held against this cluster',
}

/** What other tools said of each cluster, and whether it counts, in the order of the clusters and of the organisation's files. */
export function outsideView(clusters: readonly ReportCluster[]): Report['outside'] {
  return clusters.flatMap(({ name, evaluation }) =>
    (evaluation?.organisation.outside ?? []).map((one) => ({
      cluster: visible(name),
      id: visible(one.id),
      tool: visible(one.tool),
      benchmark: visible(one.benchmark),
      nodes: one.nodes.map(visible),
      takenOn: visible(one.takenOn),
      until: visible(one.until),
      digest: one.digest,
      state: one.state,
      word: WORDS[one.state],
      why: prose(one.why),
      by: prose(one.by),
      ...(one.reviewed === undefined ? {} : { reviewed: prose(one.reviewed) }),
      authorship: prose(one.authorship),
    })),
  )
}
