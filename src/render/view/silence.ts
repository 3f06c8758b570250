import type { Framework } from '../../model/control.ts'
import type { ReportCluster } from '../../model/report.ts'
import type { ControlInCluster, ControlView, FrameworkView } from '../report-schema.ts'
import { counted, listed } from '../text.ts'

/** How many clusters a line names: the chapter has every one. */
const MOST_NAMES = 3

/**
 * Of a benchmark that is for other platforms or versions than those of all clusters, as far as they were read: per cluster the one reason that all of its
 * controls give. It then needs one line in summaries, and no page for each of them.
 */
export function silenceOf(
  { id, platform, kubernetes }: Framework,
  controls: readonly ControlView[],
  clusters: readonly ReportCluster[],
): Pick<FrameworkView, 'silent' | 'silence'> {
  if (platform === undefined && kubernetes === undefined) return {}
  const isUnused = clusters.map((each) => isUnusedFor(each, id))
  const failed = clusters.some(({ evaluation }, at) => evaluation?.failed && !isUnused[at])
  const read = clusters.some(({ evaluation }) => evaluation !== undefined)
  const doubtful = clusters.every((each, at) => isDoubtful(each, id) || isUnused[at])
  if (failed || !(read || doubtful)) return {}
  const silent = clusters.flatMap((_, index) => {
    const [first, ...others] = controls.flatMap((control) => control.clusters[index] ?? [])
    if (first === undefined || others.length === 0) return []
    return others.every((one) => one.reason === first.reason) ? [first] : []
  })
  if (silent.length !== clusters.length) return {}
  return {
    silent: silent.map(({ cluster, word, reason }) => ({ cluster, word, reason })),
    silence: inOneLine(
      silent,
      silent.filter((_, at) => isUnused[at]),
    ),
  }
}

/** Whether another benchmark of its family stands for a cluster. */
function isUnusedFor({ evaluation, unread }: ReportCluster, id: string): boolean {
  const result = evaluation?.controls.find(({ framework }) => framework === id)
  const answer = unread?.find(({ framework }) => framework === id)
  return (result ?? answer)?.unused === true
}

/** Whether it is not even known whether a benchmark is written for a cluster. */
function isDoubtful({ unread }: ReportCluster, framework: string): boolean {
  return unread?.find((each) => each.framework === framework)?.doubtful === true
}

/** Which clusters leave a benchmark undetermined, and why; else those for which another one of its family is used. Clusters of one reason together. */
function inOneLine(
  silent: readonly ControlInCluster[],
  unused: readonly ControlInCluster[],
): string {
  const undetermined = silent.filter(({ outcome }) => outcome === 'undetermined')
  const named = undetermined.length > 0 ? undetermined : unused
  const reasons = [...new Set(named.map(({ reason }) => reason))]
  const said = reasons.map((reason) => {
    const names = named.filter((one) => one.reason === reason).map(({ cluster }) => cluster)
    return `${names.length > MOST_NAMES ? counted(names.length, 'cluster') : listed(names)}: ${reason}`
  })
  return said.length === 0 ? 'it says nothing of any expected cluster' : said.join('; ')
}
