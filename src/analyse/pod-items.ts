import type { Pod } from '../model/cluster.ts'
import type { Labels, ObjectKey } from '../model/object.ts'
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

/**
 * What changed about one pod, or about whatever of its workload stands for it; `key` is that of the pod in the hypothesis. How it takes part in a
 * mesh goes with the labels of its namespace where those changed (`moved`), since they may decide it.
 */
export function podItems(
  name: string,
  before: Pod | undefined,
  after: Pod | undefined,
  key: ObjectKey,
  moved: string | undefined,
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
      : [
          { text: restText(name, moved, meshLabels(before) !== meshLabels(after)), apply: layRest },
        ]),
  ]
}

/** Where both the namespace and the pod ask for another part in the mesh, either may be why it has it. */
function restText(name: string, moved: string | undefined, asked: boolean): string {
  if (moved === undefined) return `network or mesh of ${name} changed`
  return asked ? `${moved}, labels of ${name} changed` : moved
}

/** The labels with which a pod asks for its part in a mesh. */
function meshLabels({ labels }: Pod): string {
  const asking = Object.entries(labels).filter(([key]) => MESH_LABEL.test(key))
  return textOf(Object.fromEntries(asking))
}

const MESH_LABEL = /(^|[.])istio[.]io[/]|^gateway[.]networking[.]k8s[.]io[/]/

/** How a pod is on the network: on its node's, and in which part of a mesh. */
function restOf({ hostNetwork, node, mesh, meshBypass }: Pod): Partial<Pod> {
  return {
    hostNetwork,
    ...(hostNetwork && node !== undefined ? { node } : {}),
    ...(mesh === undefined ? {} : { mesh }),
    ...(meshBypass === undefined ? {} : { meshBypass }),
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
  return bare
}
