import type { Pod } from '../../model/cluster.ts'
import type { Labels, ObjectKey } from '../../model/object.ts'
import { textOf, withCluster } from './changes.ts'
import type { ChangeItem, Hypothesis } from './changes.ts'

/** A fact of a pod that rules may look at, and what a change of it is called. */
type PodFact = { readonly name: string; readonly of: (pod: Pod) => Partial<Pod> }

const POD_FACTS: readonly PodFact[] = [
  { name: 'labels', of: ({ labels }) => ({ labels }) },
  { name: 'service account', of: ({ serviceAccount }) => ({ serviceAccount }) },
  { name: 'ports', of: ({ ports }) => ({ ports }) },
  { name: 'addresses', of: ({ addresses }) => ({ addresses }) },
]

/** Labels that controllers renew with each rollout, and that say nothing of the workload. */
const RENEWED = ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation']

/** What changed about one pod, or about whatever of its workload stands for it; `key` is that of the pod in the hypothesis. */
export function podItems(
  name: string,
  before: Pod | undefined,
  after: Pod | undefined,
  key: ObjectKey,
): readonly ChangeItem[] {
  const set = (change: (pods: readonly Pod[]) => readonly Pod[]) => (world: Hypothesis) =>
    withCluster(world, { pods: change(world.cluster.pods) })
  if (before === undefined || after === undefined) {
    const verb = after === undefined ? 'removed' : 'added'
    const added = after === undefined ? [] : [{ ...after, key }]
    return [
      {
        text: `workload ${name} ${verb}`,
        apply: set((pods) => [...pods.filter((pod) => pod.key !== key), ...added]),
      },
    ]
  }
  const lay = (change: Partial<Pod>) =>
    set((pods) => pods.map((pod) => (pod.key === key ? { ...pod, ...change } : pod)))
  const layRest = set((pods) =>
    pods.map((pod) => (pod.key === key ? { ...withoutRest(pod), ...restOf(after) } : pod)),
  )
  const facts = POD_FACTS.filter(({ of }) => textOf(known(of(before))) !== textOf(known(of(after))))
  return [
    ...facts.map((fact) => ({
      text: `${fact.name} of ${name} changed`,
      apply: lay(fact.of(after)),
    })),
    ...(textOf(restOf(before)) === textOf(restOf(after))
      ? []
      : [{ text: `network or mesh of ${name} changed`, apply: layRest }]),
  ]
}

/** How a pod is on the network: on its node's, and in which part of a mesh. */
function restOf({ hostNetwork, node, mesh, meshBypass, injection, waypoints }: Pod): Partial<Pod> {
  return {
    hostNetwork,
    ...(hostNetwork && node !== undefined ? { node } : {}),
    ...(mesh === undefined ? {} : { mesh }),
    ...(meshBypass === undefined ? {} : { meshBypass }),
    ...(injection === undefined ? {} : { injection }),
    ...(waypoints === undefined ? {} : { waypoints }),
  }
}

function known({ labels, ...others }: Partial<Pod>): Partial<Pod> {
  if (labels === undefined) return others
  const kept = Object.entries(labels).filter(([key]) => !RENEWED.includes(key))
  return { labels: Object.fromEntries(kept) satisfies Labels }
}

function withoutRest(pod: Pod): Pod {
  const bare: { -readonly [K in keyof Pod]: Pod[K] } = { ...pod }
  delete bare.mesh
  delete bare.meshBypass
  delete bare.injection
  delete bare.waypoints
  return bare
}
