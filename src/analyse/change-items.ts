import { isDeepStrictEqual } from 'node:util'
import type { Cluster } from '../model/cluster.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Peer } from '../model/policy.ts'
import { homeOf } from './excerpt.ts'
import { describeObject } from './names.ts'
import { looksAtNodes, partsOf } from './relevance.ts'

/** A cluster together with how it was analysed: what a hypothetical one between two others is made of. */
export type Hypothesis = { readonly cluster: Cluster; readonly podsByAddress: boolean | 'unknown' }

/** One thing that changed between two clusters: what it is called, and how the earlier one becomes one that has the change. */
export type ChangeItem = {
  readonly text: string
  /** a policy object, or what gives policies their meaning; absent: anything else */
  readonly of?: 'policy' | 'meaning'
  readonly apply: (world: Hypothesis) => Hypothesis
}

/** Lays some fields over the cluster of a hypothesis. */
export function withCluster(
  { cluster, podsByAddress }: Hypothesis,
  changes: Partial<Cluster>,
): Hypothesis {
  return { cluster: { ...cluster, ...changes }, podsByAddress }
}

/** What changed about everything but the two endpoints themselves. Policies of other namespaces than these are left out. */
export type ClusterItems = (namespaces: ReadonlySet<string>) => readonly ChangeItem[]

/** Finds what changed between two clusters. */
export function clusterItems(before: Hypothesis, after: Hypothesis): ClusterItems {
  const policies = policyItems(before.cluster, after.cluster)
  const others = [
    ...settingItems(before, after, new Set(policies.map(({ key }) => key))),
    ...listItems(before.cluster, after.cluster, 'addressSets'),
    ...(looksAt(before, after, ({ kind }) => kind === 'service')
      ? mapItems(before.cluster, after.cluster, 'services', (key) => `Service ${key}`)
      : []),
    ...(looksAt(before, after, looksAtNodes)
      ? mapItems(before.cluster, after.cluster, 'nodes', (key) => `Node ${key}`)
      : []),
  ]
  const accounts = mapItems(
    before.cluster,
    after.cluster,
    'serviceAccounts',
    (key) => `labels of ServiceAccount ${key}`,
  )
  return (namespaces) => [
    ...policies.filter(({ home }) => home === undefined || namespaces.has(home)),
    ...others,
    ...[...namespaces].flatMap((name) => namespaceItems(before.cluster, after.cluster, name)),
    ...accounts.filter(({ key }) => namespaces.has(key.slice(0, key.indexOf('/')))),
  ]
}

/** Whether any policy of either cluster has such a peer, or applies to nodes. */
function looksAt(before: Hypothesis, after: Hypothesis, test: (peer: Peer) => boolean): boolean {
  return [...before.cluster.policies, ...after.cluster.policies].some(
    ({ subject, rules }) =>
      subject.kind !== 'pods' ||
      [...(subject.within ?? []), ...rules.flatMap(({ peers }) => peers)]
        .flatMap(partsOf)
        .some(test),
  )
}

type KeyedItem = ChangeItem & { readonly key: string }
type PolicyItem = KeyedItem & { readonly home: string | undefined }

/** Policy objects that were added, removed or changed themselves. */
function policyItems(before: Cluster, after: Cluster): readonly PolicyItem[] {
  const [earlier, later] = [bySource(before.stated.policies), bySource(after.stated.policies)]
  const forms = bySource(after.policies)
  return changedKeys(earlier, later).map(({ key, verb }) => {
    const homes = new Set(
      [...(earlier.get(key) ?? []), ...(later.get(key) ?? [])].map(({ subject }) =>
        homeOf(subject),
      ),
    )
    return {
      key,
      text: `${describeObject(key)} ${verb}`,
      of: 'policy',
      home: homes.size === 1 ? [...homes][0] : undefined,
      apply: (world) =>
        withCluster(world, {
          policies: [
            ...world.cluster.policies.filter(({ source }) => source !== key),
            ...(forms.get(key) ?? []),
          ],
        }),
    }
  })
}

/**
 * What gives the policies, but those that changed themselves, another meaning: settings, tiers, the network plugin, the mesh. One item with all names.
 */
function settingItems(
  before: Hypothesis,
  after: Hypothesis,
  stated: ReadonlySet<ObjectKey>,
): readonly ChangeItem[] {
  const [a, b] = [before.cluster, after.cluster]
  const forms = changedKeys(bySource(a.policies), bySource(b.policies), (key) => !stated.has(key))
  const mesh = JSON.stringify(a.mesh) !== JSON.stringify(b.mesh)
  if (forms.length === 0 && !mesh && before.podsByAddress === after.podsByAddress) return []
  const keys = new Set(forms.map(({ key }) => key))
  const settled = b.policies.filter(({ source }) => keys.has(source))
  const names = settingNames(a, b)
  return [
    {
      text: names.length === 0 ? 'what policies mean in the cluster changed' : names.join(', '),
      of: 'meaning',
      apply: ({ cluster }) => ({
        podsByAddress: after.podsByAddress,
        cluster: {
          ...cluster,
          mesh: b.mesh,
          enforcer: b.enforcer,
          policies: [...cluster.policies.filter(({ source }) => !keys.has(source)), ...settled],
        },
      }),
    },
  ]
}

function settingNames(before: Cluster, after: Cluster): readonly string[] {
  const context = changedKeys(before.stated.context, after.stated.context)
  const plugin = ({ enforcer }: Cluster) =>
    enforcer.kind === 'unknown' ? 'unknown' : `${enforcer.kind} ${enforcer.name}`
  return [
    ...context.map(({ key, verb }) => `${describeObject(key)} ${verb}`),
    ...(plugin(before) === plugin(after)
      ? []
      : [`network plugin changed from ${plugin(before)} to ${plugin(after)}`]),
    ...(JSON.stringify(before.mesh) === JSON.stringify(after.mesh)
      ? []
      : ['control plane of the mesh changed']),
  ].sort()
}

function namespaceItems(before: Cluster, after: Cluster, name: string): readonly ChangeItem[] {
  const [a, b] = [before.namespaces.get(name), after.namespaces.get(name)]
  if (b === undefined || textOf([a?.labels, a?.read]) === textOf([b.labels, b.read])) return []
  return [
    {
      text: `labels of Namespace ${name} changed`,
      apply: (world) =>
        withCluster(world, {
          namespaces: new Map([...world.cluster.namespaces, [name, b]]),
        }),
    },
  ]
}

function listItems(before: Cluster, after: Cluster, field: 'addressSets'): readonly ChangeItem[] {
  const [earlier, later] = [bySource(before[field]), bySource(after[field])]
  return changedKeys(earlier, later).map(({ key, verb }) => ({
    text: `${describeObject(key)} ${verb}`,
    apply: (world) =>
      withCluster(world, {
        [field]: [
          ...world.cluster[field].filter(({ source }) => source !== key),
          ...(later.get(key) ?? []),
        ],
      }),
  }))
}

function mapItems(
  before: Cluster,
  after: Cluster,
  field: 'services' | 'nodes' | 'serviceAccounts',
  nameOf: (key: string) => string,
): readonly KeyedItem[] {
  const [earlier, later]: readonly ReadonlyMap<string, unknown>[] = [before[field], after[field]]
  return changedKeys(earlier ?? new Map(), later ?? new Map()).map(({ key, verb }) => ({
    key,
    text: `${nameOf(key)} ${verb}`,
    apply: (world) => {
      const map = new Map<string, unknown>(world.cluster[field])
      const value = later?.get(key)
      if (value === undefined) map.delete(key)
      else map.set(key, value)
      return withCluster(world, { [field]: map })
    },
  }))
}

/** Keys whose values differ, sorted, and what happened to them. */
function changedKeys(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  wanted: (key: string) => boolean = () => true,
): readonly { readonly key: ObjectKey; readonly verb: string }[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => wanted(key) && !isDeepStrictEqual(before.get(key), after.get(key)))
    .sort()
    .map((key) => ({
      key,
      verb: !after.has(key) ? 'removed' : before.has(key) ? 'changed' : 'added',
    }))
}

function bySource<T extends { readonly source: ObjectKey }>(
  items: readonly T[],
): ReadonlyMap<ObjectKey, readonly T[]> {
  return Map.groupBy(items, ({ source }) => source)
}

/** Equal values have equal texts; keys of objects in any order. */
export function textOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, sortedMembers)
}

function sortedMembers(_: string, member: unknown): unknown {
  return typeof member === 'object' && member !== null && !Array.isArray(member)
    ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
    : member
}
