import { isJsonObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import { pointerTo } from '../../core/json-pointer.ts'
import type { Rule, Traffic } from '../../model/policy.ts'
import { listOrNothing, refuseUnknown } from '../fields.ts'
import { NO_CLAUSE, readCondition, readOperation, readSource } from './clause.ts'
import type { Clause, ClauseReader } from './clause.ts'
import { ALL_PORTS, commonPorts, trafficOf } from './ports.ts'
import type { Ports } from './ports.ts'
import { both, either, perhaps } from './who.ts'
import type { Who } from './who.ts'

/** One rule of an AuthorizationPolicy as read: any source, any operation and all conditions; a missing list asks nothing. */
export type RuleForm = {
  readonly pointer: string
  readonly from: readonly Clause[]
  readonly to: readonly Clause[]
  readonly when: readonly Clause[]
  /** why a part of it was not understood */
  readonly fault?: string
}

/** What a matching rule does. `custom` asks an authorization service, which may deny. */
export type IstioAction =
  { readonly kind: 'allow' | 'deny' } | { readonly kind: 'custom'; readonly provider: string }

/** Reads `spec.rules`; missing or empty, no rule ever matches. */
export function readRules(value: JsonValue | undefined, reader: ClauseReader): readonly RuleForm[] {
  const items = listOrNothing(value, '/spec/rules', reader.faults)
  if (items === undefined)
    return [{ pointer: '/spec/rules', from: [], to: [], when: [], fault: 'a list is expected' }]
  return items.map((item, index) => readRule(item, pointerTo('/spec/rules', index), reader))
}

function readRule(item: JsonValue, pointer: string, reader: ClauseReader): RuleForm {
  const { faults } = reader
  const before = faults.length
  const rule = isJsonObject(item) ? item : {}
  if (!isJsonObject(item)) faults.push({ pointer, why: 'a rule is an object' })
  refuseUnknown(rule, ['from', 'to', 'when'], pointer, faults)
  const clauses = (field: string, read: typeof readSource): readonly Clause[] => {
    const at = pointerTo(pointer, field)
    const list = listOrNothing(rule[field], at, faults) ?? []
    return list.map((each, index) => read(each, pointerTo(at, index), reader))
  }
  const form = {
    pointer,
    from: clauses('from', readSource),
    to: clauses('to', readOperation),
    when: clauses('when', readCondition),
  }
  const fault = faults[before]
  return fault === undefined ? form : { ...form, fault: fault.why }
}

/** Ports as they are matched: surely, and at most. */
type Where = { readonly sure: readonly Ports[]; readonly may: readonly Ports[] }

type Match = { readonly who: Who; readonly where: Where }

/** How a proxy treats what it cannot see of a connection. */
type Seeing = {
  /** the clause as the proxy matches it; undefined: never */
  readonly clause: (
    clause: Clause,
  ) => { readonly clause: Clause; readonly sure: boolean } | undefined
  /** whether anything of the rule makes all of it uncertain */
  readonly vague: boolean
}

/**
 * The rule at an Envoy: a sidecar or a gateway. What is said of HTTP requests decides for each request, on ports where HTTP is spoken or may be.
 */
export function rulesAtEnvoy(form: RuleForm, action: IstioAction): readonly Rule[] {
  const http = httpOf(form)
  const vague = action.kind === 'allow' && http.length > 0
  return rulesFrom(form, action, unseenBy(form), {
    vague,
    clause: (clause) => ({ clause, sure: unseenIn(clause).length === 0 }),
  })
}

/** Whether what a rule does depends on what is spoken on the port. */
export function looksAtHttp(form: RuleForm, action: IstioAction): boolean {
  return form.fault === undefined && action.kind !== 'custom' && httpOf(form).length > 0
}

/**
 * The rule at an Envoy on a port of which it knows that no HTTP is spoken: one that allows by HTTP is left out, one that denies denies without asking
 * (istio, pilot/pkg/security/authz/model/model.go, checkError; generator.go, "is HTTP only").
 */
export function rulesAtStreams(form: RuleForm, action: IstioAction): readonly Rule[] {
  if (looksAtHttp(form, action) && action.kind === 'allow') return []
  const blind = (clauses: readonly Clause[]) => clauses.map((each) => ({ ...each, http: [] }))
  return rulesAtEnvoy(
    { ...form, from: blind(form.from), to: blind(form.to), when: blind(form.when) },
    action,
  )
}

/**
 * The rule at a ztunnel, which knows connections only: a rule that allows and says more is left out; of one that denies the rest stays, and a part of
 * which nothing stays never matches (istio, pilot/pkg/serviceregistry/kube/controller/ambient/authorization.go; ztunnel, src/rbac.rs).
 */
export function rulesAtZtunnel(form: RuleForm, action: IstioAction): readonly Rule[] {
  const beyond = [...form.from, ...form.to, ...form.when].some(isBeyond)
  if (form.fault === undefined && beyond && action.kind === 'allow') return []
  const open = [...form.from, ...form.to, ...form.when].flatMap((clause) => clause.open)
  return rulesFrom(form, action, open, {
    vague: false,
    clause: (clause) =>
      clause.connection ? { clause, sure: clause.open.length === 0 } : undefined,
  })
}

function isBeyond({ http, envoy }: Clause): boolean {
  return http.length + envoy.length > 0
}

function httpOf({ from, to, when }: RuleForm): readonly string[] {
  return [...from, ...to, ...when].flatMap(({ http }) => http)
}

function unseenIn({ http, envoy, open }: Clause): readonly string[] {
  return [...http, ...envoy, ...open]
}

function unseenBy({ from, to, when }: RuleForm): readonly string[] {
  return [...from, ...to, ...when].flatMap(unseenIn)
}

function rulesFrom(
  form: RuleForm,
  action: IstioAction,
  fields: readonly string[],
  seeing: Seeing,
): readonly Rule[] {
  const { pointer, fault } = form
  const base = {
    pointer,
    direction: 'ingress',
    action: action.kind === 'allow' ? 'allow' : 'deny',
  } as const
  if (fault !== undefined)
    return [
      { ...base, peers: [{ kind: 'any' }], traffic: trafficOf(ALL_PORTS), conditional: fault },
    ]
  const { who, where } = matchOf(form, seeing)
  const certain =
    action.kind === 'custom' || seeing.vague ? { who: perhaps(who), where } : { who, where }
  const sure: Rule = { ...base, peers: certain.who.sure, traffic: trafficIn(where.sure) }
  const may: Rule = {
    ...base,
    peers: who.may,
    traffic: trafficIn(where.may),
    conditional: reasonFor(action, fields),
  }
  const rules = sameMatch(sure, may) ? [sure] : [sure, may]
  return rules.filter(({ peers, traffic }) => peers.length > 0 && traffic.length > 0)
}

function sameMatch(a: Rule, b: Rule): boolean {
  return JSON.stringify([a.peers, a.traffic]) === JSON.stringify([b.peers, b.traffic])
}

function reasonFor(action: IstioAction, fields: readonly string[]): string {
  const said = [...new Set(fields)].join(', ')
  const decides = said === '' ? undefined : `it depends on ${said} of the request or connection`
  if (action.kind === 'custom')
    return `the authorization service ${action.provider} decides${decides === undefined ? '' : `, and ${decides}`}`
  return (
    decides ??
    'the trust domain of the mesh is not known, or the pattern is read differently by different proxies'
  )
}

function matchOf({ from, to, when }: RuleForm, seeing: Seeing): Match {
  const all = when.map((each) => matchIn(each, seeing))
  const sources =
    from.length === 0
      ? [matchIn(NO_SOURCE, EVERYTHING_SEEN)]
      : from.map((each) => matchIn(each, seeing))
  const operations =
    to.length === 0
      ? [matchIn(NO_SOURCE, EVERYTHING_SEEN)]
      : to.map((each) => matchIn(each, seeing))
  const who = both([either(sources.map((each) => each.who)), ...all.map((each) => each.who)])
  const where = [anyWhere(operations.map((each) => each.where)), ...all.map((each) => each.where)]
  return { who, where: where.reduce(bothWhere) }
}

const NO_SOURCE = NO_CLAUSE
const EVERYTHING_SEEN: Seeing = { vague: false, clause: (clause) => ({ clause, sure: true }) }
const NEVER: Match = { who: { sure: [], may: [] }, where: { sure: [], may: [] } }

function matchIn(each: Clause, seeing: Seeing): Match {
  const seen = seeing.clause(each)
  if (seen === undefined) return NEVER
  const { who, ports } = seen.clause
  return seen.sure
    ? { who, where: { sure: [ports], may: [ports] } }
    : { who: perhaps(who), where: { sure: [], may: [ports] } }
}

function anyWhere(all: readonly Where[]): Where {
  return { sure: all.flatMap(({ sure }) => sure), may: all.flatMap(({ may }) => may) }
}

function bothWhere(a: Where, b: Where): Where {
  const cross = (x: readonly Ports[], y: readonly Ports[]) =>
    x.flatMap((one) => y.map((other) => commonPorts(one, other)))
  return { sure: cross(a.sure, b.sure), may: cross(a.may, b.may) }
}

function trafficIn(all: readonly Ports[]): readonly Traffic[] {
  return all.flatMap((ports) => trafficOf(ports))
}
