import type { CheckAnswer } from '../model/check.ts'
import type { Cluster, PlatformName } from '../model/cluster.ts'
import type { Framework } from '../model/control.ts'
import { notApplicable, undetermined } from './answers.ts'
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

/**
 * Why a framework says nothing of a cluster: its benchmark is written for another platform, and not applicable, or for other versions. Undefined
 * when it applies.
 */
export function inapplicable(framework: Framework, cluster: Cluster): CheckAnswer | undefined {
  return otherPlatform(framework, cluster) ?? outOfRange(framework, cluster.snapshot)
}

function otherPlatform(
  { platform: wanted, version }: Framework,
  cluster: Cluster,
): CheckAnswer | undefined {
  const { name, basis } = cluster.platform
  if (wanted === undefined || wanted === name) return undefined
  const subject = clusterSubject(cluster.name)
  const covers = `benchmark ${version} is for the platform ${PLATFORMS[wanted]}`
  if (name === 'unknown')
    return undetermined(subject, 'gap', `${covers}; that of this cluster is not known: ${basis}`)
  return notApplicable(subject, `${covers}; that of this cluster is ${PLATFORMS[name]} (${basis})`)
}
