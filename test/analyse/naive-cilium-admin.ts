import { and, inCidr, labelsMatch, namespaceMatches, or } from './naive.ts'
import type { NaiveEnd, NaiveQuestion, Truth } from './naive.ts'
import { cidrTruth, list } from './naive-cilium-peers.ts'
import { isNegative } from './naive-cilium-traffic.ts'
import { identityOf } from './naive-identities.ts'
import type { Identity, Scene } from './naive-identities.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** What one rule of a ClusterNetworkPolicy does to one connection. */
type Effect = { readonly action: 'allow' | 'deny' | 'next'; readonly match: Truth }

/** The objects of a cluster with what its cilium-config says. */
export function sceneOf(objects: readonly Raw[]): Scene {
  const config = objects.find(({ kind }) => kind === 'ConfigMap')?.data
  return { objects, config: config ?? {}, read: config !== undefined }
}

/** Whether Cilium applies a ClusterNetworkPolicy to a pod: it refuses objects for want of a setting. */
export function ciliumApplies(scene: Scene, { spec }: Raw, pod: Raw): Truth {
  const rules = [...list(spec.ingress), ...list(spec.egress)]
  const has = (field: string) =>
    rules.some(({ from, to }) => (from ?? to).some((peer: Raw) => field in peer))
  const { config, read } = scene
  const nodes = read ? (config['enable-node-selector-labels'] === 'true' ? 2 : 0) : 1
  return and([
    has('nodes') ? nodes : 2,
    has('domainNames') && config['enable-l7-proxy'] === 'false' ? 0 : 2,
    podsTruth(scene, spec.subject, pod),
  ])
}

/**
 * What Cilium makes of a rule. Where it departs from the API, which may be mended some day, both count: such a match is unknown.
 *
 * Written from cilium/cilium 1.20: pkg/k8s/cluster_network_policy.go.
 */
export function ciliumEffect(scene: Scene, rule: Raw, end: NaiveEnd): Effect {
  const { action: stated, from, to, protocols } = rule
  const action = ({ Accept: 'allow', Deny: 'deny' } as const)[String(stated)] ?? 'next'
  const peers: Raw[] = from ?? to
  const unknown = (items: Raw[]) => items.some((each) => Object.keys(each).length === 0)
  const traffic =
    protocols === undefined ? 2 : or(protocols.map((each: Raw) => portTruth(each, end)))
  const other = identityOf(scene, end.other, end.otherIp)
  const who = or([0, ...peers.map((each) => peerTruth(scene, each, end, other))])
  if (unknown(list(protocols)) || unknown(peers)) {
    if (action === 'allow') return { action, match: and([1, who, traffic]) }
    return { action: 'deny', match: traffic === 2 ? 2 : 1 }
  }
  const lookup = action === 'allow' && peers.some((each) => each.domainNames) && isLookup(end)
  return { action, match: or([and([who, traffic]), lookup ? 1 : 0]) }
}

/** Domain names let DNS pass, to pods that look like the cluster's own. */
function isLookup({ other, question }: NaiveEnd): boolean {
  if ('ip' in other || other.pod.spec.hostNetwork) return false
  const named = other.pod.metadata.labels?.['k8s-app'] === 'kube-dns'
  return named && ['TCP', 'UDP', 'SCTP'].includes(question.protocol)
}

function peerTruth(scene: Scene, peer: Raw, end: NaiveEnd, other: Identity): Truth {
  const { ip } = other
  if (peer.networks)
    return or(peer.networks.map((each: string) => networkTruth(scene, each, other)))
  if (peer.domainNames) return 'ip' in end.other ? 1 : 0
  if (peer.nodes) return nodesTruth(scene, peer.nodes, other, ip)
  if (Object.keys(peer).length === 0) return 0
  if (other.kind === 'pod' && 'pod' in end.other) return podsTruth(scene, peer, end.other.pod)
  const { namespaces, pods } = peer
  return isNegative(namespaces ?? pods.namespaceSelector, pods?.podSelector) ? 1 : 0
}

/** By the API networks match whatever has an address in them. */
function networkTruth(scene: Scene, network: string, other: Identity): Truth {
  const inside = other.ip === undefined || inCidr(network, other.ip)
  return or([cidrTruth(scene, network, [], other), inside ? 1 : 0])
}

function nodesTruth(
  { objects }: Scene,
  selector: Raw,
  { kind, bare }: Identity,
  ip: string | undefined,
): Truth {
  const nodes = objects.filter(
    (each) =>
      each.kind === 'Node' && labelsMatch(selector, each.metadata.labels ?? {}, undefined) === 2,
  )
  const addresses = nodes.flatMap(({ status }) => status.addresses.map((each: Raw) => each.address))
  if (ip !== undefined) return addresses.includes(ip) ? 2 : 0
  return kind === 'node' && !bare ? 1 : 0
}

/** Labels that identities leave out are absent. */
function podsTruth({ objects, config }: Scene, choice: Raw, pod: Raw): Truth {
  if (pod.spec.hostNetwork) return 0
  const hidden = /^k8s:!(\w+)$/.exec(String(config.labels ?? ''))?.[1]
  const labels = Object.fromEntries(
    Object.entries(pod.metadata.labels ?? {}).filter(([key]) => key !== hidden),
  )
  const { namespace } = pod.metadata
  if (choice.namespaces) return namespaceMatches(objects, choice.namespaces, namespace)
  return and([
    namespaceMatches(objects, choice.pods.namespaceSelector ?? {}, namespace),
    labelsMatch(choice.pods.podSelector, labels, undefined),
  ])
}

/** A name is that of the pod's own port at ingress; at egress it is looked up over others, too. */
function portTruth(item: Raw, { direction, subject, question }: NaiveEnd): Truth {
  const { protocol, port } = question
  const name = item.destinationNamedPort
  if (Object.keys(item).length === 0) return 1
  if (name === undefined) return isPort(item, question) ? 2 : 0
  if (direction === 'Egress') return ['TCP', 'UDP', 'SCTP'].includes(protocol) ? 1 : 0
  const ports = list(subject.spec.containers).flatMap((each) => list(each.ports))
  const own = (each: Raw) =>
    each.name === name && (each.protocol ?? 'TCP') === protocol && each.containerPort === port
  return ports.some(own) ? 2 : 0
}

function isPort(item: Raw, { protocol, port }: NaiveQuestion): boolean {
  const [[wanted, { destinationPort }]] = Object.entries<Raw>(item) as [[string, Raw]]
  const { number, range } = destinationPort
  const fits = (range?.start ?? number) <= port && port <= (range?.end ?? number)
  return wanted.toUpperCase() === protocol && fits
}
