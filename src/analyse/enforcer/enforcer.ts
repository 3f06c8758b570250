import type { Node, Pod } from '../../model/cluster.ts'
import type { Enforcer, FurtherKind, Known } from '../../model/enforcer.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Direction } from '../../model/policy.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { ciliumEnforcement, settingsGap, settingsIn } from './cilium-settings.ts'
import type { CiliumEnforcement, CiliumSettings } from './cilium-settings.ts'
import { varyingKeys, withoutNetworkPolicy } from './cilium-switches.ts'
import { agentFacts, never, tagOf } from './agent-facts.ts'
import type { AgentFacts, Knowledge } from './agent-facts.ts'
import { FINGERPRINTS } from './fingerprints.ts'
import type { Fingerprint } from './fingerprints.ts'

/** A network plugin whose pods were found in platform namespaces. */
type Sighting = {
  readonly fingerprint: Fingerprint
  readonly facts: AgentFacts
  /** whether it enforces NetworkPolicy */
  readonly enforces: Known
  readonly evidence: readonly ObjectKey[]
  /** nodes that run pods, or may, and have no ready pod of it, sorted */
  readonly missing: readonly string[]
}

/** What tells which network plugin a cluster has, and how it is set. */
export type EnforcerInput = {
  readonly pods: readonly Pod[]
  readonly nodes: ReadonlyMap<string, Node>
  readonly ciliumSettings: readonly CiliumSettings[]
  readonly snapshot: Snapshot
}

/**
 * What would enforce the policies, by the DaemonSets of known network plugins: present, never tested.
 *
 * Only namespaces that the organisation declares as platform count, and only a plugin that is ready on every node that runs pods of the pod
 * network or may be given some: a tenant's DaemonSet named calico-node changes nothing. `none` where the only plugin found is known to enforce
 * no policy, or is set not to.
 */
export function enforcerOf(
  { pods, nodes, ciliumSettings, snapshot }: EnforcerInput,
  platformNamespaces: readonly string[],
): Enforcer {
  if (platformNamespaces.length === 0)
    return { kind: 'unknown', why: 'no namespace is declared as platform' }
  if (nodes.size === 0) return { kind: 'unknown', why: 'no node was read' }
  const agents = pods.filter(
    ({ namespace, workload }) =>
      platformNamespaces.includes(namespace) && workload.startsWith('DaemonSet/'),
  )
  const needed = nodesWithPods(pods, nodes)
  const settings = settingsIn(ciliumSettings, platformNamespaces)
  const everywhere = settings.find((each) => each.nodes === 'all')?.values
  const facts = { varying: varyingKeys(settings), ...(everywhere && { settings: everywhere }) }
  const sightings = FINGERPRINTS.flatMap((each) => sightingOf(each, agents, needed, facts))
  const found = decide(sightings, ciliumEnforcement(settings, settingsGap(snapshot)))
  const without = withoutNetworkPolicy(settings)
  // Another plugin beside Cilium enforces NetworkPolicy whatever Cilium is set to.
  const alone = found.kind === 'present' && isCilium(found.name)
  return without !== undefined && alone ? { ...found, withoutNetworkPolicy: without } : found
}

function decide(sightings: readonly Sighting[], cilium: CiliumEnforcement): Enforcer {
  const enforcing = sightings.filter(({ enforces }) => enforces === 'yes')
  const complete = enforcing.filter(({ missing }) => missing.length === 0)
  const working = complete.filter(
    ({ fingerprint }) => fingerprint.cilium !== true || cilium.kind === 'on',
  )
  if (working.length > 0) return present(working, cilium)
  const [idle] = complete
  if (idle !== undefined && cilium.kind !== 'on') return notWorking(idle, cilium)
  const partial = enforcing[0]
  if (partial !== undefined) return { kind: 'unknown', why: notEverywhere(partial) }
  return withoutEnforcing(sightings)
}

/** Cilium on every node, and set not to enforce or not known how. */
function notWorking(
  { fingerprint, evidence }: Sighting,
  cilium: Exclude<CiliumEnforcement, { kind: 'on' }>,
): Enforcer {
  if (cilium.kind === 'off') {
    const name = `${fingerprint.name} with ${cilium.setting}`
    return { kind: 'none', name, evidence: [...evidence, cilium.evidence].sort() }
  }
  return cilium
}

function withoutEnforcing(sightings: readonly Sighting[]): Enforcer {
  const unclear = sightings.find(({ enforces }) => enforces === 'unknown')
  if (unclear !== undefined) {
    const { name, decidedBy } = unclear.fingerprint
    return {
      kind: 'unknown',
      why: `whether ${name} enforces policies depends on ${decidedBy}, which is not visible`,
    }
  }
  const idle = sightings[0]
  if (idle === undefined)
    return { kind: 'unknown', why: 'no known network plugin runs in the platform namespaces' }
  if (idle.missing.length > 0) return { kind: 'unknown', why: notEverywhere(idle) }
  const { name, decidedBy } = idle.fingerprint
  const said = decidedBy === '' ? name : `${name} (by ${decidedBy})`
  return { kind: 'none', name: said, evidence: idle.evidence }
}

function present(sightings: readonly Sighting[], cilium: CiliumEnforcement): Enforcer {
  const answers = new Set(
    sightings.map(({ fingerprint }) =>
      fingerprint.cilium === true && cilium.kind === 'on'
        ? cilium.ipBlockMatchesPods
        : fingerprint.ipBlockMatchesPods,
    ),
  )
  const [answer] = answers
  const known = (of: (fingerprint: Fingerprint) => Knowledge): Known =>
    ofAny(sightings.map(({ fingerprint, facts }) => of(fingerprint)(facts)))
  const way = (direction: Direction) => known(({ directions }) => directions[direction])
  const api = (kind: FurtherKind) => known(({ further }) => further[kind])
  const hosts = known(({ hostNamespace = never }) => hostNamespace)
  const limits = sightings.flatMap(({ fingerprint }) => fingerprint.lastPriority ?? [])
  return {
    kind: 'present',
    name: sightings.map(({ fingerprint }) => fingerprint.name).join(', '),
    versions: [...new Set(sightings.flatMap(tagsOf))].sort(),
    evidence: sightings.flatMap(({ evidence }) => evidence).sort(),
    ipBlockMatchesPods: answers.size === 1 && answer !== undefined ? answer : 'unknown',
    directions: { ingress: way('ingress'), egress: way('egress') },
    further: {
      AdminNetworkPolicy: api('AdminNetworkPolicy'),
      BaselineAdminNetworkPolicy: api('BaselineAdminNetworkPolicy'),
      ClusterNetworkPolicy: api('ClusterNetworkPolicy'),
    },
    ...(hosts === 'no' ? {} : { hostNamespace: hosts }),
    ...(sightings.some(({ fingerprint }) => fingerprint.tunnels) ? { tunnels: 'unknown' } : {}),
    ...(sightings.every(({ fingerprint }) => fingerprint.ownedPodsOnly)
      ? { ownedPodsOnly: true }
      : {}),
    ...(limits.length === sightings.length ? { lastPriority: Math.max(...limits) } : {}),
  }
}

/** Whether all plugins of a name are Cilium, or built on it. */
function isCilium(names: string): boolean {
  return names
    .split(', ')
    .every((name) => FINGERPRINTS.some((each) => each.name === name && each.cilium === true))
}

/** What several plugins do together: one that does is enough. */
function ofAny(answers: readonly Known[]): Known {
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') ? 'unknown' : 'no'
}

function tagsOf({ fingerprint, facts }: Sighting): readonly string[] {
  return facts.images
    .filter((image) => fingerprint.image.test(image))
    .map(tagOf)
    .filter((tag) => tag !== '')
}

function sightingOf(
  fingerprint: Fingerprint,
  agents: readonly Pod[],
  needed: readonly string[],
  settings: Pick<AgentFacts, 'settings' | 'varying'>,
): Sighting[] {
  const found = agents.filter(
    ({ workload, images }) =>
      fingerprint.daemonSets.some((name) => workload === `DaemonSet/${name}`) ||
      images.some((image) => fingerprint.image.test(image)),
  )
  if (found.length === 0) return []
  const covered = new Set(found.filter(({ ready }) => ready === true).map(({ node }) => node))
  const evidence = found.map(
    ({ namespace, workload }) => `apps/v1/DaemonSet/${namespace}/${workload.slice(10)}`,
  )
  const facts = agentFacts(found, fingerprint.image, settings)
  return [
    {
      fingerprint,
      facts,
      enforces: fingerprint.enforces(facts),
      evidence: [...new Set(evidence)].sort(),
      missing: needed.filter((name) => !covered.has(name)),
    },
  ]
}

/** Nodes that may be given pods, and those that run pods of the pod network now: a cordoned node keeps its pods. Sorted. */
export function nodesWithPods(
  pods: readonly Pod[],
  nodes: ReadonlyMap<string, Node>,
): readonly string[] {
  const schedulable = [...nodes.values()].filter((node) => node.schedulable)
  const running = pods.flatMap(({ hostNetwork, node }) => (hostNetwork ? [] : (node ?? [])))
  return [...new Set([...schedulable.map(({ name }) => name), ...running])].sort()
}

function notEverywhere({ fingerprint, missing }: Sighting): string {
  const nodes = missing.length === 1 ? 'node' : 'nodes'
  return `${fingerprint.name} is not ready on ${missing.length} ${nodes} that can run pods (${missing[0] ?? ''})`
}
