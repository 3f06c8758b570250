import { parseIpAddress } from '../../core/ip-address.ts'
import { isJsonObject } from '../../core/json.ts'
import type { JsonValue } from '../../core/json.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { KubeObject } from '../../model/object.ts'
import type { Expression, Policy, PolicyWorld, Rule, Traffic } from '../../model/policy.ts'
import type { Served, ServedPort } from '../../model/served.ts'
import { isGiven } from '../fields.ts'
import { ROOT_NAMESPACE, STREAM, narrowedBy } from './mesh.ts'
import { exceptPorts, onlyPorts, portsOf, trafficOf } from './ports.ts'

/** What all versions take for a protocol that is not HTTP (istio, pkg/config/protocol/instance.go, Parse and IsTCP). */
const STREAMS: ReadonlySet<string> = new Set(['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis'])

/** Taken for TCP where nothing else is said, by all versions: they differ on 25, 3306 and 27017. */
const DNS = 53

/** Everything that versions take for a protocol; any other word leaves it to the first bytes of a connection. */
const OTHERS: ReadonlySet<string> = new Set(['udp', 'grpc', 'http', 'http_proxy', 'http2'])

/** Names that versions read differently or that were redacted say nothing for certain. */
const KUBERNETES = /^kubernetes[.]io\//i

/**
 * Whether a Service says that no HTTP is spoken on its port: by appProtocol where it has one, else by the name of the port, of either the part before the
 * first hyphen (istio, pkg/config/kube/conversion.go, ConvertProtocol).
 */
export function saysStream({ port, name = '', appProtocol }: Served): boolean {
  const said = (appProtocol ?? name).toLowerCase()
  if (said.includes(REDACTED.toLowerCase()) || KUBERNETES.test(said)) return false
  const word = said.split('-')[0] ?? ''
  return STREAMS.has(word) || (port === DNS && !OTHERS.has(word))
}

/**
 * Whether a sidecar knows that no HTTP is spoken on a port: some Service surely leads there, and all that may lead there say so. Of those that disagree the
 * oldest counts, which is not gone into (pilot/pkg/networking/core/listener_inbound.go, getFilterChainsByServicePort). The proxy's own ports have no
 * listener for Services.
 */
function isStream({ port, by }: ServedPort): boolean {
  const own = port >= 15000 && port < 15100
  return !own && by.every(saysStream) && by.some(({ perhaps }) => perhaps !== true)
}

/** Where listeners of sidecars may come from other objects than Services. */
type Elsewhere = { readonly everywhere: boolean; readonly namespaces: ReadonlySet<string> }

/**
 * Sidecar objects with listeners of their own for what comes in, ServiceEntries that select pods or have addresses, which may be those of pods, and
 * WorkloadEntries, which may stand for any address (pilot/pkg/serviceregistry/kube/controller/controller.go and
 * pilot/pkg/serviceregistry/serviceentry/controller.go, GetProxyServiceTargets).
 */
function elsewhere(context: readonly KubeObject[]): Elsewhere {
  const found = context.filter(({ kind, spec }) => {
    if (kind === 'WorkloadEntry') return true
    if (kind !== 'Sidecar' && kind !== 'ServiceEntry') return false
    if (!isJsonObject(spec)) return true
    if (kind === 'Sidecar') return hasItems(spec.ingress)
    return isGiven(spec.workloadSelector) || mayBePods(spec.endpoints)
  })
  return {
    everywhere: found.some(
      ({ kind, metadata }) =>
        kind === 'WorkloadEntry' || (kind === 'Sidecar' && metadata.namespace === ROOT_NAMESPACE),
    ),
    namespaces: new Set(found.map(({ metadata }) => metadata.namespace ?? 'default')),
  }
}

function hasItems(value: JsonValue | undefined): boolean {
  return isGiven(value) && !(Array.isArray(value) && value.length === 0)
}

/** Whether some endpoint has an address, and no name: only names are surely not those of pods. */
function mayBePods(endpoints: JsonValue | undefined): boolean {
  if (!Array.isArray(endpoints)) return isGiven(endpoints)
  return endpoints.some((each: JsonValue) => {
    const address = isJsonObject(each) ? each.address : undefined
    return typeof address !== 'string' || parseIpAddress(address) !== undefined
  })
}

/** Policies in which the fact of a port without HTTP is replaced by what Services say. */
export function settleStreams(
  policies: readonly Policy[],
  { served, context }: PolicyWorld,
): readonly Policy[] {
  const other = elsewhere(context)
  const known = other.everywhere || served === undefined ? [] : [...served]
  const streams = new Map(
    known
      .filter(([namespace]) => !other.namespaces.has(namespace))
      .map(([namespace, ports]) => [namespace, ports.filter(isStream)] as const),
  )
  const byHome = new Map<string, readonly Stream[]>()
  return policies.flatMap((policy) => {
    const asked = streamAsked(policy)
    if (asked === undefined) return [policy]
    const home = homeOf(policy) ?? ''
    const found = byHome.get(home) ?? streamsIn(homeOf(policy), streams)
    byHome.set(home, found)
    return asked === 'Exists' ? onStreams(policy, found) : offStreams(policy, found)
  })
}

/** Whether a policy waits for what Services say of its ports. */
export function isUnsettled(policy: Policy): boolean {
  return streamAsked(policy) !== undefined
}

/** A port, and the pods that certainly speak no HTTP on it. */
type Stream = { readonly port: number; readonly pods: Expression }

function streamsIn(
  home: string | undefined,
  streams: ReadonlyMap<string, readonly ServedPort[]>,
): readonly Stream[] {
  const all = [...streams].flatMap(([namespace, ports]) =>
    home === undefined || home === namespace ? ports.map((each) => ({ namespace, each })) : [],
  )
  const byPort = Map.groupBy(all, ({ each }) => each.port)
  return [...byPort]
    .sort(([a], [b]) => a - b)
    .map(([port, found]) => ({
      port,
      pods: {
        kind: 'any',
        of: [...Map.groupBy(found, ({ namespace }) => namespace)].map(([namespace, ports]) =>
          podsSaying(
            namespace,
            port,
            ports.map(({ each }) => JSON.stringify(each.by)),
          ),
        ),
      },
    }))
}

function podsSaying(namespace: string, port: number, values: readonly string[]): Expression {
  const requirement = (of: 'facts' | 'namespace', key: string, among: readonly string[]) =>
    ({ kind: 'requirement', of, key, operator: 'In', values: [...among].sort() }) as const
  return {
    kind: 'all',
    of: [
      requirement('namespace', 'kubernetes.io/metadata.name', [namespace]),
      requirement('facts', `served/${port}`, values),
    ],
  }
}

function onStreams(policy: Policy, streams: readonly Stream[]): readonly Policy[] {
  return streams.flatMap(({ port, pods }) =>
    kept(policy, pods, (traffic) => trafficOf(onlyPorts(portsOf(traffic), [port]))),
  )
}

function offStreams(policy: Policy, streams: readonly Stream[]): readonly Policy[] {
  const numbers = streams.map(({ port }) => port)
  return [
    ...kept(policy, undefined, (traffic) => trafficOf(exceptPorts(portsOf(traffic), numbers))),
    ...streams.flatMap(({ port, pods }) =>
      kept(policy, { kind: 'not', of: pods }, (traffic) =>
        trafficOf(onlyPorts(portsOf(traffic), [port])),
      ),
    ),
  ]
}

/** A policy with the rules that are left of it; none where none is. */
function kept(
  policy: Policy,
  condition: Expression | undefined,
  narrow: (traffic: Rule['traffic']) => readonly Traffic[],
): readonly Policy[] {
  const rules = policy.rules
    .map((rule) => ({ ...rule, traffic: narrow(rule.traffic) }))
    .filter(({ traffic }) => traffic.length > 0)
  if (rules.length === 0) return []
  const subject = withoutStream(policy.subject)
  return [
    {
      ...policy,
      subject: condition === undefined ? subject : narrowedBy(subject, condition),
      rules,
    },
  ]
}

function streamAsked(policy: Policy): 'Exists' | 'DoesNotExist' | undefined {
  const asked = partsOf(policy.subject).find(isStreamFact)
  return asked === undefined ? undefined : asked.operator === 'Exists' ? 'Exists' : 'DoesNotExist'
}

function withoutStream(subject: Policy['subject']): Policy['subject'] {
  if (subject.kind !== 'pods') return subject
  return {
    ...subject,
    where: { kind: 'all', of: partsOf(subject).filter((part) => !isStreamFact(part)) },
  }
}

function partsOf(subject: Policy['subject']): readonly Expression[] {
  const where = subject.kind === 'pods' ? subject.where : undefined
  return where === undefined ? [] : where.kind === 'all' ? where.of : [where]
}

function isStreamFact(part: Expression): part is Extract<Expression, { kind: 'requirement' }> {
  return part.kind === 'requirement' && part.of === 'facts' && part.key === STREAM
}

function homeOf({ subject }: Policy): string | undefined {
  return subject.kind === 'pods' && subject.namespaces.kind === 'name'
    ? subject.namespaces.name
    : undefined
}
