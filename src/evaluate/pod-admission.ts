import type { StandardLevel } from '../analyse/queries/pod-standards.ts'
import type { CheckInput } from '../model/check.ts'
import type { Cluster, Namespace } from '../model/cluster.ts'
import type { Evidence, UndeterminedCause } from '../model/evaluation.ts'
import type { PodWay } from '../model/pod-admission.ts'
import { byEngines } from './engine-admission.ts'
import { bySecurityLabels } from './label-admission.ts'

/** Whether new pods of a namespace are held back, and what says so. */
export type Admission = {
  readonly verdict: 'held' | 'open' | 'unknown'
  readonly cause: UndeterminedCause
  readonly said: string
  readonly evidence: readonly Evidence[]
}

/** What is asked of admission: that it refuses pods for any of some controls of the Pod Security Standards, and which fields of pods set that. */
export type Refused = {
  readonly controls: readonly string[]
  readonly fields: readonly string[]
  /** the ways in which pods set that, of which each must be refused in every place; absent: what policies refuse of them does not count */
  readonly ways?: readonly PodWay[]
  /** a whole level, or a stricter one, is asked; absent: any one control is enough */
  readonly level?: StandardLevel
}

/**
 * Whether pods are refused in a namespace for something; without it, whether they are refused for anything that they may do to their node. Labels
 * `warn` and `audit` refuse nothing, nor does the level `privileged`. What engines refuse counts where it can be read for certain; where a policy
 * of theirs only speaks of it, nobody can say.
 */
export function admissionBy(
  { cluster }: CheckInput,
  namespace: Namespace,
  refused: Refused | undefined,
): Admission {
  const found = bySecurityLabels(cluster, namespace, refused?.controls)
  if (found.verdict === 'held') return found
  const { verdict, said, evidence } = byEngines(cluster, namespace, refused)
  if (verdict === 'held') return { verdict, cause: 'gap', said, evidence }
  const both = said === '' ? found.said : `${found.said}; ${said}`
  const all = { said: both, evidence: [...found.evidence, ...evidence] }
  if (verdict === 'unknown') return { ...all, verdict, cause: 'untranslated' }
  const unread = unreadConstraints(cluster)
  if (unread.length === 0) return { ...found, ...all }
  return {
    ...all,
    verdict: 'unknown',
    cause: 'gap',
    said: `${both}; not read: ${unread.join(', ')}`,
  }
}

/** Kinds of Gatekeeper's constraints that were not read whole. No check can declare them: each cluster makes its own. */
function unreadConstraints({ snapshot }: Cluster): readonly string[] {
  const lists = snapshot.resources.filter(({ status }) => !['ok', 'not-served'].includes(status))
  const names = [...snapshot.gaps, ...lists].map(({ resource }) => resource)
  return [...new Set(names)].filter((each) => each.endsWith('.constraints.gatekeeper.sh')).sort()
}
