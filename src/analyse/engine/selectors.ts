import type { Cluster, Namespace, Pod } from '../../model/cluster.ts'
import type { Expression, NamespaceChoice, PodChoice, Selector } from '../../model/policy.ts'
import { REDACTED } from '../../core/redacted.ts'
import { selectorKey } from '../../policy/selector.ts'
import type { ClassRecord } from './classes.ts'
import { servedFacts } from './served-ports.ts'
import { holds, selects, selectsPartlyKnown } from '../objects/label-match.ts'
import type { LabelView, Ternary } from '../objects/label-match.ts'

/** What a selector finds: surely, and perhaps because labels that decide were not read or were redacted. Ascending, disjoint. */
export type Selected = { readonly sure: readonly number[]; readonly maybe: readonly number[] }

/** Finds classes of pods by namespace and labels; each question is answered once. Of hostNetwork pods and others only the one kind is found. */
export type ClassFinder = (choice: PodChoice) => Selected

/** The classes by what finds them fast. */
type ClassIndex = {
  readonly records: readonly ClassRecord[]
  readonly byNamespace: ReadonlyMap<string, readonly number[]>
  /** classes that have a label with a value, for the keys that selectors name */
  readonly byLabel: ReadonlyMap<string, readonly number[]>
}

/** A finder over the classes of a cluster: those of the pod network, or those on the networks of nodes. */
export function classFinder(
  records: readonly ClassRecord[],
  cluster: Cluster,
  labelKeys: readonly string[],
  network: 'pods' | 'hosts' = 'pods',
): ClassFinder {
  let known: ClassIndex | undefined
  const indexed = () => (known ??= indexOf(records, labelKeys, network))
  const chosen = new Map<string, { readonly sure: Set<string>; readonly maybe: Set<string> }>()
  const found = new Map<string, Selected>()

  const choose = (choice: NamespaceChoice) => {
    const key = choiceKey(choice)
    const names = chosen.get(key) ?? chooseNamespaces(choice, cluster.namespaces)
    chosen.set(key, names)
    return names
  }

  return ({ namespaces, pods, where }) => {
    const key = `${choiceKey(namespaces)} ${selectorKey(pods)} ${where === undefined ? '' : JSON.stringify(where)}`
    const before = found.get(key)
    if (before !== undefined) return before
    const { sure, maybe } = choose(namespaces)
    const candidates = find(indexed(), sure, maybe, pods)
    const selected =
      where === undefined ? candidates : narrowed(candidates, where, records, cluster)
    found.set(key, selected)
    return selected
  }
}

/** Of what was found only that for which an expression holds. */
function narrowed(
  { sure, maybe }: Selected,
  where: Expression,
  records: readonly ClassRecord[],
  cluster: Cluster,
): Selected {
  const answers = new Map(
    [...sure, ...maybe].map((at) => [at, answerFor(records[at]?.sample, where, cluster)]),
  )
  const perhaps = [
    ...sure.filter((at) => answers.get(at) === 'maybe'),
    ...maybe.filter((at) => answers.get(at) !== 'no'),
  ]
  return {
    sure: sure.filter((at) => answers.get(at) === 'yes'),
    maybe: perhaps.sort((a, b) => a - b),
  }
}

function answerFor(pod: Pod | undefined, where: Expression, cluster: Cluster): Ternary {
  return pod === undefined ? 'no' : holds(where, viewOfPod(pod, cluster))
}

/** What expressions see of a pod. Labels of a service account that was not read are not known. */
export function viewOfPod(pod: Pod, { namespaces, serviceAccounts }: Cluster): LabelView {
  const home = namespaces.get(pod.namespace)
  const account = serviceAccounts.get(`${pod.namespace}/${pod.serviceAccount}`)
  return {
    pod: { labels: pod.labels, complete: true },
    namespace: { labels: home?.labels ?? {}, complete: home?.read === true },
    'service-account': { labels: account ?? {}, complete: account !== undefined },
    facts: {
      labels: {
        'service-account': pod.serviceAccount,
        ...(pod.mesh === undefined ? {} : { mesh: pod.mesh }),
        ...(pod.meshBypass === true ? { 'mesh-bypass': 'yes' } : {}),
        ...servedFacts(pod),
      },
      complete: true,
    },
  }
}

function indexOf(
  records: readonly ClassRecord[],
  labelKeys: readonly string[],
  network: 'pods' | 'hosts',
): ClassIndex {
  const members = [...records.keys()].filter((at) => {
    const { podClass, sample } = records[at] ?? {}
    return podClass?.hostNetwork === (network === 'hosts') && sample?.entity === undefined
  })
  const pairs = members.flatMap((at) => {
    const labels = records[at]?.sample.labels ?? {}
    return labelKeys
      .filter((key) => Object.hasOwn(labels, key))
      .map((key) => ({ at, label: JSON.stringify([key, labels[key]]) }))
  })
  const byLabel = Map.groupBy(pairs, ({ label }) => label)
  return {
    records,
    byNamespace: Map.groupBy(members, (at) => records[at]?.podClass.namespace ?? ''),
    byLabel: new Map([...byLabel].map(([label, found]) => [label, found.map(({ at }) => at)])),
  }
}

function chooseNamespaces(choice: NamespaceChoice, namespaces: ReadonlyMap<string, Namespace>) {
  if (choice.kind === 'name') return { sure: new Set([choice.name]), maybe: new Set<string>() }
  const sure = new Set<string>()
  const maybe = new Set<string>()
  for (const { name, labels, read } of namespaces.values()) {
    const answer = (read ? selects : selectsPartlyKnown)(choice.selector, labels)
    if (answer !== 'no') (answer === 'yes' ? sure : maybe).add(name)
  }
  return { sure, maybe }
}

function find(
  index: ClassIndex,
  sure: ReadonlySet<string>,
  maybe: ReadonlySet<string>,
  pods: Selector,
): Selected {
  const selected = { sure: new Array<number>(), maybe: new Array<number>() }
  const namespaces = maybe.size === 0 ? sure : new Set([...sure, ...maybe])
  if (namespaces.size === 0) return selected
  for (const at of narrowest(index, namespaces, pods)) {
    const record = index.records[at]
    if (record === undefined || !namespaces.has(record.podClass.namespace)) continue
    const answer = selects(pods, record.sample.labels)
    if (answer === 'no') continue
    const certain = answer === 'yes' && sure.has(record.podClass.namespace)
    selected[certain ? 'sure' : 'maybe'].push(at)
  }
  return selected
}

/** The shortest list of classes that holds all that a selector can find, ascending. */
function narrowest(
  { byNamespace, byLabel }: ClassIndex,
  namespaces: ReadonlySet<string>,
  pods: Selector,
): readonly number[] {
  const lists = pods.flatMap(({ key, operator, values: [value, ...more] }) =>
    operator === 'In' && value !== undefined && more.length === 0 && value !== REDACTED
      ? [withLabel(byLabel, key, value)]
      : [],
  )
  const byLabelValue = lists.sort((a, b) => a.length - b.length)[0]
  if (namespaces.size === 1 || byLabelValue === undefined) {
    const members = [...namespaces].flatMap((name) => byNamespace.get(name) ?? [])
    return namespaces.size === 1 ? members : members.sort((a, b) => a - b)
  }
  return byLabelValue
}

/** Classes that have a label with a value, or with one that was redacted; ascending. */
function withLabel(byLabel: ClassIndex['byLabel'], key: string, value: string): readonly number[] {
  const exact = byLabel.get(JSON.stringify([key, value])) ?? []
  const redacted = byLabel.get(JSON.stringify([key, REDACTED]))
  return redacted === undefined ? exact : [...exact, ...redacted].sort((a, b) => a - b)
}

function choiceKey(choice: NamespaceChoice): string {
  return choice.kind === 'name'
    ? JSON.stringify(choice.name)
    : `selector ${selectorKey(choice.selector)}`
}
