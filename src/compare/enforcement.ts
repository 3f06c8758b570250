import type { Analysed } from '../analyse/diff/connectivity-diff.ts'
import { describeIdle } from '../analyse/premises.ts'
import type { Cluster } from '../model/cluster.ts'
import type { ComparisonSide } from '../model/comparison.ts'

/** Both sides, the earlier one first. */
type Both<T> = readonly [T, T]

/** Whether the answers of two clusters can be held against each other, and what is to be said of who enforces their policies. */
export type Enforcement = {
  /** for each side what makes its answers uncertain; connectivity is compared where nothing does */
  readonly why: Both<readonly string[]>
  readonly premises: readonly string[]
  readonly gaps: readonly string[]
}

/**
 * A plugin that is known to enforce nothing gives an answer: what its policies deny may pass. Where nothing is known of a plugin, connections are as
 * declared, and are never held against those of one that enforces nothing: whether they closed is not known.
 */
export function enforcementOf(
  cluster: string,
  sides: Both<ComparisonSide>,
  analysed: Both<Analysed>,
): Enforcement {
  const [base, head] = [partOf(analysed[0]), partOf(analysed[1])]
  const both = [base, head] as const
  const nameOf = (at: number) => sides[at]?.name ?? ''
  const isIdle = both.some(({ idle }) => idle !== undefined)
  const isUnknown = both.map(({ unknown }) => unknown !== undefined)
  return {
    why: [uncertain(base, isIdle), uncertain(head, isIdle)],
    premises: both.flatMap(({ idle }, at) =>
      idle === undefined
        ? []
        : [`cluster ${cluster}: ${idle} in ${nameOf(at)}: what they deny counts as allowed there`],
    ),
    gaps:
      isUnknown[0] === isUnknown[1]
        ? []
        : both.flatMap(({ unknown }, at) =>
            unknown === undefined
              ? []
              : [
                  `enforcement in ${cluster}: not known in ${nameOf(at)}: ${unknown}; connections are compared as declared`,
                ],
          ),
  }
}

/** What matters of one side. */
type Part = {
  readonly blockers: readonly string[]
  /** that the plugin enforces none of its policies */
  readonly idle: string | undefined
  /** why it is not known whether anything enforces */
  readonly unknown: string | undefined
  readonly hasPolicies: boolean
}

function partOf({ cluster, reachability }: Analysed): Part {
  const idle = describeIdle(cluster)
  return {
    blockers: reachability.blockers.filter((each) => each !== idle),
    idle,
    unknown: cluster.enforcer.kind === 'unknown' ? cluster.enforcer.why : undefined,
    hasPolicies: cluster.policies.some(isOfNetwork),
  }
}

function uncertain({ blockers, unknown, hasPolicies }: Part, isIdle: boolean): readonly string[] {
  return isIdle && unknown !== undefined && hasPolicies
    ? [...blockers, `whether anything enforces the policies: ${unknown}`]
    : blockers
}

function isOfNetwork({ tier }: Cluster['policies'][number]): boolean {
  return tier.layer !== 'mesh'
}
