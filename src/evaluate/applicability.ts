import type { CheckAnswer } from '../model/check.ts'
import type { Cluster, Platform, PlatformName } from '../model/cluster.ts'
import type { Framework } from '../model/control.ts'
import type { UnreadFramework } from '../model/report.ts'
import { notApplicable, undetermined } from './answers.ts'
import { otherOfFamily } from './family.ts'
import type { Families } from './family.ts'
import { clusterSubject } from './subject.ts'
import { outOfRange } from './version-range.ts'

const PLATFORMS: Readonly<Record<PlatformName, string>> = {
  eks: 'Amazon EKS',
  gke: 'Google GKE',
  aks: 'Azure AKS',
  openshift: 'OpenShift',
  'self-managed': 'self-managed',
  unknown: 'not known',
}

/** Why a framework says nothing of a cluster; `unused`: since another benchmark of its family does. */
export type Beyond = { readonly answer: CheckAnswer; readonly unused?: true }

/**
 * Why a framework says nothing of a cluster: its benchmark is written for another platform, and not applicable, another one of its family is used, or it is written for other
 * versions. Undefined when it applies.
 */
export function inapplicable(
  framework: Framework,
  cluster: Cluster,
  families: Families,
): Beyond | undefined {
  const foreign = otherPlatform(framework, cluster)
  if (foreign !== undefined) return { answer: foreign }
  const other = otherOfFamily(framework, families, cluster.snapshot)
  if (other !== undefined) return { answer: other, unused: true }
  const beyond = outOfRange(framework, cluster.snapshot)
  return beyond === undefined ? undefined : { answer: beyond }
}

/**
 * What a framework says of a cluster that was not read, `unreachable`, with what the estate file or an earlier run says of its platform; without either
 * it is not even known whether the framework is written for it.
 */
export function unreadAnswer(
  { id, platform: wanted, version }: Framework,
  status: string,
  platform: Platform | undefined,
): UnreadFramework {
  const undecided = { framework: id, outcome: 'undetermined' } as const
  if (wanted === undefined || platform?.name === wanted)
    return {
      ...undecided,
      reason: `the cluster was not read (${status}): nothing can be concluded`,
    }
  if (platform === undefined || platform.name === 'unknown')
    return {
      ...undecided,
      reason: `cluster not read (${status}): whether it is of this platform is not known`,
      doubtful: true,
    }
  return { framework: id, outcome: 'not-applicable', reason: isOther(wanted, version, platform) }
}

function otherPlatform(
  { platform: wanted, version }: Framework,
  cluster: Cluster,
): CheckAnswer | undefined {
  const { name, basis } = cluster.platform
  if (wanted === undefined || wanted === name) return undefined
  const subject = clusterSubject(cluster.name)
  if (name !== 'unknown') return notApplicable(subject, isOther(wanted, version, cluster.platform))
  const covers = `benchmark ${version} is for the platform ${PLATFORMS[wanted]}`
  return undetermined(subject, 'gap', `${covers}; that of this cluster is not known: ${basis}`)
}

function isOther(wanted: PlatformName, version: string, { name, basis }: Platform): string {
  const covers = `benchmark ${version} is for the platform ${PLATFORMS[wanted]}`
  return `${covers}; that of this cluster is ${PLATFORMS[name]} (${basis})`
}
