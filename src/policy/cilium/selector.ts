import type { Expression, PodChoice, Selector, SelectorRequirement } from '../../model/policy.ts'
import { selectorOf } from '../selector.ts'

/** The label of a namespace that always holds its name. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name'
const POD_NAMESPACE = 'io.kubernetes.pod.namespace'
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.'

const CLUSTER = 'io.cilium.k8s.policy.cluster'

/** Labels of an identity that say a fact of the pod, and the fact. */
const FACTS: Readonly<Record<string, string>> = {
  'io.cilium.k8s.policy.serviceaccount': 'service-account',
  [CLUSTER]: 'cluster',
}

/** Sources of the labels that pods have; a key without source is of any (pkg/labels, ParseSelectLabel). */
const POD_SOURCES: ReadonlySet<string> = new Set(['any', 'k8s'])

/** A selector over identities of Cilium, taken apart by what its labels are labels of. */
export type IdentitySelector = {
  /** over labels of the namespace, its name among them */
  readonly namespaces: Selector
  readonly pods: Selector
  readonly facts: readonly Expression[]
  /** names of the reserved labels that are asked for, and of those that must be absent; undefined where a value excludes all */
  readonly reserved: readonly string[]
  readonly notReserved: readonly string[]
  /** asks for a label that no pod has */
  readonly foreign: boolean
  /** asks for a label that nothing of the model has */
  readonly nowhere: boolean
  /** asks for a label that only pods have */
  readonly onlyPods: boolean
  /** of such labels it asks for that of the cluster and for no other */
  readonly onlyCluster: boolean
  /** the other labels that it asks for, which a CIDR group may bring as well: those of any source */
  readonly ofAnySource: Selector
  /** names the namespace, or labels of it */
  readonly namesNamespace: boolean
  readonly namesNamespaceLabels: boolean
}

/** Sources of the labels that nodes and outside addresses have. */
const OUTSIDE_SOURCES: ReadonlySet<string> = new Set(['cidr', 'cidrgroup', 'fqdn', 'node'])

type Sorted = { readonly requirement: SelectorRequirement; readonly source: string }

/** Takes a selector apart. */
export function takeApart(selector: Selector): IdentitySelector {
  const all = selector.map((requirement): Sorted => {
    const { source, name } = parseKey(requirement.key)
    return { source, requirement: { ...requirement, key: name } }
  })
  const ofPods = all.filter(({ source }) => POD_SOURCES.has(source)).map((each) => each.requirement)
  const named = ofPods.filter(({ key }) => key === POD_NAMESPACE)
  const labelled = ofPods.filter(({ key }) => key.startsWith(NAMESPACE_LABELS))
  const facts = ofPods.filter(({ key }) => Object.hasOwn(FACTS, key))
  const known = new Set([...named, ...labelled, ...facts])
  const asked = all
    .filter(({ source, requirement }) => source === 'any' && !known.has(requirement))
    .map((each) => each.requirement)
    .filter(asksFor)
  const reserved = all.filter(({ source }) => source === 'reserved').map((each) => each.requirement)
  const ofPodsOnly = ofPods.filter((each) => asksFor(each) && !asked.includes(each))
  const others = all.filter(({ source }) => !POD_SOURCES.has(source) && source !== 'reserved')
  return {
    namespaces: selectorOf([
      ...named.map((each) => ({ ...each, key: NAMESPACE_NAME })),
      ...labelled.map((each) => ({ ...each, key: each.key.slice(NAMESPACE_LABELS.length) })),
    ]),
    pods: selectorOf(ofPods.filter((each) => !known.has(each))),
    facts: facts.map(factOf),
    reserved: reserved.filter(asksFor).map(({ key }) => key),
    notReserved: reserved.filter((each) => !asksFor(each)).map(({ key }) => key),
    foreign: others.some(({ requirement }) => asksFor(requirement)),
    nowhere:
      reserved.some(asksForAnotherValue) ||
      others.some(
        ({ requirement, source }) => asksFor(requirement) && !OUTSIDE_SOURCES.has(source),
      ),
    onlyPods: ofPodsOnly.length > 0,
    onlyCluster: ofPodsOnly.length > 0 && ofPodsOnly.every(({ key }) => key === CLUSTER),
    ofAnySource: selectorOf(asked),
    namesNamespace: named.length > 0,
    namesNamespaceLabels: labelled.length > 0,
  }
}

/** The pods of a selector; `home` is the namespace that it is confined to, undefined where it is not. */
export function podChoiceOf(parts: IdentitySelector, home: string | undefined): PodChoice {
  const [fact, ...more] = parts.facts
  const where: Expression | undefined = more.length === 0 ? fact : { kind: 'all', of: parts.facts }
  return {
    namespaces: namespaceChoiceOf(parts.namespaces, home),
    pods: parts.pods,
    ...(where === undefined ? {} : { where }),
  }
}

/** The key of a node label without the source that stands before it; undefined for a source that nodes do not have. */
export function nodeKeyOf(key: string): string | undefined {
  const { source, name } = parseKey(key)
  return POD_SOURCES.has(source) || source === 'node' ? name : undefined
}

/** The key of `k8s:io.kubernetes.pod.namespace`, which the subject of a namespaced policy overrides. */
export const OVERRIDDEN_KEY = `k8s:${POD_NAMESPACE}`

function namespaceChoiceOf(
  namespaces: Selector,
  home: string | undefined,
): PodChoice['namespaces'] {
  const confined: Selector =
    home === undefined
      ? namespaces
      : selectorOf([...namespaces, { key: NAMESPACE_NAME, operator: 'In', values: [home] }])
  const [first, ...more] = confined
  const name = first?.key === NAMESPACE_NAME && first.operator === 'In' ? first.values : []
  return more.length === 0 && name.length === 1
    ? { kind: 'name', name: name[0] ?? '' }
    : { kind: 'selector', selector: confined }
}

/** `source:name`; `$name` and `reserved.name` are reserved labels; what follows a `=` is no part of a key. */
function parseKey(key: string): { readonly source: string; readonly name: string } {
  const [text = ''] = key.split('=')
  if (text.startsWith('$')) return { source: 'reserved', name: text.slice(1) }
  const at = text.indexOf(':')
  if (at >= 0) return { source: text.slice(0, at), name: text.slice(at + 1) }
  return text.startsWith('reserved.')
    ? { source: 'reserved', name: text.slice('reserved.'.length) }
    : { source: 'any', name: text }
}

/** Reserved labels have no value. */
function asksForAnotherValue({ operator, values }: SelectorRequirement): boolean {
  return operator === 'In' && !values.includes('')
}

function asksFor({ operator }: SelectorRequirement): boolean {
  return operator === 'In' || operator === 'Exists'
}

function factOf({ key, operator, values }: SelectorRequirement): Expression {
  return { kind: 'requirement', of: 'facts', key: FACTS[key] ?? '', operator, values }
}
