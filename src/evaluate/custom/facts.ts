import type { JsonValue } from '../../core/json.ts'
import type { CheckInput, CheckNeed, ScopedWorkload, SegmentClass } from '../../model/check.ts'
import type { UndeterminedCause } from '../../model/evaluation.ts'
import type { ResourceName } from '../../model/object.ts'
import type { Direction } from '../../model/policy.ts'
import { byText } from '../answers.ts'
import { openingsOf } from '../exposed.ts'
import { bySecurityLabels, standardIn } from '../label-admission.ts'
import { CONNECTIVITY, EXPOSURES, WORKLOADS } from '../reads.ts'
import {
  isPlatformNamespace,
  ruleOfNamespace,
  STRICTEST_FIRST,
  strictestClass,
} from '../scope-of.ts'

/** What an object is, for facts: where it lies, and the workload whose pods it stands for. */
export type Place = {
  /** of a Namespace: itself; absent: it has none */
  readonly namespace?: string
  /** of a pod, or of a workload: once per class of the scope; empty: it is neither, or no pod of it is in the model */
  readonly workloads: readonly ScopedWorkload[]
}

/** A fact as it is here, or why it is not known. */
export type FactValue =
  | { readonly kind: 'known'; readonly value: JsonValue }
  | { readonly kind: 'unknown'; readonly cause: UndeterminedCause; readonly why: string }

/** What values a fact has: true or false, text, one of some words, or a list of them. */
export type FactForm =
  'boolean' | 'text' | { readonly word: readonly string[] } | { readonly listOf: readonly string[] }

/** Something that the analysis knows of an object, for expressions: `facts.<name>`. */
export type Fact = {
  readonly name: string
  readonly form: FactForm
  /** for people, one line */
  readonly says: string
  /** whether it speaks of the whole cluster, of the namespace that an object lies in, or of the pods that it is or makes */
  readonly about: 'cluster' | 'namespace' | 'workload'
  readonly reads: readonly ResourceName[]
  readonly needs: readonly CheckNeed[]
  readonly of: (input: CheckInput, place: Place) => FactValue
}

const known = (value: JsonValue): FactValue => ({ kind: 'known', value })
const unknown = (cause: UndeterminedCause, why: string): FactValue => ({
  kind: 'unknown',
  cause,
  why,
})

/** Every fact, sorted by name. A name that was given keeps its meaning. */
export const FACTS: readonly Fact[] = [
  {
    name: 'class',
    form: { word: STRICTEST_FIRST },
    says: 'the class that the scope puts its pods into; of several the strictest: cde, unclassified, connected, out-of-scope',
    about: 'workload',
    reads: WORKLOADS,
    needs: ['scope'],
    of: (_, { workloads }) => known(strictestClass(workloads.map((workload) => workload.class))),
  },
  {
    name: 'enforcer',
    form: 'text',
    says: 'the name of the network plugin that enforces policies (present, not tested); empty where none does',
    about: 'cluster',
    reads: [...WORKLOADS, 'nodes'],
    needs: [],
    of: ({ cluster: { enforcer } }) => {
      if (enforcer.kind === 'unknown')
        return unknown(enforcer.cause ?? 'out-of-reach', enforcer.why)
      return known(enforcer.kind === 'present' ? enforcer.name : '')
    },
  },
  {
    name: 'exposed',
    form: 'boolean',
    says: 'whether something opens its pods to the outside of the cluster: a Service, an Ingress, a Gateway, a Route, a host port',
    about: 'workload',
    reads: EXPOSURES,
    needs: ['exposures'],
    of: (input, { workloads }) => {
      const open = exposedIn(input)
      return known(workloads.some((workload) => open.has(nameOf(workload))))
    },
  },
  isolated('isolatedEgress', 'egress'),
  isolated('isolatedIngress', 'ingress'),
  {
    name: 'namespaceClasses',
    form: { listOf: STRICTEST_FIRST },
    says: 'the classes that the scope puts the workloads of its namespace into, sorted; without workloads that of the namespace',
    about: 'namespace',
    reads: WORKLOADS,
    needs: ['scope'],
    of: (input, { namespace = '' }) => known(classesIn(input, namespace)),
  },
  {
    name: 'openToUntrusted',
    form: 'boolean',
    says: 'whether policies let addresses that no trusted or third-party network of the scope names connect to its pods, on any port',
    about: 'workload',
    reads: CONNECTIVITY,
    needs: ['reachability'],
    of: openToUntrusted,
  },
  {
    name: 'platformNamespace',
    form: 'boolean',
    says: 'whether the scope names its namespace as one of the platform',
    about: 'namespace',
    reads: [],
    needs: ['scope'],
    of: ({ organisation }, { namespace = '' }) =>
      known(isPlatformNamespace(organisation.scope, namespace)),
  },
  {
    name: 'podSecurity',
    form: { word: ['privileged', 'baseline', 'restricted'] },
    says: 'the level of the Pod Security Standards that its namespace enforces of new pods: privileged, baseline or restricted',
    about: 'namespace',
    reads: [...WORKLOADS, 'nodes'],
    needs: [],
    of: podSecurity,
  },
]

function isolated(name: string, direction: Direction): Fact {
  return {
    name,
    form: 'boolean',
    says: `whether policies isolate the ${direction} of all its pods`,
    about: 'workload',
    reads: CONNECTIVITY,
    needs: ['reachability'],
    of: ({ reachability }, { workloads }) => {
      const found = workloads
        .flatMap(({ endpoints }) => endpoints)
        .map((endpoint) => reachability.isolation(endpoint, direction))
      if (found.some((each) => !each.isolated && !each.untranslated)) return known(false)
      if (found.some((each) => each.untranslated))
        return unknown(
          'untranslated',
          'a part of the policies that may isolate it is not understood',
        )
      return known(true)
    },
  }
}

/** The classes of a namespace's workloads, sorted; of one without workloads that of the namespace itself. */
export function classesIn(input: CheckInput, namespace: string): readonly SegmentClass[] {
  const { scope } = input.organisation
  const found = workloadsByNamespace(input).get(namespace) ?? []
  if (found.length > 0) return [...new Set(found.map((each) => each.class))].sort(byText)
  const rule = scope && ruleOfNamespace(scope, input.cluster.name, namespace)
  return [rule?.class ?? 'unclassified']
}

function openToUntrusted(input: CheckInput, { workloads }: Place): FactValue {
  const sources = input.endpoints.flatMap(({ endpoint, zone }) =>
    zone === 'untrusted' ? [endpoint] : [],
  )
  const endpoints = [...new Set(workloads.flatMap((each) => each.endpoints))]
  let uncertain = false
  for (const { from } of input.reachability.passing(sources, endpoints)) {
    if (from.some(([, reach]) => reach.allowed.ranges.length > 0)) return known(true)
    uncertain ||= from.length > 0
  }
  if (!uncertain) return known(false)
  return unknown('untranslated', 'what decides it is not wholly understood')
}

function podSecurity(input: CheckInput, { namespace = '' }: Place): FactValue {
  const found = input.cluster.namespaces.get(namespace)
  if (found?.read !== true) return unknown('gap', `the namespace ${namespace} was not read`)
  const { verdict, cause, said } = bySecurityLabels(input.cluster, found, undefined)
  if (verdict === 'unknown') return unknown(cause, said)
  const enforced = standardIn(input.cluster, found)
  return known(verdict === 'held' && enforced.kind === 'level' ? enforced.level : 'privileged')
}

const byNamespace = new WeakMap<CheckInput['workloads'], ReadonlyMap<string, ScopedWorkload[]>>()
const exposed = new WeakMap<CheckInput['workloads'], ReadonlySet<string>>()

/** Found once for all objects of a cluster. */
function workloadsByNamespace({ workloads }: CheckInput): ReadonlyMap<string, ScopedWorkload[]> {
  const made = byNamespace.get(workloads) ?? Map.groupBy(workloads, ({ namespace }) => namespace)
  byNamespace.set(workloads, made)
  return made
}

function exposedIn(input: CheckInput): ReadonlySet<string> {
  const made =
    exposed.get(input.workloads) ??
    new Set(openingsOf(input).flatMap(({ workloads }) => workloads.map(nameOf)))
  exposed.set(input.workloads, made)
  return made
}

function nameOf({ namespace, workload }: ScopedWorkload): string {
  return `${namespace}/${workload}`
}
