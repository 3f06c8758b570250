import type { Namespace } from '../model/cluster.ts'
import type { NamespaceChoice, Selector } from '../model/policy.ts'
import { REDACTED } from '../core/redacted.ts'
import { selectorKey } from '../policy/selector.ts'
import type { ClassRecord } from './classes.ts'
import { selects, selectsPartlyKnown } from './label-match.ts'

/** What a selector finds: surely, and perhaps because labels that decide were not read or were redacted. Ascending, disjoint. */
export type Selected = { readonly sure: readonly number[]; readonly maybe: readonly number[] }

/** Finds classes of pods by namespace and labels; each question is answered once. hostNetwork pods are never found. */
export type ClassFinder = (namespaces: NamespaceChoice, pods: Selector) => Selected

/** The classes by what finds them fast. */
type ClassIndex = {
  readonly records: readonly ClassRecord[]
  readonly byNamespace: ReadonlyMap<string, readonly number[]>
  /** classes that have a label with a value, for the keys that selectors name */
  readonly byLabel: ReadonlyMap<string, readonly number[]>
}

/** A finder over classes. */
export function classFinder(
  records: readonly ClassRecord[],
  namespaces: ReadonlyMap<string, Namespace>,
  labelKeys: readonly string[],
): ClassFinder {
  const index = indexOf(records, labelKeys)
  const chosen = new Map<string, { readonly sure: Set<string>; readonly maybe: Set<string> }>()
  const found = new Map<string, Selected>()

  const choose = (choice: NamespaceChoice) => {
    const key = choiceKey(choice)
    const known = chosen.get(key) ?? chooseNamespaces(choice, namespaces)
    chosen.set(key, known)
    return known
  }

  return (choice, pods) => {
    const key = `${choiceKey(choice)} ${selectorKey(pods)}`
    const known = found.get(key)
    if (known !== undefined) return known
    const { sure, maybe } = choose(choice)
    const selected = find(index, sure, maybe, pods)
    found.set(key, selected)
    return selected
  }
}

function indexOf(records: readonly ClassRecord[], labelKeys: readonly string[]): ClassIndex {
  const podNetwork = [...records.keys()].filter((at) => records[at]?.podClass.hostNetwork === false)
  const pairs = podNetwork.flatMap((at) => {
    const labels = records[at]?.sample.labels ?? {}
    return labelKeys
      .filter((key) => Object.hasOwn(labels, key))
      .map((key) => ({ at, label: JSON.stringify([key, labels[key]]) }))
  })
  const byLabel = Map.groupBy(pairs, ({ label }) => label)
  return {
    records,
    byNamespace: Map.groupBy(podNetwork, (at) => records[at]?.podClass.namespace ?? ''),
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
