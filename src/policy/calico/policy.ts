import type { JsonObject, JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject, ObjectKey } from '../../model/object.ts'
import type { Direction, Policy, Subject, Tier, Untranslated } from '../../model/policy.ts'
import { inNamespace } from './entity.ts'
import { readCalicoSelector } from './fields.ts'
import {
  allOf,
  NAMESPACE_LABEL,
  NAMESPACE_PREFIX,
  podChoiceOf,
  SERVICE_ACCOUNT_LABEL,
  SERVICE_ACCOUNT_PREFIX,
  withAllHaving,
  withPrefix,
} from './labels.ts'
import { readCalicoRules } from './rule.ts'
import type { CalicoRule } from './rule.ts'
import type { CalicoSelector } from './selector.ts'
import { frozen, isGiven, placed, readSpec, refuseUnknown, textList } from '../fields.ts'
import { openRules } from '../open-rules.ts'

/** The id of the API. */
export const CALICO = 'calico'

/** The tier of policies that name none, and of every NetworkPolicy of networking.k8s.io. */
export const DEFAULT_TIER = 'default'

/** The order of tiers whose place is settled with the cluster's tiers. */
export const UNSETTLED = 1000

/** The order of a policy or tier that states none: after all that do. */
export const LAST = Number.MAX_VALUE

/** When a packet meets a policy: before connections are tracked, before addresses are translated, or after both. */
type Stage = 'untracked' | 'pre-DNAT' | 'normal'

/** A policy of Calico as it reads, before it is known which nodes have host endpoints. */
export type CalicoPolicy = {
  readonly source: ObjectKey
  readonly place?: Policy['place']
  /** its namespace; undefined for a global one */
  readonly home: string | undefined
  readonly tier: string
  readonly order: number
  readonly stage: Stage
  /** whether it is also for traffic that a node forwards through its host endpoint */
  readonly forward: boolean
  readonly selector: CalicoSelector
  readonly types: readonly Direction[]
  /** directions that it is perhaps also for, because it was stored without the types that Calico writes */
  readonly perhaps: readonly Direction[]
  readonly rules: readonly CalicoRule[]
  readonly untranslated: readonly Untranslated[]
  /** the first fault outside of its rules: it may be for anyone, anywhere in the order */
  readonly unreadable?: Untranslated
}

const FIELDS = [
  'tier',
  'order',
  'ingress',
  'egress',
  'selector',
  'types',
  'serviceAccountSelector',
  'performanceHints',
]
const GLOBAL_FIELDS = [...FIELDS, 'namespaceSelector', 'doNotTrack', 'preDNAT', 'applyOnForward']

const DIRECTIONS = ['ingress', 'egress'] as const

/** Reads a NetworkPolicy or GlobalNetworkPolicy (projectcalico/calico api/pkg/apis/projectcalico/v3). */
export function readCalicoPolicy(object: KubeObject): CalicoPolicy {
  const faults: Untranslated[] = []
  const global = object.kind === 'GlobalNetworkPolicy'
  const home = global ? undefined : (object.metadata.namespace ?? 'default')
  refuseUnknown(object, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], '', faults)
  const spec = readSpec(object.spec, global ? GLOBAL_FIELDS : FIELDS, faults)
  const tier = textAt(spec, 'tier', faults)
  const order = orderOf(spec.order, '/spec/order', faults)
  const selector = subjectOf(spec, home, faults)
  const stated = typesOf(spec, faults)
  const flags = ['doNotTrack', 'preDNAT', 'applyOnForward'].map((name) =>
    flagOf(spec, name, faults),
  )
  const [unreadable] = faults
  const types = stated ?? defaultTypes(spec)
  const stored = object.apiVersion.startsWith('crd.') && stated === undefined
  const rules = DIRECTIONS.filter((direction) => types.includes(direction)).flatMap((direction) =>
    readCalicoRules(spec[direction], direction, home, faults),
  )
  return {
    source: objectKeyOf(object),
    ...placed(object),
    home,
    tier: tier === undefined || tier === '' ? DEFAULT_TIER : tier,
    order,
    stage: flags[0] === true ? 'untracked' : flags[1] === true ? 'pre-DNAT' : 'normal',
    forward: flags[2] === true,
    selector,
    types,
    perhaps: stored ? DIRECTIONS.filter((direction) => !types.includes(direction)) : [],
    rules,
    untranslated: faults.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1)),
    ...(unreadable === undefined ? {} : { unreadable }),
  }
}

function textAt(spec: JsonObject, field: string, faults: Untranslated[]): string | undefined {
  const value = spec[field]
  if (!isGiven(value)) return undefined
  if (typeof value === 'string') return value
  faults.push({ pointer: pointerTo('/spec', field), why: 'a text is expected' })
  return undefined
}

/** An order; without one the policy or tier comes last. */
export function orderOf(
  value: JsonValue | undefined,
  pointer: string,
  faults: Untranslated[],
): number {
  if (!isGiven(value)) return LAST
  if (typeof value === 'number') return value
  faults.push({ pointer, why: 'an order is a number' })
  return LAST
}

function flagOf(spec: JsonObject, field: string, faults: Untranslated[]): boolean {
  const value = spec[field]
  if (isGiven(value) && typeof value !== 'boolean')
    faults.push({ pointer: pointerTo('/spec', field), why: 'true or false is expected' })
  return value === true
}

/** Directions as stated; undefined where none is. */
function typesOf(spec: JsonObject, faults: Untranslated[]): readonly Direction[] | undefined {
  if (!isGiven(spec.types)) return undefined
  const types = textList(spec.types)
  if (!types?.every((type) => type === 'Ingress' || type === 'Egress')) {
    faults.push({ pointer: '/spec/types', why: 'only Ingress and Egress are known' })
    return undefined
  }
  if (types.length === 0) return undefined
  return DIRECTIONS.filter((direction) =>
    types.includes(direction === 'ingress' ? 'Ingress' : 'Egress'),
  )
}

/** Egress alone where there are egress rules alone: not what NetworkPolicy of networking.k8s.io does. */
function defaultTypes(spec: JsonObject): readonly Direction[] {
  const has = (rules: JsonValue | undefined) =>
    isGiven(rules) && !(Array.isArray(rules) && rules.length === 0)
  if (!has(spec.egress)) return ['ingress']
  return has(spec.ingress) ? DIRECTIONS : ['egress']
}

/**
 * Whom a policy is for. In a namespace: its own endpoints. Beside a selector of namespaces or service accounts, all() is for no host
 * endpoint (libcalico-go updateprocessors, globalnetworkpolicyprocessor.go and networkpolicyprocessor.go at 15a452b).
 */
function subjectOf(
  spec: JsonObject,
  home: string | undefined,
  faults: Untranslated[],
): CalicoSelector {
  const at = (field: string) => readCalicoSelector(spec[field], pointerTo('/spec', field), faults)
  const own = at('selector')
  const accounts = at('serviceAccountSelector')
  const namespaces = home === undefined ? at('namespaceSelector') : undefined
  const accountLabels = accounts && withPrefix(accounts, SERVICE_ACCOUNT_PREFIX)
  if (home !== undefined)
    return allOf([inNamespace(home), own, accountLabels].filter((each) => each !== undefined))
  const placed =
    namespaces === undefined
      ? own
      : withAllHaving(
          allOf([...(own ? [own] : []), withPrefix(namespaces, NAMESPACE_PREFIX)]),
          NAMESPACE_LABEL,
        )
  if (accountLabels === undefined) return placed ?? { kind: 'all' }
  return withAllHaving(allOf([...(placed ? [placed] : []), accountLabels]), SERVICE_ACCOUNT_LABEL)
}

/** Policies whose place is not known come before all others: each may do anything. */
export const UNREADABLE_TIER: Tier = frozen({
  name: 'unreadable',
  order: 1,
  combine: 'ordered',
  otherwise: 'next',
})

/** What a policy says to pods. One for host endpoints only says nothing to them: which nodes it is for is settled later. */
export function podPolicies(policy: CalicoPolicy): readonly Policy[] {
  const { selector, home, unreadable, stage } = policy
  if (unreadable !== undefined) {
    const everyone = home === undefined ? { kind: 'all' as const } : inNamespace(home)
    return [openPolicy(policy, { kind: 'pods', ...podChoiceOf(everyone) }, unreadable)]
  }
  return stage === 'normal'
    ? piecesOf(policy, { kind: 'pods', ...podChoiceOf(selector) })
    : piecesOf(policy, { kind: 'node-names', names: [] })
}

/** The policy that stands for one that was not understood. */
export function openPolicy(
  { source, place, untranslated }: CalicoPolicy,
  subject: Subject,
  { pointer, why }: Untranslated,
): Policy {
  return {
    source,
    ...(place === undefined ? {} : { place }),
    api: CALICO,
    tier: UNREADABLE_TIER,
    priority: 0,
    subject: { ...subject, uncertain: `${pointer}: ${why}` },
    isolates: [],
    rules: DIRECTIONS.flatMap((direction) => openRules(direction, pointer, why)),
    untranslated,
  }
}

/**
 * One policy for all of its rules, or, where rules are for a part of its endpoints, one that isolates and one for each run of rules that are for
 * the same: policies of a tier come in order, and so do their rules.
 */
export function piecesOf(policy: CalicoPolicy, subject: Subject): readonly Policy[] {
  const { source, place, order: priority, types, perhaps, rules, untranslated } = policy
  const tier: Tier = { name: policy.tier, order: UNSETTLED, combine: 'ordered', otherwise: 'deny' }
  const stands = place === undefined ? {} : { place }
  const base = { source, ...stands, api: CALICO, tier, priority, subject, untranslated: [] }
  const isolates = types.toSorted()
  const whole = rules.every(({ within }) => within === undefined)
  const pieces: readonly Policy[] = whole
    ? [{ ...base, isolates, rules: rules.map(({ rule }) => rule), untranslated }]
    : [
        { ...base, isolates, rules: [] },
        ...runsOf(rules).map(({ within, run }) => ({
          ...base,
          subject: within === undefined ? subject : { ...subject, within },
          isolates: [],
          rules: run,
          untranslated: untranslated.filter((fault) =>
            run.some(({ pointer }) => fault.pointer.startsWith(pointer)),
          ),
        })),
      ]
  if (perhaps.length === 0) return pieces
  const uncertain = 'stored without its types: Calico may take it to be for both directions'
  return [...pieces, { ...base, subject: { ...subject, uncertain }, isolates: perhaps, rules: [] }]
}

type Run = { within: CalicoRule['within']; key: string; run: CalicoRule['rule'][] }

function runsOf(rules: readonly CalicoRule[]): readonly Run[] {
  const runs: Run[] = []
  for (const { rule, within } of rules) {
    const key = JSON.stringify([rule.direction, within])
    const last = runs.at(-1)
    if (last?.key === key) last.run.push(rule)
    else runs.push({ within, key, run: [rule] })
  }
  return runs
}
