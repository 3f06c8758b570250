import type { Cluster, Pod } from '../../model/cluster.ts'
import type { Enforcer } from '../../model/enforcer.ts'
import type { ObjectKey } from '../../model/object.ts'

/** What enforces policies of a cluster, for people: the network plugin, then each mesh of which pods are part. Seen in the snapshot, never tested. */
export function describeEnforcers(cluster: Cluster): string {
  return [describeEnforcer(cluster.enforcer), ...meshesOf(cluster)].join('; ')
}

/** Whether something enforces policies of a cluster, in words, and the objects that show it: present, never tested. */
export type EnforcerStatus = {
  readonly status: Enforcer['kind']
  /** `enforcer present: Calico v3.30.1, not tested` */
  readonly said: string
  /** sorted; empty: nothing shows it */
  readonly evidence: readonly ObjectKey[]
  /** what each mesh of which pods are part does beside it, in words */
  readonly meshes: readonly string[]
}

/** Who enforces the policies of a cluster, with the evidence. */
export function enforcerStatus(cluster: Cluster): EnforcerStatus {
  const { enforcer } = cluster
  const evidence = enforcer.kind === 'unknown' ? [] : enforcer.evidence
  return { status: enforcer.kind, said: statusOf(enforcer), evidence, meshes: meshesOf(cluster) }
}

function statusOf(enforcer: Enforcer): string {
  switch (enforcer.kind) {
    case 'present':
      return `enforcer present: ${[`${nameOf(enforcer)}, not tested`, ...doubtsOf(enforcer)].join('; ')}`
    case 'none':
      return `no enforcer: ${enforcer.name} does not enforce network policies`
    case 'unknown':
      return `enforcer unknown: ${enforcer.why}`
  }
}

/** A network plugin as the one side of a change: its name, with versions where it has another on the other side by the same name. */
export function changedPlugin(enforcer: Enforcer, other: Enforcer): string {
  switch (enforcer.kind) {
    case 'present':
      return other.kind !== 'unknown' && other.name === enforcer.name
        ? nameOf(enforcer)
        : enforcer.name
    case 'none':
      return `${enforcer.name} (enforces no policy)`
    case 'unknown':
      return `unknown (${enforcer.why})`
  }
}

/** The name of a network plugin with the versions of its agents, where their images show them. */
export function nameOf({ name, versions }: Extract<Enforcer, { kind: 'present' }>): string {
  return [name, ...versions].join(' ')
}

function describeEnforcer(enforcer: Enforcer): string {
  switch (enforcer.kind) {
    case 'present':
      return `${nameOf(enforcer)} (${['present, not tested', ...doubtsOf(enforcer)].join('; ')})`
    case 'none':
      return `none: ${enforcer.name} does not enforce network policies`
    case 'unknown':
      return `unknown: ${enforcer.why}`
  }
}

function doubtsOf({
  withoutNetworkPolicy: without,
}: Extract<Enforcer, { kind: 'present' }>): readonly string[] {
  if (without === undefined) return []
  const word = without.everywhere ? 'no NetworkPolicy' : 'NetworkPolicy not everywhere'
  return [`${word}: ${without.setting}`]
}

/** A mesh enforces at the destination only, in a layer of its own. */
function meshesOf({ pods, mesh }: Cluster): readonly string[] {
  const modes = new Set(pods.flatMap((pod) => pod.mesh ?? []))
  const why = modes.has('ambient') ? (mesh.ambient ?? mesh.sidecar) : mesh.sidecar
  const there =
    mesh.taken === undefined
      ? 'present, not tested, ingress only'
      : `taken to be present, ingress only: ${mesh.taken}`
  const istio = why === undefined ? there : `not certain: ${why}`
  return [
    ...(modes.size > 0 ? [`mesh Istio (${istio})`] : []),
    ...(pods.some(isOfLinkerd) ? ['mesh Linkerd (not read, counts as denying nothing)'] : []),
  ]
}

/** Whether pods of Linkerd's mesh are there, whose policies are not read (linkerd2, charts/partials/templates/_proxy.tpl: cr.l5d.io/linkerd/proxy). */
export function hasLinkerd({ pods }: Cluster): boolean {
  return pods.some(isOfLinkerd)
}

function isOfLinkerd({ images }: Pod): boolean {
  return images.some((image) => /(^|\/)linkerd\/proxy([:@]|$)/.test(image))
}
