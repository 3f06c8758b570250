import { isDeepStrictEqual } from 'node:util'
import { objectKeyOf } from '../../core/object-key.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Enforcer } from '../../model/enforcer.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Policy } from '../../model/policy.ts'
import { changedKeys, textOf, withCluster } from './changes.ts'
import type { ChangeItem, Changed, Hypothesis } from './changes.ts'
import { changedPlugin } from '../enforcer/enforcers.ts'
import { HOST_NAMESPACES } from '../enforcer/host-namespace.ts'
import { homeOf } from './excerpt.ts'
import { describeObject } from '../names.ts'
import type { PolicyForms } from './policy-forms.ts'

/** What changed of policies and their meaning, as far as it may concern pods of some namespaces. */
export type MeaningItems = (namespaces: ReadonlySet<string>) => readonly ChangeItem[]

/** Finds what changed of policies: objects one by one, and as one item with all names what gives policies their meaning. */
export function meaningItems(
  before: Hypothesis,
  after: Hypothesis,
  forms: PolicyForms,
): MeaningItems {
  const [a, b] = [before.cluster, after.cluster]
  const stated = changedKeys(bySource(a.stated.policies), bySource(b.stated.policies))
  const own = byHome(stated, forms)
  const items = new Map(stated.map((change) => [change.key, policyItem(change, forms)]))
  const itemsIn = new Map([...own].map(([home, keys]) => [home, picked(items, keys)]))
  const settings = changedSettings(before, after, new Set(items.keys()), forms)
  return (namespaces) => {
    const homes = [undefined, ...namespaces]
    const policies = homes.flatMap((home) => itemsIn.get(home) ?? [])
    if (settings === undefined) return policies
    const concerned = () => ({
      objects: homes.flatMap((home) => own.get(home) ?? []),
      others: homes.flatMap((home) => settings.others.get(home) ?? []),
    })
    return [...policies, settingItem(settings.text, after, forms, concerned)]
  }
}

function picked<K, V>(all: ReadonlyMap<K, V>, keys: readonly K[]): readonly V[] {
  return keys.flatMap((key) => all.get(key) ?? [])
}

/** Keys by the only namespace whose pods the policies of an object may select, before and after; undefined: any. */
function byHome(
  changes: readonly Changed[],
  forms: PolicyForms,
): ReadonlyMap<string | undefined, readonly ObjectKey[]> {
  const homeOfKey = (key: ObjectKey) => {
    const sides = [forms('before', 'before'), forms('after', 'after')]
    const policies = sides.flatMap((side) => side.get(key) ?? [])
    const homes = new Set(policies.map(({ subject }) => homeOf(subject)))
    return homes.size === 1 ? [...homes][0] : undefined
  }
  return Map.groupBy(
    changes.map(({ key }) => key),
    homeOfKey,
  )
}

/** A policy object that was added, removed or changed itself, under what gives it its meaning in the hypothesis. */
function policyItem({ key, verb }: Changed, forms: PolicyForms): ChangeItem {
  return {
    text: `${describeObject(key)} ${verb}`,
    apply: (world) => ({
      ...withPolicies(world, [key], () => forms('after', world.settings)),
      changed: new Set([...world.changed, key]),
    }),
  }
}

/** Keys of what means something else under other settings: policy objects that changed themselves, and all others. */
type Concerned = { readonly objects: readonly ObjectKey[]; readonly others: readonly ObjectKey[] }

function settingItem(
  text: string,
  { podsByAddress, cluster: { mesh, enforcer } }: Hypothesis,
  forms: PolicyForms,
  concerned: () => Concerned,
): ChangeItem {
  return {
    text,
    apply: (world) => {
      const { objects, others } = concerned()
      const unchanged = new Set(objects.filter((key) => !world.changed.has(key)))
      const settled = withPolicies(world, [...others, ...objects], (key) =>
        forms(unchanged.has(key) ? 'before' : 'after', 'after'),
      )
      return { ...withCluster(settled, { mesh, enforcer }), podsByAddress, settings: 'after' }
    },
  }
}

/** A hypothesis in which policy objects mean what is found for them. */
function withPolicies(
  world: Hypothesis,
  keys: readonly ObjectKey[],
  formsFor: (key: ObjectKey) => ReadonlyMap<ObjectKey, readonly Policy[]>,
): Hypothesis {
  const gone = new Set(keys)
  return withCluster(world, {
    policies: [
      ...world.cluster.policies.filter(({ source }) => !gone.has(source)),
      ...keys.flatMap((key) => formsFor(key).get(key) ?? []),
    ],
  })
}

/** What gives policies another meaning, with the forms of objects that did not change themselves; absent where nothing does. */
function changedSettings(
  before: Hypothesis,
  after: Hypothesis,
  stated: ReadonlySet<ObjectKey>,
  forms: PolicyForms,
) {
  const [a, b] = [before.cluster, after.cluster]
  const others = changedKeys(
    forms('before', 'before'),
    forms('after', 'after'),
    (key) => !stated.has(key),
  )
  const names = settingNames(a, b, stated)
  const isSame =
    others.length === 0 &&
    before.podsByAddress === after.podsByAddress &&
    textOf(a.mesh) === textOf(b.mesh) &&
    (names.length === 0 || [...stated].every((key) => meansTheSame(key, forms)))
  if (isSame) return undefined
  const text = names.length === 0 ? 'what policies mean in the cluster changed' : names.join(', ')
  return { text, others: byHome(others, forms) }
}

function meansTheSame(key: ObjectKey, forms: PolicyForms): boolean {
  return (['before', 'after'] as const).every((objects) =>
    isDeepStrictEqual(forms(objects, 'before').get(key), forms(objects, 'after').get(key)),
  )
}

function settingNames(
  before: Cluster,
  after: Cluster,
  stated: ReadonlySet<ObjectKey>,
): readonly string[] {
  const context = changedKeys(contextOf(before), contextOf(after), (key) => !stated.has(key))
  const [from, to] = [before.enforcer, after.enforcer]
  return [
    ...context.map(({ key, verb }) => `${describeObject(key)} ${verb}`),
    ...changedKeys(hostNamespacesOf(before), hostNamespacesOf(after)).map(
      ({ key, verb }) => `labels of Namespace ${key} ${verb}`,
    ),
    ...(textOf(enforcedBy(from)) === textOf(enforcedBy(to))
      ? []
      : [`network plugin changed from ${changedPlugin(from, to)} to ${changedPlugin(to, from)}`]),
    ...(textOf(before.mesh) === textOf(after.mesh) ? [] : ['control plane of the mesh changed']),
  ].sort()
}

/** Labels and content of what says what policies mean, by key. */
function contextOf({ stated: { context, settings } }: Cluster): ReadonlyMap<ObjectKey, unknown> {
  return new Map<ObjectKey, unknown>([
    ...context.map(
      (each) => [objectKeyOf(each), [each.metadata.labels, each.spec, each.data]] as const,
    ),
    ...[...settings].map(([name, data]) => [`/v1/ConfigMap/kube-system/${name}`, data] as const),
  ])
}

/** Labels of the namespaces that stand for what is on the network of nodes, by name. */
function hostNamespacesOf({ namespaces }: Cluster): ReadonlyMap<string, unknown> {
  return new Map(
    HOST_NAMESPACES.flatMap(({ name }) => {
      const found = namespaces.get(name)
      return found?.read === true ? [[name, found.labels] as const] : []
    }),
  )
}

/** What of a network plugin decides. */
function enforcedBy(enforcer: Enforcer): unknown {
  if (enforcer.kind === 'unknown') return enforcer.kind
  if (enforcer.kind === 'none') return [enforcer.kind, enforcer.name]
  const { kind, name, ipBlockMatchesPods, directions, further, lastPriority } = enforcer
  const { hostNamespace, ownedPodsOnly, tunnels } = enforcer
  return [
    ...[kind, name, ipBlockMatchesPods, directions, further, lastPriority],
    ...[hostNamespace, ownedPodsOnly, tunnels],
  ]
}

function bySource(policies: readonly Policy[]): ReadonlyMap<ObjectKey, readonly Policy[]> {
  return Map.groupBy(policies, ({ source }) => source)
}
