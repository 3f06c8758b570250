import type { Cluster, Pod } from '../model/cluster.ts'
import type { Labels, ObjectKey } from '../model/object.ts'
import type { Direction } from '../model/policy.ts'
import type { Endpoint, Reachability } from '../model/reachability.ts'
import type { JointEndpoint } from './joint-endpoints.ts'
import { describeObject } from './names.ts'

/** What explains a difference between two joint endpoints, sorted; never empty. */
export type Causes = (source: JointEndpoint, destination: JointEndpoint) => readonly string[]

/** One cluster as analysed at one time. */
type Side = { readonly cluster: Cluster; readonly reachability: Reachability }

/** Labels that controllers renew with each rollout, and that say nothing of the workload. */
const RENEWED = ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation']

/** Finds causes between two analyses: workloads, policies, labels of pods and namespaces, the network plugin. */
export function causesBetween(before: Side, after: Side): Causes {
  const policies = changedPolicies(before.cluster, after.cluster)
  const namespaces = changedNamespaces(before.cluster, after.cluster)
  const plugin = pluginChange(before.cluster, after.cluster)
  const byEndpoint = new Map<JointEndpoint, readonly string[]>()
  const ofEndpoint = (endpoint: JointEndpoint): readonly string[] => {
    const known = byEndpoint.get(endpoint) ?? [
      ...workloadCause(endpoint),
      ...labelCauses(endpoint, namespaces),
    ]
    byEndpoint.set(endpoint, known)
    return known
  }
  const ofPolicies = (endpoint: JointEndpoint, direction: Direction): string[] =>
    [
      ...endpoint.before.flatMap((each) => before.reachability.isolation(each, direction).policies),
      ...endpoint.after.flatMap((each) => after.reachability.isolation(each, direction).policies),
    ].flatMap((key) => policies.get(key) ?? [])
  return (source, destination) => {
    const found = new Set([
      ...ofEndpoint(source),
      ...ofEndpoint(destination),
      ...ofPolicies(source, 'egress'),
      ...ofPolicies(destination, 'ingress'),
      ...plugin,
    ])
    return found.size === 0 ? ['addresses or ports of pods changed'] : [...found].sort()
  }
}

function workloadCause({ kind, name, before, after }: JointEndpoint): string[] {
  if (kind === 'addresses') return []
  if (before.length === 0) return [`workload ${name} added`]
  return after.length === 0 ? [`workload ${name} removed`] : []
}

function labelCauses(
  { kind, name, before, after }: JointEndpoint,
  namespaces: ReadonlySet<string>,
): string[] {
  if (kind === 'addresses' || before.length === 0 || after.length === 0) return []
  const namespace = name.slice(0, name.indexOf('/'))
  const relabelled = labelTexts(before) !== labelTexts(after)
  return [
    ...(relabelled ? [`labels of ${name} changed`] : []),
    ...(namespaces.has(namespace) ? [`labels of Namespace ${namespace} changed`] : []),
  ]
}

/** The distinct label sets of all pods as one text. */
function labelTexts(endpoints: readonly Endpoint[]): string {
  const pods: readonly Pod[] = endpoints.flatMap((each) => (each.kind === 'pods' ? each.pods : []))
  return [...new Set(pods.map(({ labels }) => textOf(labels)))].sort().join()
}

function textOf(labels: Labels): string {
  const kept = Object.entries(labels).filter(([key]) => !RENEWED.includes(key))
  return JSON.stringify(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function changedPolicies(before: Cluster, after: Cluster): ReadonlyMap<ObjectKey, string> {
  const earlier = policyTexts(before)
  const later = policyTexts(after)
  const changed = new Map<ObjectKey, string>()
  for (const key of new Set([...earlier.keys(), ...later.keys()])) {
    if (earlier.get(key) === later.get(key)) continue
    const verb = !later.has(key) ? 'removed' : earlier.has(key) ? 'changed' : 'added'
    changed.set(key, `${describeObject(key)} ${verb}`)
  }
  return changed
}

function policyTexts({ policies }: Cluster): ReadonlyMap<ObjectKey, string> {
  const bySource = Map.groupBy(policies, ({ source }) => source)
  return new Map([...bySource].map(([key, found]) => [key, JSON.stringify(found)]))
}

function changedNamespaces(before: Cluster, after: Cluster): ReadonlySet<string> {
  const changed = [...after.namespaces.values()].filter(({ name, labels }) => {
    const earlier = before.namespaces.get(name)
    return earlier !== undefined && textOf(earlier.labels) !== textOf(labels)
  })
  return new Set(changed.map(({ name }) => name))
}

function pluginChange(before: Cluster, after: Cluster): readonly string[] {
  const nameOf = ({ enforcer }: Cluster) =>
    enforcer.kind === 'unknown' ? 'unknown' : `${enforcer.kind} ${enforcer.name}`
  return nameOf(before) === nameOf(after)
    ? []
    : [`network plugin changed from ${nameOf(before)} to ${nameOf(after)}`]
}
