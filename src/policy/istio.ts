import { parseGoBool } from '../core/go-words.ts'
import { isJsonObject } from '../core/json.ts'
import type { JsonObject } from '../core/json.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject } from '../model/object.ts'
import type { Direction, Policy, PolicyApi, Rule, Subject, Untranslated } from '../model/policy.ts'
import { frozen, isGiven, placeIn, readSpec, refuseUnknown } from './fields.ts'
import {
  AUTHORIZATION_TIER,
  ENVOYS,
  STREAM,
  ZTUNNEL,
  asksIdentity,
  meshSubject,
  narrowedBy,
  readWorkloadSelector,
  withoutIdentity,
} from './istio/mesh.ts'
import { NOT_TCP, TCP } from './istio/ports.ts'
import {
  looksAtHttp,
  readRules,
  rulesAtEnvoy,
  rulesAtStreams,
  rulesAtZtunnel,
} from './istio/rule.ts'
import type { IstioAction, RuleForm } from './istio/rule.ts'
import { settleIstio } from './istio/settle.ts'
import { readTargets } from './istio/targets.ts'
import { openRules } from './open-rules.ts'
import { EVERYTHING } from './selector.ts'

const served = (group: string) => (resource: string, kind: string, versions: readonly string[]) =>
  versions.map((version) => ({ group, version, resource, kind, namespaced: true }))

const versions = (resource: string, kind: string) =>
  served('security.istio.io')(resource, kind, ['v1', 'v1beta1'])

const networking = (resource: string, kind: string, all = ['v1', 'v1beta1', 'v1alpha3']) =>
  served('networking.istio.io')(resource, kind, all)

/** AuthorizationPolicy of security.istio.io/v1 and v1beta1, which are alike (istio/api, security/v1beta1/authorization_policy.proto). */
export const istioApi: PolicyApi = frozen({
  id: 'istio',
  title: 'Istio AuthorizationPolicy',
  resources: versions('authorizationpolicies', 'AuthorizationPolicy'),
  context: [
    ...versions('peerauthentications', 'PeerAuthentication'),
    ...networking('envoyfilters', 'EnvoyFilter', ['v1alpha3']),
    ...networking('serviceentries', 'ServiceEntry'),
    ...networking('sidecars', 'Sidecar'),
    ...networking('workloadentries', 'WorkloadEntry'),
  ],
  translate,
  settle: settleIstio,
})

type ReadPolicy = {
  readonly source: Policy['source']
  readonly home: string
  readonly place: string
  readonly action: IstioAction | 'audit' | 'unknown'
  readonly forms: readonly RuleForm[]
  readonly above?: Untranslated
}

const FIELDS = ['action', 'provider', 'rules', 'selector', 'targetRef', 'targetRefs']

/**
 * One policy for each kind of proxy that reads it differently: Envoys beside pods and gateways, ztunnel, and waypoints. All without rules where it is
 * only tried out (istio.io/dry-run) or only audits.
 */
function translate(object: KubeObject): readonly Policy[] {
  const faults: Untranslated[] = []
  refuseUnknown(object, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], '', faults)
  const spec = readSpec(object.spec, FIELDS, faults)
  const home = object.metadata.namespace ?? 'default'
  const selector = readWorkloadSelector(spec.selector, faults)
  const targets = readTargets(spec, home, faults)
  const action = readAction(spec, faults)
  const above = faults[0]
  const read: ReadPolicy = {
    source: objectKeyOf(object),
    home,
    place: placeIn(object, '', 'spec'),
    action,
    forms: readRules(spec.rules, { home, faults }),
    ...(above === undefined ? {} : { above }),
  }
  const tried = isTried(object)
  const policies =
    targets === undefined
      ? [
          ...envoyPolicies(read, meshSubject(home, selector ?? EVERYTHING, ENVOYS), tried),
          ztunnelPolicy(read, meshSubject(home, selector ?? EVERYTHING, ZTUNNEL), tried),
        ]
      : targets.map(({ at, subject }) =>
          at === 'waypoint'
            ? waypointPolicy(read, subject, tried)
            : gatewayPolicy(read, subject, tried),
        )
  const untranslated = faults.sort((a, b) => (a.pointer < b.pointer ? -1 : 1))
  const revision = object.metadata.labels?.['istio.io/rev']
  return frozen(
    (policies.length === 0 ? [silent(read)] : policies).map((policy) => ({
      ...policy,
      subject:
        revision === undefined ? policy.subject : unsure(policy.subject, ofRevision(revision)),
      untranslated,
    })),
  )
}

function ofRevision(revision: string): string {
  return `it is read by the control plane of revision ${revision} only`
}

function unsure(subject: Subject, why: string): Subject {
  return { ...subject, uncertain: subject.uncertain ?? why }
}

const ACTIONS: Readonly<Record<string, 'allow' | 'deny' | 'audit' | 'custom'>> = {
  ALLOW: 'allow',
  DENY: 'deny',
  AUDIT: 'audit',
  CUSTOM: 'custom',
}

/** ALLOW unless stated; CUSTOM, and only that, names a provider. */
function readAction(spec: JsonObject, faults: Untranslated[]): ReadPolicy['action'] {
  const stated = spec.action ?? 'ALLOW'
  const kind = typeof stated === 'string' ? ACTIONS[stated] : undefined
  if (kind === undefined) {
    faults.push({ pointer: '/spec/action', why: 'not ALLOW, DENY, AUDIT or CUSTOM' })
    return 'unknown'
  }
  const provider = providerOf(spec, faults)
  if (kind === 'custom') return { kind, provider: provider ?? 'of its provider' }
  if (isGiven(spec.provider))
    faults.push({ pointer: '/spec/provider', why: 'a provider goes with CUSTOM only' })
  return kind === 'audit' ? kind : { kind }
}

function providerOf({ provider }: JsonObject, faults: Untranslated[]): string | undefined {
  if (!isGiven(provider)) return undefined
  const name = isJsonObject(provider) ? (provider.name ?? '') : undefined
  if (isJsonObject(provider)) refuseUnknown(provider, ['name'], '/spec/provider', faults)
  if (typeof name === 'string') return name
  const pointer = isJsonObject(provider) ? '/spec/provider/name' : '/spec/provider'
  faults.push({ pointer, why: 'a provider is an object with a name' })
  return undefined
}

function isTried({ metadata }: KubeObject): boolean {
  return parseGoBool(metadata.annotations?.['istio.io/dry-run'] ?? '') === true
}

/** A gateway gives no identity to those that come in without mutual TLS, which only its own settings say. */
const AT_GATEWAY = 'whether a gateway takes mutual TLS is a setting of its own'

/**
 * What HTTP is asked of is told apart by port at sidecars, whose ports are those of Services; a gateway has listeners of its own. `unspoken` rules hold
 * on ports of which it is certain that no HTTP is spoken, `spoken` ones on all others.
 */
function envoyPolicies(read: ReadPolicy, subject: Subject, tried: boolean): readonly Policy[] {
  const { action, forms } = read
  const asking = (form: RuleForm) =>
    !tried && action !== 'audit' && action !== 'unknown' && looksAtHttp(form, action)
  const http = { ...read, forms: forms.filter(asking) }
  const rest = { ...read, forms: forms.filter((form) => !asking(form)) }
  const both = policyFor(rest, subject, tried ? [] : rulesAt(rest, rulesAtEnvoy), tried)
  const at = (mode: 'gateway' | 'sidecar', policy: Policy): Policy => ({
    ...policy,
    subject: narrowedTo(mode, read.home, policy.subject),
  })
  const spoken = further(both, rulesAt(http, rulesAtEnvoy))
  const unspoken = further(both, rulesAt(http, rulesAtStreams))
  return [
    ...(both.rules.some(asksIdentity)
      ? [at('sidecar', both), withoutIdentity(at('gateway', both), AT_GATEWAY)]
      : [both]),
    withoutIdentity(at('gateway', spoken), AT_GATEWAY),
    onStreams(at('sidecar', spoken), 'DoesNotExist'),
    onStreams(at('sidecar', unspoken), 'Exists'),
  ].filter((policy, index) => index === 0 || policy.rules.length > 0 || policy.isolates.length > 0)
}

/** Rules beside those of a policy, for the same endpoints. */
function further(policy: Policy, rules: readonly Rule[]): Policy {
  return { ...policy, isolates: [], rules }
}

function narrowedTo(mode: 'gateway' | 'sidecar', home: string, subject: Subject): Subject {
  const pods = subject.kind === 'pods' ? subject.pods : EVERYTHING
  return { ...meshSubject(home, pods, [mode]), ...uncertainOf(subject) }
}

function onStreams(policy: Policy, operator: 'Exists' | 'DoesNotExist'): Policy {
  const stream = { kind: 'requirement', of: 'facts', key: STREAM, operator, values: [] } as const
  return { ...policy, subject: narrowedBy(policy.subject, stream) }
}

function gatewayPolicy(read: ReadPolicy, subject: Subject, tried: boolean): Policy {
  const policy = policyFor(read, subject, tried ? [] : rulesAt(read, rulesAtEnvoy), tried)
  return withoutIdentity(policy, AT_GATEWAY)
}

/** ztunnel knows neither CUSTOM nor AUDIT and leaves such a policy out; versions differ on policies that are only tried out. */
function ztunnelPolicy(read: ReadPolicy, subject: Subject, tried: boolean): Policy {
  const { action } = read
  if (action !== 'unknown' && (action === 'audit' || action.kind === 'custom'))
    return policyFor({ ...read, action: 'audit' }, subject, [], false)
  const policy = policyFor(read, subject, rulesAt(read, rulesAtZtunnel), false)
  const why = 'older versions of ztunnel enforce policies that are only to be tried out'
  return tried ? { ...policy, subject: unsure(policy.subject, why) } : policy
}

/** What goes through a waypoint is told apart by the Service and port that it is for, which a connection to the waypoint does not show. */
function waypointPolicy(read: ReadPolicy, subject: Subject, tried: boolean): Policy {
  const why = 'it decides what goes through the waypoint, by the Service and port asked for'
  const rules = rulesAt(read, rulesAtEnvoy).map((rule): Rule => ({
    ...rule,
    peers: [{ kind: 'any' }],
    traffic: TCP,
    conditional: why,
  }))
  return policyFor(read, unsure(subject, why), tried ? [] : rules, tried)
}

function rulesAt(
  { action, forms }: ReadPolicy,
  rulesOf: (form: RuleForm, action: IstioAction) => readonly Rule[],
): readonly Rule[] {
  return action === 'audit' || action === 'unknown'
    ? []
    : forms.flatMap((form) => rulesOf(form, action))
}

function policyFor(
  read: ReadPolicy,
  subject: Subject,
  rules: readonly Rule[],
  tried: boolean,
): Policy {
  const { source, action, place, above } = read
  const isolating = !tried && action !== 'audit' && action !== 'unknown' && action.kind === 'allow'
  const isolates: readonly Direction[] = isolating ? ['ingress'] : []
  const others: Rule = {
    pointer: place,
    direction: 'ingress',
    action: 'allow',
    peers: [{ kind: 'any' }],
    traffic: NOT_TCP,
  }
  const open =
    above === undefined || tried
      ? []
      : openRules('ingress', above.pointer, above.why).map((rule) => ({ ...rule, traffic: TCP }))
  return {
    source,
    ...(place === '' ? { place } : {}),
    api: 'istio',
    tier: AUTHORIZATION_TIER,
    priority: 0,
    subject: above === undefined ? subject : unsure(subject, `${above.pointer}: ${above.why}`),
    isolates,
    rules: [...open, ...rules, ...(isolating ? [others] : [])],
    untranslated: [],
  }
}

/** A policy whose targets are nothing that could enforce it. */
function silent(read: ReadPolicy): Policy {
  return policyFor(
    { ...read, action: 'audit' },
    meshSubject(read.home, EVERYTHING, ENVOYS),
    [],
    false,
  )
}

function uncertainOf({ uncertain }: Subject): { readonly uncertain?: string } {
  return uncertain === undefined ? {} : { uncertain }
}
