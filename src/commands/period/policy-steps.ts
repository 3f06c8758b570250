import { comparePolicies } from '../../evaluate/history/policies.ts'
import type { FoundChange } from '../../model/history.ts'
import type { PolicyChangeSeen } from '../../model/period.ts'
import type { ClusterReading } from './run-reading.ts'

/** A change of a policy between two readings of a cluster, before the organisation's files were asked about it. */
export type PolicyStep = {
  readonly found: FoundChange
  readonly change: PolicyChangeSeen['change']
}

/** The policies that changed between two readings, and what could not be compared. */
export type PolicySteps = {
  readonly changes: readonly PolicyStep[]
  readonly gaps: readonly string[]
}

/**
 * Which policies came, went or changed between two readings of a cluster, labels and annotations apart. Nothing is known of the kinds that a side did not
 * read; a run that remembers nothing leaves all of it open.
 */
export function policySteps(before: ClusterReading, now: ClusterReading): PolicySteps {
  const [old, current] = [ownMemory(before), ownMemory(now)]
  const where = `policies of ${now.name} between ${before.at.run} and ${now.at.run}`
  if (old === undefined || current === undefined)
    return { changes: [], gaps: [`${where}: not compared, since one of the runs remembers none`] }
  const { changes, relabelled, unread } = comparePolicies(old.policies, current.policies)
  return {
    changes: [
      ...changes.map((found) => ({ found, change: found.change })),
      ...relabelled.map((found) => ({ found, change: 'relabelled' as const })),
    ],
    gaps: unread.length === 0 ? [] : [`${where}: not read whole: ${unread.join(', ')}`],
  }
}

/** What a run saw itself; one that could not read a cluster hands on what an earlier one saw. */
function ownMemory({ memory, at }: ClusterReading) {
  return memory?.policies.at.run === at.run ? memory : undefined
}
