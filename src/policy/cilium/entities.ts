import type { Peer } from '../../model/policy.ts'
import { EVERYTHING } from '../selector.ts'

/** A part of a list: all of it matches, or does so only under a condition. */
export type Part<T> = { readonly of: T; readonly conditional?: string }

/** Nobody that the model knows. */
const NOBODY: readonly Peer[] = []

const NODES: Peer = { kind: 'nodes', selector: EVERYTHING }

const EVERY_POD: Peer = {
  kind: 'pods',
  namespaces: { kind: 'selector', selector: EVERYTHING },
  pods: EVERYTHING,
}

/** Addresses that are neither of a pod nor of a node, whatever policy-cidr-match-mode says: those have identities of their own. */
function outside(cidr: string): Peer {
  return { kind: 'addresses', cidr, except: [], matchesPods: 'no', matchesNodes: 'no' }
}

/** All addresses outside of the cluster. */
export const WORLD: readonly Peer[] = [outside('0.0.0.0/0'), outside('::/0')]

/** By its addresses, which may be those of nodes; an address of the pod network has the identity of its pod. */
const API_SERVER: Peer = {
  kind: 'service',
  namespace: 'default',
  name: 'kubernetes',
  matchesPods: 'no',
  matchesNodes: 'yes',
  always: true,
}

/** The name of Cilium's proxy for Ingresses and Gateways, which is an endpoint of its own on each node. */
export const INGRESS = 'ingress'

const PROXY: Peer = { kind: 'entity', name: INGRESS }

/** `cluster-mesh` means the clusters of a mesh besides, whose pods are not examined (from 1.20 on). */
const CLUSTER: readonly Peer[] = [EVERY_POD, NODES, API_SERVER, PROXY]

/**
 * The entities of Cilium (Documentation/security/policy/layer3.rst, "Entities based"; pkg/policy/api/entity.go).
 *
 * `health`, `init` and `unmanaged` are endpoints of Cilium itself or pods that it does not know yet: none is an endpoint of the model, as the
 * assumptions say where a policy names one. `ingress` is one only where paths from outside are decided.
 */
const ENTITIES: Readonly<Record<string, readonly Peer[]>> = {
  all: [{ kind: 'any' }],
  world: WORLD,
  'world-ipv4': WORLD.slice(0, 1),
  'world-ipv6': WORLD.slice(1),
  cluster: CLUSTER,
  'cluster-mesh': CLUSTER,
  host: [NODES],
  'remote-node': [NODES],
  'kube-apiserver': [API_SERVER],
  ingress: [PROXY],
  health: NOBODY,
  init: NOBODY,
  unmanaged: NOBODY,
  none: NOBODY,
}

/** Entities that are no endpoints of the model. */
export const UNSEEN_ENTITIES: readonly string[] = ['health', 'init', 'unmanaged']

/** Why a rule for `host` is not certain: it means the node that the pod runs on, and no other. */
export const LOCAL_HOST = 'of the nodes only the one that the pod runs on'

/** Why a rule for one family of the world is not certain; `settle` knows where both are on. */
export const BY_FAMILY = 'where Cilium has one address family, the world is not told apart by it'

const ONE_FAMILY: ReadonlySet<string> = new Set(['world-ipv4', 'world-ipv6'])

/** Whether Cilium knows an entity. */
export function isEntity(name: string): boolean {
  return Object.hasOwn(ENTITIES, name)
}

/** Whom entities stand for. A node that is `host` to one pod is `remote-node` to others. */
export function peersOfEntities(names: readonly string[]): readonly Part<readonly Peer[]>[] {
  const whole = names.filter((name) => name !== 'host' && !ONE_FAMILY.has(name))
  const sure = whole.flatMap((name) => ENTITIES[name] ?? [])
  const families = names.filter((name) => ONE_FAMILY.has(name))
  const part = families.flatMap((name) => ENTITIES[name] ?? [])
  const local = names.includes('host') && !sure.includes(NODES)
  return [
    ...(sure.length > 0 ? [{ of: sure }] : []),
    ...(part.length > 0 ? [{ of: part, conditional: BY_FAMILY }] : []),
    ...(local ? [{ of: ENTITIES.host ?? [], conditional: LOCAL_HOST }] : []),
  ]
}
