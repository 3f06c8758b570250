import { numbered } from '../core/numbered.ts'
import { objectKeyParts } from '../core/object-key.ts'
import { describeUnread } from '../core/unread-lists.ts'
import type { UnreadList } from '../core/unread-lists.ts'
import type { Cluster, UnreadableObject } from '../model/cluster.ts'
import type { ObjectKey, ResourceName, ResourceRef } from '../model/object.ts'
import { NOT_UNDERSTOOD, POLICY_APIS } from '../policy/apis.ts'
import { effectOfUnread } from '../policy/unread-apis.ts'
import { ENTRANCE_KINDS } from './exposure/entrances.ts'
import { furtherKindOf } from './enforcer/enforced.ts'
import { hasLinkerd, nameOf as enforcerName } from './enforcer/enforcers.ts'
import { hasRedacted } from './objects/label-match.ts'
import { meshPremises } from './mesh-premises.ts'
import { describeObject } from './names.ts'
import { pluginPremises } from './plugin-premises.ts'
import { partsOf } from './engine/relevance.ts'
import type { PodsByAddress } from './engine/relevance.ts'
import { inTunnels } from './engine/tunnels.ts'

/** Resources without which no answer about reachability can be trusted. */
const NEEDED: readonly ResourceName[] = [
  'namespaces',
  'pods',
  ...new Set(POLICY_APIS.flatMap(({ resources }) => resources.map(nameOf))),
]

/** Those that the policies of a cluster need besides: what says what they mean, and Services where some policy names them. */
function neededBy(policies: Cluster['policies']): readonly ResourceName[] {
  const apis = new Set(policies.map(({ api }) => api))
  const context = POLICY_APIS.filter(({ id }) => apis.has(id)).flatMap((api) => api.context ?? [])
  return [
    ...new Set([
      ...NEEDED,
      ...context.map(nameOf),
      ...(meansServices(policies) ? ['services', 'endpointslices.discovery.k8s.io'] : []),
    ]),
  ]
}

/** Whether some policy means what stands behind a Service. */
function meansServices(policies: Cluster['policies']): boolean {
  return policies.some(({ rules }) =>
    rules.some(({ peers }) => peers.flatMap(partsOf).some(({ kind }) => kind === 'service')),
  )
}

function nameOf({ resource, group }: ResourceRef): ResourceName {
  return group === '' ? resource : `${resource}.${group}`
}

/** Kinds that open pods to the outside and change nothing of what policies allow: checks that read them say so themselves. */
export const OPENING_KINDS: ReadonlySet<string> = new Set([
  '/Endpoints',
  'discovery.k8s.io/EndpointSlice',
  '/Service',
  ...ENTRANCE_KINDS.keys(),
])

/**
 * What makes every answer uncertain, one sentence each, sorted: lists that could not be read, objects that could not be understood, policy
 * APIs that exhibit does not translate, a network plugin that enforces nothing, or not on every node.
 *
 * A policy API that is installed and of which no object exists decides nothing and blocks nothing; where its objects cannot be counted
 * (an API that is not collected, or whose list failed) its presence is enough.
 */
export function blockersOf(cluster: Cluster): readonly string[] {
  const idle = describeIdle(cluster)
  return [
    ...describeUnread(unreadLists(cluster)),
    ...cluster.settled.blockers,
    ...notUnderstood(cluster).map(({ said }) => `segmentation undetermined: ${said}`),
    ...unreadableObjects(cluster).map(describeUnreadable),
    ...(idle === undefined ? [] : [idle]),
    ...(cluster.enforcer.kind === 'unknown' && cluster.enforcer.cause !== undefined
      ? [cluster.enforcer.why]
      : []),
  ].sort()
}

/** That the network plugin of a cluster enforces none of its policies; undefined where it does, or has none to enforce. Those of a mesh are not its own. */
export function describeIdle({ enforcer, policies }: Cluster): string | undefined {
  const { length } = policies.filter(({ tier }) => tier.layer !== 'mesh')
  if (enforcer.kind !== 'none' || length === 0) return undefined
  return length === 1
    ? `${enforcer.name} does not enforce the one policy`
    : `${enforcer.name} enforces none of the ${length} policies`
}

function onePodEach(standIns: number): string {
  return `${numbered(standIns, 'workload without pods stands', 'workloads without pods stand')} for one pod each`
}

/** Objects that could not be read, but for those that only open pods to the outside. */
export function unreadableObjects({
  policies,
  unreadable,
}: Pick<Cluster, 'policies' | 'unreadable'>): readonly UnreadableObject[] {
  const services = meansServices(policies)
  return unreadable.filter(({ key }) => !isOpening(key) || (services && isBehindServices(key)))
}

/** One object that could not be read, as a sentence. */
export function describeUnreadable({ key, pointer, why }: UnreadableObject): string {
  return `${describeObject(key)} cannot be read at ${pointer}: ${why}`
}

/** What was assumed because the cluster does not say, one sentence each, sorted. */
export function assumptionsOf(cluster: Cluster, podsByAddress: PodsByAddress): readonly string[] {
  const { pods, policies, namespaces } = cluster
  const unknown = [...namespaces.values()].filter(({ read }) => !read).length
  const redacted = pods.filter(({ labels }) => hasRedacted(labels)).length
  const standIns = pods.filter(({ standIn, several }) => standIn && !several).length
  const several = pods.filter((pod) => pod.several).length
  return [
    ...enforcement(cluster),
    ...meshPremises(cluster),
    ...doubted(cluster),
    ...absent(cluster),
    ...(hasLinkerd(cluster)
      ? ["Linkerd's policies are not read: what its proxies deny counts as allowed"]
      : []),
    ...notUnderstood(cluster).flatMap(({ name }) => takenAsAllowed(name)),
    ...cluster.settled.assumptions,
    'policies see the address and port of the pod, after a Service has translated them',
    ...(cluster.exposures.some(({ kind }) => kind === 'NodePort' || kind === 'HostPort')
      ? ['nodes pass node ports and host ports on at every address of theirs']
      : []),
    'traffic between a pod and the node it runs on is always allowed: hostNetwork pods count as allowed on their node, while its kubelet and the pods of the platform on its network are not examined',
    ...(policies.some(({ tier }) => (tier.undefinedFor ?? []).length > 0)
      ? [
          'NetworkPolicy defines TCP, UDP and SCTP only; other protocols of isolated pods are not examined',
        ]
      : []),
    ...(policies.some(usesAddresses) ? [byAddress(podsByAddress)] : []),
    ...(pods.some(({ hostNetwork }) => hostNetwork) ? [onNodeNetwork(policies)] : []),
    ...pluginPremises(cluster),
    ...(pods.some(inTunnels)
      ? ['the network plugin sees TCP between pods of an ambient mesh on port 15008']
      : []),
    ...(redacted > 0
      ? [
          `labels of ${numbered(redacted, 'pod', 'pods')} were redacted: where they decide, the answer is indeterminate`,
        ]
      : []),
    ...(unknown > 0
      ? [`of ${numbered(unknown, 'namespace', 'namespaces')} only the name is known`]
      : []),
    ...(standIns > 0 ? [onePodEach(standIns)] : []),
    ...(several > 0
      ? [
          `${several} workloads without pods stand for several pods each: what such a workload sends to itself passes between two of them`,
        ]
      : []),
  ].sort()
}

function isOpening(key: ObjectKey): boolean {
  const { group, kind } = objectKeyParts(key)
  return OPENING_KINDS.has(`${group}/${kind}`)
}

function isBehindServices(key: ObjectKey): boolean {
  const { group, kind } = objectKeyParts(key)
  return (
    (group === '' && kind === 'Service') ||
    (group === 'discovery.k8s.io' && kind === 'EndpointSlice')
  )
}

/** Lists that decide about connections and were not read, or not whole. */
export function unreadLists({
  snapshot,
  policies,
}: Pick<Cluster, 'snapshot' | 'policies'>): readonly UnreadList[] {
  const needed = neededBy(policies)
  const asked = new Set(snapshot.resources.map(({ resource }) => resource))
  const relevant = [...needed, ...NOT_UNDERSTOOD]
  return [
    ...needed
      .filter((resource) => !asked.has(resource))
      .map((resource) => ({
        resource,
        status: 'not asked for',
      })),
    ...snapshot.resources.filter(
      ({ resource, status }) => relevant.includes(resource) && !isConclusive(status),
    ),
    ...snapshot.gaps.filter(
      ({ resource, namespace }) => namespace !== undefined && relevant.includes(resource),
    ),
  ]
}

function isConclusive(status: string): boolean {
  return status === 'ok' || status === 'not-served'
}

/** A policy API that is not translated, by its name, and a sentence that says so. */
export type NotUnderstood = { readonly name: ResourceName; readonly said: string }

/** Policy APIs that are not translated. By their number where objects were listed; what the snapshot names and this version translates is understood by now. */
export function notUnderstood({
  counts,
  snapshot,
}: Pick<Cluster, 'counts' | 'snapshot'>): readonly NotUnderstood[] {
  const counted = NOT_UNDERSTOOD.filter((resource) => (counts.get(resource) ?? 0) > 0)
  const named = snapshot.unknownPolicyApis.filter(
    (api) => !counted.includes(api) && !NEEDED.includes(api),
  )
  return [
    ...counted.map((name) => ({
      name,
      said: `${numbered(counts.get(name) ?? 0, `${name} is`, `${name} are`)} not understood`,
    })),
    ...named.map((name) => ({ name, said: `the policy API ${name} is not understood` })),
  ]
}

/** What answers make of a policy API that is not read. */
function takenAsAllowed(name: ResourceName): string[] {
  return effectOfUnread(name) === 'secondary'
    ? [`${name} is not read: it is about further networks of pods, which are not examined`]
    : [`${name} is not read: what it denies counts as allowed`]
}

const AS_DECLARED = 'policies are taken as declared'

/** Whether an assumption says who enforces the policies, which may be said elsewhere with its evidence. */
export function isAboutEnforcer(assumption: string): boolean {
  return assumption.startsWith(`${AS_DECLARED}; `)
}

function enforcement({ enforcer }: Cluster): string[] {
  switch (enforcer.kind) {
    case 'present':
      return [`${AS_DECLARED}; enforcer present: ${enforcerName(enforcer)}, not tested`]
    case 'none':
      return [`${AS_DECLARED}; ${enforcer.name} enforces none`]
    case 'unknown':
      return [`${AS_DECLARED}; whether anything enforces them is unknown: ${enforcer.why}`]
  }
}

function onNodeNetwork(policies: Cluster['policies']): string {
  const peers = policies.flatMap(({ rules }) => rules.flatMap((rule) => rule.peers))
  if (peers.some((peer) => peer.kind === 'pods' && peer.hosts !== undefined))
    return 'no policy applies to hostNetwork pods; address blocks match them, and some selectors do or may'
  return policies.some(({ subject }) => subject.kind !== 'pods')
    ? 'of the policies only those for nodes apply to hostNetwork pods, and only addresses and nodes match them'
    : 'no policy applies to hostNetwork pods, and only address blocks match them'
}

function doubted({ enforcer, policies }: Cluster): string[] {
  if (enforcer.kind !== 'present') return []
  const { name, further, directions } = enforcer
  const kinds = policies.flatMap((policy) => furtherKindOf(policy) ?? [])
  const unknown = kinds.filter((kind) => further[kind] === 'unknown')
  const vague = DIRECTIONS.filter((direction) => directions[direction] === 'unknown')
  const said = [...new Set(unknown)].sort().join(' and ')
  return [
    ...(unknown.length === 0
      ? []
      : [
          `${name} is not known to enforce ${said}: where ${unknown.length} of them decide, the answer is indeterminate`,
        ]),
    ...vague.map(
      (direction) =>
        `${name} is not known to enforce ${direction}: where policies for it decide, the answer is indeterminate`,
    ),
  ]
}

/** What stands in the cluster and is not in force, by reason. */
function absent({ notEnforced }: Cluster): string[] {
  const reasons = Map.groupBy(notEnforced, ({ why }) => why)
  return [...reasons].map(([why, { length }]) => {
    const what =
      length === 1 ? '1 policy counts as if it were' : `${length} policies count as if they were`
    return `${why}: ${what} not there`
  })
}

const DIRECTIONS = ['ingress', 'egress'] as const

function usesAddresses({ rules }: Cluster['policies'][number]): boolean {
  return rules.some(({ peers }) =>
    peers.some((peer) => peer.kind === 'addresses' && peer.matchesPods === 'by-enforcer'),
  )
}

function byAddress(podsByAddress: PodsByAddress): string {
  if (podsByAddress === 'unknown')
    return 'whether an ipBlock matches pods is not known: where that decides, the answer is indeterminate'
  return podsByAddress
    ? 'an ipBlock matches pods by their addresses'
    : 'an ipBlock never matches pods (the default of the network plugin)'
}
