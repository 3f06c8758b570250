import { modeAt } from './naive-mtls.ts'
import { atWaypoint } from './naive-at-waypoint.ts'
import { speaksNoHttp } from './naive-istio-ports.ts'
import { and, inCidr, or } from './naive.ts'
import type { NaiveQuestion, Side, Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** One connection to a pod of the mesh. */
type Connection = {
  readonly objects: readonly Raw[]
  readonly destination: Raw
  readonly port: number
  /** absent: comes without mutual TLS */
  readonly identity: string | undefined
  readonly ip: string | undefined
  readonly proxy: 'sidecar' | 'ambient'
}

const ROOT = 'istio-system'

/** How a pod takes part: a container istio-proxy, or its own label or its namespace's asks for the proxy of its node. */
export function proxyOf(
  objects: readonly Raw[],
  pod: Raw,
): 'sidecar' | 'ambient' | 'waypoint' | undefined {
  if (pod.spec.hostNetwork) return undefined
  if (pod.metadata.labels?.['gateway.istio.io/managed'] === 'istio.io-mesh-controller')
    return 'waypoint'
  if (pod.spec.containers.some((each: Raw) => each.name === 'istio-proxy')) return 'sidecar'
  const home = objects.find(
    (each) => each.kind === 'Namespace' && each.metadata.name === pod.metadata.namespace,
  )
  const label = 'istio.io/dataplane-mode'
  return (pod.metadata.labels?.[label] ?? home?.metadata.labels?.[label]) === 'ambient'
    ? 'ambient'
    : undefined
}

/** Whether a control plane is there, or taken to be where nobody says where the platform is: these estates have all of it or nothing. */
export function isMeshKnown(objects: readonly Raw[], platform: readonly string[]): boolean {
  if (platform.length === 0) return true
  return objects.some(
    ({ kind, metadata }) =>
      kind === 'Pod' && metadata.name === 'istiod' && platform.includes(metadata.namespace),
  )
}

/** Whether the network plugin sees TCP 15008 instead of the port: both ends in the mesh, and a proxy of a node at one of them. */
export function isTunnelled(objects: readonly Raw[], a: Raw, b: Raw): boolean {
  const proxies = [a, b].map((pod) => (pod === undefined ? undefined : proxyOf(objects, pod)))
  return (
    proxies.every((each) => each !== undefined) &&
    proxies.some((each) => each === 'ambient' || each === 'waypoint')
  )
}

/**
 * What the mesh says to one connection, at the destination. Written from security/v1beta1/authorization_policy.proto and peer_authentication.proto for
 * sidecars, and from ambient/authorization.go and rbac.rs for the proxies of nodes.
 */
export function meshTruth(
  objects: readonly Raw[],
  { from, to, protocol, port }: NaiveQuestion,
  fromIp: string | undefined,
  platform: readonly string[],
): Truth {
  if (!('pod' in to) || protocol !== 'TCP') return 2
  const proxy = proxyOf(objects, to.pod)
  if (proxy === undefined) return 2
  const identity = identityOf(objects, from)
  if (proxy === 'waypoint') return atWaypoint(objects, to.pod)
  const answer = decide({ objects, destination: to.pod, port, identity, ip: fromIp, proxy })
  return isMeshKnown(objects, platform) ? answer : or([answer, 1])
}

function identityOf(objects: readonly Raw[], from: Side): string | undefined {
  if (!('pod' in from) || proxyOf(objects, from.pod) === undefined) return undefined
  const { metadata, spec } = from.pod
  return `cluster.local/ns/${metadata.namespace}/sa/${spec.serviceAccountName ?? 'default'}`
}

function decide(connection: Connection): Truth {
  if (isStrict(connection) && connection.identity === undefined) return 0
  const policies = connection.objects.filter(
    (each) => each.kind === 'AuthorizationPolicy' && selects(each, connection.destination),
  )
  const matches = (action: string): Truth =>
    or([
      0,
      ...policies
        .filter(({ spec }) => (spec.action ?? 'ALLOW') === action)
        .flatMap(({ spec, metadata }) =>
          (spec.rules ?? []).map((rule: Raw) =>
            ruleTruth(rule, action, metadata.namespace, connection),
          ),
        ),
    ])
  const allows = policies.some(({ spec }) => (spec.action ?? 'ALLOW') === 'ALLOW')
  const custom = connection.proxy === 'sidecar' ? and([1, matches('CUSTOM')]) : 0
  return and([not(custom), not(matches('DENY')), allows ? matches('ALLOW') : 2])
}

/** Where the sidecar takes plain text only, who is in the mesh comes with an identity or without. */
function ruleTruth(rule: Raw, action: string, home: string, connection: Connection): Truth {
  const own = ruleMatches(rule, action, home, connection)
  if (connection.proxy !== 'sidecar' || modeAt(connection) !== 'DISABLE') return own
  const bare = ruleMatches(rule, action, home, { ...connection, identity: undefined })
  return own === bare ? own : 1
}

function not(truth: Truth): Truth {
  return (2 - truth) as Truth
}

function selects({ metadata, spec }: Raw, pod: Raw): boolean {
  if (spec.targetRefs !== undefined) return false
  if (metadata.namespace !== ROOT && metadata.namespace !== pod.metadata.namespace) return false
  return hasLabels(spec.selector?.matchLabels, pod)
}

function hasLabels(labels: Raw, pod: Raw): boolean {
  return Object.entries(labels ?? {}).every(([key, value]) => pod.metadata.labels?.[key] === value)
}

/** The oldest of the workload's, else of the namespace, else of the mesh; a port's mode before the rest. */
function isStrict(connection: Connection): boolean {
  return modeAt(connection) === 'STRICT'
}

const HTTP = ['hosts', 'methods', 'paths', 'requestPrincipals']
const UNSEEN = ['remoteIpBlocks']

function ruleMatches(rule: Raw, action: string, home: string, connection: Connection): Truth {
  const sources = (rule.from ?? []).map(({ source }: Raw) => source)
  const operations = (rule.to ?? []).map(({ operation }: Raw) => operation)
  const conditions: Raw[] = rule.when ?? []
  const { http, unseen } = beyondConnections([...sources, ...operations], conditions)
  const truth = and([
    anyMatches(sources, home, connection),
    anyMatches(operations, home, connection),
    ...conditions.map((each) => conditionMatches(each, home, connection)),
  ])
  if (action !== 'ALLOW')
    return http && action !== 'CUSTOM' && speaksNoHttp(connection)
      ? ruleMatches(withoutHttp(rule), action, home, connection)
      : truth
  return and([seenToAllow(http, unseen, connection), truth])
}

/** Whether a proxy keeps a rule that allows, and sees all that it asks. */
function seenToAllow(http: boolean, unseen: boolean, connection: Connection): Truth {
  if (connection.proxy === 'ambient') return http || unseen ? 0 : 2
  return http ? (speaksNoHttp(connection) ? 0 : 1) : 2
}

function anyMatches(parts: readonly Raw[], home: string, connection: Connection): Truth {
  return parts.length === 0 ? 2 : or(parts.map((each) => partMatches(each, home, connection)))
}

function beyondConnections(parts: readonly Raw[], conditions: readonly Raw[]) {
  const http =
    parts.some((part) => uses(part, HTTP)) ||
    conditions.some(({ key }) => key.startsWith('request.'))
  const unseen =
    parts.some((part) => uses(part, UNSEEN)) || conditions.some(({ key }) => isEnvoyKey(key))
  return { http, unseen }
}

/** The rule as the filter for plain TCP has it. */
function withoutHttp({ from, to, when }: Raw): Raw {
  const bare = (part: Raw) =>
    Object.fromEntries(
      Object.entries(part).filter(([field, value]) => !uses({ [field]: value }, HTTP)),
    )
  return {
    from: (from ?? []).map(({ source }: Raw) => ({ source: bare(source) })),
    to: (to ?? []).map(({ operation }: Raw) => ({ operation: bare(operation) })),
    when: (when ?? []).filter(({ key }: Raw) => !key.startsWith('request.')),
  }
}

function isEnvoyKey(key: string): boolean {
  return key === 'remote.ip' || key === 'connection.sni' || key.startsWith('experimental.')
}

function uses(part: Raw, fields: readonly string[]): boolean {
  return fields.some((field) => field in part || negative(field) in part)
}

function negative(field: string): string {
  return `not${field[0]?.toUpperCase()}${field.slice(1)}`
}

/** A source or operation. Of fields that are not seen: perhaps for a sidecar; ztunnel ignores them, and matches nothing where nothing is left. */
function partMatches(part: Raw, home: string, connection: Connection): Truth {
  const beyond = uses(part, [...HTTP, ...UNSEEN])
  const seen = Object.keys(part).filter(
    (field) => ![...HTTP, ...UNSEEN].some((each) => field === each || field === negative(each)),
  )
  if (connection.proxy === 'ambient' && seen.length === 0) return 0
  const truth = and([2, ...seen.map((field) => fieldMatches(field, part[field], home, connection))])
  return beyond && connection.proxy === 'sidecar' ? and([1, truth]) : truth
}

function conditionMatches(
  { key, values, notValues }: Raw,
  home: string,
  connection: Connection,
): Truth {
  const field = {
    'source.ip': 'ipBlocks',
    'source.namespace': 'namespaces',
    'source.principal': 'principals',
    'destination.port': 'ports',
  }[String(key)]
  if (field !== undefined)
    return and([
      values ? fieldMatches(field, values, home, connection) : 2,
      notValues ? fieldMatches(negative(field), notValues, home, connection) : 2,
    ])
  if (key === 'destination.ip') return 1
  return connection.proxy === 'sidecar' ? 1 : 0
}

function fieldMatches(
  field: string,
  values: readonly string[],
  home: string,
  connection: Connection,
): Truth {
  if (field.startsWith('not')) {
    const positive = `${field[3]?.toLowerCase()}${field.slice(4)}`
    return not(fieldMatches(positive, values, home, connection))
  }
  const one = ONE_VALUE[field]
  if (one === undefined) throw new Error(`an estate uses ${field}`)
  return or([0, ...values.map((value) => one(value, connection, home))])
}

const ONE_VALUE: Readonly<
  Record<string, (value: string, connection: Connection, home: string) => Truth>
> = {
  ports: (value, { port }) => (value === String(port) ? 2 : 0),
  ipBlocks: (value, { ip }) => {
    const cidr = value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`
    return ip === undefined ? 1 : inCidr(cidr, ip) ? 2 : 0
  },
  principals: (value, { identity }) => principalMatches(value, identity),
  namespaces: (value, { identity }) =>
    identity !== undefined && textMatches(value, identity.split('/')[2] ?? '') ? 2 : 0,
  serviceAccounts: (value, { identity }, home) => {
    const [, , namespace = '', , account = ''] = identity?.split('/') ?? []
    const wanted = value.includes('/') ? value : `${home}/${value}`
    return identity !== undefined && wanted === `${namespace}/${account}` ? 2 : 0
  },
}

/** Perhaps where only another trust domain would make it match. */
function principalMatches(pattern: string, identity: string | undefined): Truth {
  if (identity === undefined) return 0
  if (textMatches(pattern, identity)) return 2
  const domain = pattern.replace(/^\*/, '').split(/[/*]/)[0] ?? ''
  return textMatches(pattern, identity.replace('cluster.local', domain)) ? 1 : 0
}

function textMatches(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== ''
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1))
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text
}
