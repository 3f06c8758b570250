import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { pointerTo } from '../core/json-pointer.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject } from '../model/object.ts'
import type {
  Direction,
  Policy,
  PolicyApi,
  Rule,
  Subject,
  Tier,
  Untranslated,
} from '../model/policy.ts'
import { readEndpointSubject, readNodeSelector } from './cilium/endpoints.ts'
import { refusalOf } from './cilium/refusals.ts'
import { readCiliumRules, SECTIONS } from './cilium/rules.ts'
import { settleCilium } from './cilium/settle.ts'
import { frozen, isGiven, listOrNothing, refuseUnknown } from './fields.ts'
import { openRule, openRules } from './open-rules.ts'
import { EVERYTHING } from './selector.ts'

/**
 * Where policies of Cilium stand: beside NetworkPolicy, which Cilium turns into rules of its own. Denies first, then what any allows. All protocols
 * are defined: a rule with ports means these alone (Documentation/security/policy/layer4.rst).
 */
const CILIUM_TIER: Tier = frozen({
  name: 'Cilium',
  order: 1000,
  combine: 'union',
  otherwise: 'deny',
})

const CLUSTERWIDE = 'CiliumClusterwideNetworkPolicy'

/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy of cilium.io/v2 (cilium/cilium, pkg/policy/api). */
export const ciliumApi: PolicyApi = frozen({
  id: 'cilium',
  title: 'Cilium network policy v2',
  resources: [
    {
      group: 'cilium.io',
      version: 'v2',
      resource: 'ciliumnetworkpolicies',
      kind: 'CiliumNetworkPolicy',
      namespaced: true,
    },
    {
      group: 'cilium.io',
      version: 'v2',
      resource: 'ciliumclusterwidenetworkpolicies',
      kind: CLUSTERWIDE,
      namespaced: false,
    },
  ],
  context: ['v2', 'v2alpha1'].flatMap((version) => [
    {
      group: 'cilium.io',
      version,
      resource: 'ciliumcidrgroups',
      kind: 'CiliumCIDRGroup',
      namespaced: false,
    },
    {
      group: 'cilium.io',
      version,
      resource: 'ciliumnodeconfigs',
      kind: 'CiliumNodeConfig',
      namespaced: true,
    },
  ]),
  translate,
  settle: settleCilium,
})

/** One specification of an object, and where it stands. */
type Spec = { readonly value: JsonValue; readonly pointer: string }

/** A policy for each specification. Cilium takes an object as a whole or refuses it, so that a fault or a doubt in one leaves all of them uncertain. */
function translate(object: KubeObject): readonly Policy[] {
  const faults: Untranslated[] = []
  refuseUnknown(object, ['apiVersion', 'kind', 'metadata', 'spec', 'specs', 'status'], '', faults)
  const specs = specsOf(object, faults)
  const own = faults.length
  const read = specs.map(({ value, pointer }, index) => {
    const found: Untranslated[] = index === 0 ? faults.slice(0, own) : []
    return { ...readSpec(value, pointer, homeOf(object), found), faults: found, pointer }
  })
  const fault = read.flatMap((each) => each.faults)[0]
  const refusals = specs.map(({ value }) => refusalOf(value))
  const doubt = refusals.flatMap(({ doubts }) => doubts)[0]
  const why = fault === undefined ? doubt : `${fault.pointer}: ${fault.why}`
  const needs = [...new Set(refusals.flatMap((each) => each.needs))].sort()
  return frozen(
    read.map(({ subject, isolates, rules, pointer, faults: found }): Policy => ({
      source: objectKeyOf(object),
      ...(pointer === '/spec' ? {} : { place: pointer }),
      api: 'cilium',
      tier: CILIUM_TIER,
      priority: 0,
      subject: why === undefined ? subject : { ...subject, uncertain: why },
      isolates,
      rules: [...rules, ...found.slice(0, 1).flatMap(anything)],
      untranslated: found.sort((a, b) => (a.pointer < b.pointer ? -1 : 1)),
      ...(needs.length === 0 ? {} : { needs }),
    })),
  )
}

function homeOf({ kind, metadata }: KubeObject): string | undefined {
  return kind === CLUSTERWIDE ? undefined : (metadata.namespace ?? 'default')
}

function anything({ pointer, why }: Untranslated): Rule[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => openRules(direction, pointer, why))
}

/** `spec` and each of `specs`. An object with neither does nothing; one with a fault and neither counts as an empty specification. */
function specsOf(object: KubeObject, faults: Untranslated[]): readonly Spec[] {
  const one = isGiven(object.spec) ? [{ value: object.spec, pointer: '/spec' }] : []
  const list = listOrNothing(object.specs, '/specs', faults) ?? []
  const all = [
    ...one,
    ...list.map((value, index) => ({ value, pointer: pointerTo('/specs', index) })),
  ]
  return all.length === 0 && faults.length > 0 ? [{ value: null, pointer: '' }] : all
}

type Read = {
  readonly subject: Subject
  readonly isolates: readonly Direction[]
  readonly rules: readonly Rule[]
}

const SPEC_FIELDS = [
  ...['endpointSelector', 'nodeSelector', 'enableDefaultDeny', 'description', 'labels', 'log'],
  ...SECTIONS.map(({ field }) => field),
]

function readSpec(
  value: JsonValue,
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): Read {
  const everyone = { kind: 'pods', ...everyPodOf(home) } as const
  if (!isJsonObject(value)) {
    faults.push({ pointer, why: 'a specification is an object' })
    return { subject: everyone, isolates: ['egress', 'ingress'], rules: [] }
  }
  refuseUnknown(value, SPEC_FIELDS, pointer, faults)
  const subject = subjectOf(value, pointer, home, faults)
  const isolates = isolatesOf(value, pointer, faults)
  const context = { home, host: subject?.kind === 'nodes', isolates }
  return {
    subject: subject ?? everyone,
    isolates,
    rules: [
      ...SECTIONS.flatMap((section) => readCiliumRules(value, section, pointer, context, faults)),
      ...isolates.flatMap((direction) => withoutRules(value, direction, pointer)),
    ],
  }
}

function everyPodOf(home: string | undefined) {
  return {
    namespaces:
      home === undefined
        ? ({ kind: 'selector', selector: EVERYTHING } as const)
        : ({ kind: 'name', name: home } as const),
    pods: EVERYTHING,
  }
}

/** Exactly one of endpointSelector and nodeSelector; the latter in clusterwide policies only. */
function subjectOf(
  spec: JsonObject,
  pointer: string,
  home: string | undefined,
  faults: Untranslated[],
): Subject | undefined {
  const { endpointSelector, nodeSelector } = spec
  if (isGiven(endpointSelector) === isGiven(nodeSelector)) {
    faults.push({ pointer, why: 'exactly one of endpointSelector and nodeSelector is required' })
    return undefined
  }
  if (isGiven(endpointSelector))
    return readEndpointSubject(
      endpointSelector,
      pointerTo(pointer, 'endpointSelector'),
      home,
      faults,
    )
  const at = pointerTo(pointer, 'nodeSelector')
  if (home !== undefined) faults.push({ pointer: at, why: 'for clusterwide policies only' })
  const selector = readNodeSelector(nodeSelector ?? null, at, faults)
  return selector && { kind: 'nodes', selector }
}

/** Whether enableDefaultDeny isolates where there is no rule differs between versions: what it denies may be allowed. */
function withoutRules(spec: JsonObject, direction: Direction, pointer: string): Rule[] {
  if (hasRules(spec, direction)) return []
  const at = pointerTo(pointer, 'enableDefaultDeny', direction)
  return [
    openRule(direction, at, 'whether a direction without rules is isolated depends on the version'),
  ]
}

/**
 * The directions that a specification isolates, sorted: those in which it has a rule, be it a deny, unless enableDefaultDeny says otherwise
 * (pkg/policy/utils/helpers.go, evaluateDefaultDenyForRule).
 */
function isolatesOf(
  spec: JsonObject,
  pointer: string,
  faults: Untranslated[],
): readonly Direction[] {
  const at = pointerTo(pointer, 'enableDefaultDeny')
  const stated = spec.enableDefaultDeny ?? {}
  if (isJsonObject(stated)) refuseUnknown(stated, ['ingress', 'egress'], at, faults)
  else faults.push({ pointer: at, why: 'enableDefaultDeny is an object' })
  const flags = isJsonObject(stated) ? stated : {}
  return (['egress', 'ingress'] as const).filter((direction) => {
    const flag = flags[direction]
    if (typeof flag === 'boolean') return flag
    if (isGiven(flag)) faults.push({ pointer: pointerTo(at, direction), why: 'true or false' })
    return hasRules(spec, direction)
  })
}

function hasRules(spec: JsonObject, direction: Direction): boolean {
  return SECTIONS.some(({ field, direction: side }) => {
    const rules = spec[field]
    return side === direction && isGiven(rules) && !(Array.isArray(rules) && rules.length === 0)
  })
}
