import type { Cluster, Pod } from '../../model/cluster.ts'

/** Whether policies of the network plugin may have no effect on a pod, since it has no owner. */
export function isPassedOver({ enforcer }: Pick<Cluster, 'enforcer'>, pod: Pod): boolean {
  return pod.ownerless === true && enforcer.kind === 'present' && enforcer.ownedPodsOnly === true
}

/** Why that is so, as a clause. */
export function whyPassedOver({ enforcer }: Pick<Cluster, 'enforcer'>): string {
  const name = enforcer.kind === 'present' ? enforcer.name : 'the network plugin'
  return `it has no owner, and ${name} applies policies only to pods that have one`
}
