import type { Cluster } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Peer } from '../../model/policy.ts'
import { changedKeys, textOf, withCluster } from './changes.ts'
import type { ChangeItem, Hypothesis } from './changes.ts'
import { meaningItems } from './meaning-items.ts'
import { describeObject } from '../names.ts'
import type { PolicyForms } from './policy-forms.ts'
import { looksAtNodes, partsOf } from '../engine/relevance.ts'

/** What changed about everything but the two endpoints themselves. Policies of other namespaces than these are left out. */
export type ClusterItems = (namespaces: ReadonlySet<string>) => readonly ChangeItem[]

/** Finds what changed between two clusters. */
export function clusterItems(
  before: Hypothesis,
  after: Hypothesis,
  forms: PolicyForms,
): ClusterItems {
  const meanings = meaningItems(before, after, forms)
  const services = mapItems(before.cluster, after.cluster, 'services', (key) => `Service ${key}`)
  const isNamed = looksAt(before, after, ({ kind }) => kind === 'service')
  const isServed = [before, after].some(({ cluster }) =>
    cluster.pods.some(({ served }) => served !== undefined),
  )
  const others = [
    ...listItems(before.cluster, after.cluster, 'addressSets'),
    ...(isNamed ? services : []),
    ...(looksAt(before, after, looksAtNodes) || speaksOtherwise(before) || speaksOtherwise(after)
      ? mapItems(before.cluster, after.cluster, 'nodes', (key) => `Node ${key}`)
      : []),
  ]
  // Selectors find sets of addresses by the labels of their namespaces, too.
  const homesOfSets = [before, after].flatMap(({ cluster }) =>
    cluster.addressSets.flatMap(({ namespace }) => namespace ?? []),
  )
  const accounts = mapItems(
    before.cluster,
    after.cluster,
    'serviceAccounts',
    (key) => `labels of ServiceAccount ${key}`,
  )
  return (namespaces) => [
    ...meanings(namespaces),
    ...others,
    ...[...new Set([...namespaces, ...homesOfSets])].flatMap((name) =>
      namespaceItems(before.cluster, after.cluster, name),
    ),
    ...accounts.filter(isIn(namespaces)),
    ...(isServed && !isNamed ? services.filter(isIn(namespaces)) : []),
  ]
}

/** Whether what bears the name `namespace/name` is in one of these namespaces. */
function isIn(namespaces: ReadonlySet<string>): (item: KeyedItem) => boolean {
  return ({ key }) => namespaces.has(key.slice(0, key.indexOf('/')))
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

/** Whether nodes have other addresses than their own to speak from. */
function speaksOtherwise({ cluster }: Hypothesis): boolean {
  return [...cluster.nodes.values()].some(({ tunnels = [] }) => tunnels.length > 0)
}

type KeyedItem = ChangeItem & { readonly key: string }

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

function bySource<T extends { readonly source: ObjectKey }>(
  items: readonly T[],
): ReadonlyMap<ObjectKey, readonly T[]> {
  return Map.groupBy(items, ({ source }) => source)
}
