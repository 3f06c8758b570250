import type { Expression, Peer, Policy, Rule, Selector } from '../../model/policy.ts'
import { asksIdentity, narrowedBy, ROOT_NAMESPACE, withoutIdentity } from './mesh.ts'
import type { Mtls, MtlsMode } from './peer-authentication.ts'
import { ALL_PORTS, commonPorts, exceptPorts, onlyPorts, portsOf, trafficOf } from './ports.ts'
import type { Ports } from './ports.ts'

const OFF = 'a PeerAuthentication switches mutual TLS off: identities may be missing'
const UNREAD = 'a PeerAuthentication cannot be read: identities may be missing'

/** Some pods with a proxy beside them, and the ports on which it takes plain text only; `rest`: all others. */
type Plain = { readonly pods: Expression; readonly ports: Ports; readonly rest: Ports }

/**
 * Policies of sidecars as they hold where mutual TLS is switched off: there, and there only, whoever is in the mesh has an identity or none, and a rule that asks for one matches
 * perhaps. What cannot be read may switch it off for all that it may concern.
 */
export function plainText(all: readonly Mtls[]): (policy: Policy) => readonly Policy[] {
  const unread = new Set(
    all.filter(({ untranslated }) => untranslated.length > 0).map(({ namespace }) => namespace),
  )
  const isOff = all.some(({ mode, ports }) =>
    [mode, ...ports.map((each) => each.mode)].includes('DISABLE'),
  )
  const plain = isOff ? plainIn(all.filter(({ untranslated }) => untranslated.length === 0)) : []
  return (policy) => {
    const home = homeOf(policy)
    const isUnread =
      unread.has(ROOT_NAMESPACE) || (home === undefined ? unread.size > 0 : unread.has(home))
    if (isUnread) return [withoutIdentity(policy, UNREAD)]
    const own = plain.filter(
      ({ namespace }) => home === undefined || namespace === home || namespace === undefined,
    )
    return own.length === 0 || !policy.rules.some(asksIdentity) ? [policy] : divided(policy, own)
  }
}

function homeOf({ subject }: Policy): string | undefined {
  return subject.kind === 'pods' && subject.namespaces.kind === 'name'
    ? subject.namespaces.name
    : undefined
}

/** Pods of one namespace; absent: of all for which no PeerAuthentication of their own speaks. */
type PlainIn = Plain & { readonly namespace?: string }

/**
 * The setting of the workload counts, else that of the namespace, else of the mesh; a port's before the rest. Disjoint: of several for one workload the oldest
 * counts (`all` begins with it). Those in the root namespace select no workloads.
 */
function plainIn(all: readonly Mtls[]): readonly PlainIn[] {
  const broad = (namespace: string): MtlsMode =>
    all.find((each) => each.namespace === namespace && each.selector === undefined)?.mode ?? 'UNSET'
  const mesh = broad(ROOT_NAMESPACE)
  const homes = [...new Set(all.map(({ namespace }) => namespace))]
    .filter((name) => name !== ROOT_NAMESPACE)
    .sort()
  const found = homes.flatMap((namespace) => {
    const own = all.filter((each) => each.namespace === namespace)
    const narrow = own.flatMap((each) => (each.selector === undefined ? [] : [each]))
    const shared = firstSet([broad(namespace), mesh])
    const here = inNamespaces('In', [namespace])
    const chosen = narrow.map((each, at) => ({
      pods: onlyThese(here, [labelled(each.selector ?? [])], narrow.slice(0, at)),
      ...portsOff(firstSet([each.mode, shared]), each.ports),
    }))
    const others = { pods: onlyThese(here, [], narrow), ...portsOff(shared, []) }
    return [...chosen, others].map((each): PlainIn => ({ ...each, namespace }))
  })
  const elsewhere = {
    pods: inNamespaces('NotIn', homes),
    ...portsOff(mesh, []),
  }
  return [...found, elsewhere].filter(({ ports }) => ports.length > 0)
}

function firstSet(modes: readonly MtlsMode[]): MtlsMode {
  return modes.find((mode) => mode !== 'UNSET') ?? 'UNSET'
}

function portsOff(mode: MtlsMode, ports: Mtls['ports']): Pick<Plain, 'ports' | 'rest'> {
  const said = (off: boolean) =>
    ports.flatMap((each) =>
      each.mode !== 'UNSET' && (each.mode === 'DISABLE') === off ? [each.port] : [],
    )
  const [on, off] = [said(false), said(true)]
  return mode === 'DISABLE'
    ? { ports: exceptPorts(ALL_PORTS, on), rest: onlyPorts(ALL_PORTS, on) }
    : { ports: onlyPorts(ALL_PORTS, off), rest: exceptPorts(ALL_PORTS, off) }
}

function inNamespaces(operator: 'In' | 'NotIn', values: readonly string[]): Expression {
  return {
    kind: 'requirement',
    of: 'namespace',
    key: 'kubernetes.io/metadata.name',
    operator,
    values,
  }
}

function labelled(selector: Selector): Expression {
  return {
    kind: 'all',
    of: selector.map((requirement) => ({ kind: 'requirement', of: 'pod', ...requirement })),
  }
}

function onlyThese(
  here: Expression,
  chosen: readonly Expression[],
  older: readonly Mtls[],
): Expression {
  const taken = older.map(({ selector = [] }) => labelled(selector))
  return {
    kind: 'all',
    of: [
      here,
      ...chosen,
      ...(taken.length === 0 ? [] : [{ kind: 'not', of: { kind: 'any', of: taken } } as const]),
    ],
  }
}

/** A policy for each of some disjoint sets of pods, and as it is for all others. */
function divided(policy: Policy, parts: readonly Plain[]): readonly Policy[] {
  const others: Expression = {
    kind: 'not',
    of: { kind: 'any', of: parts.map(({ pods }) => pods) },
  }
  return [
    { ...policy, subject: narrowedBy(policy.subject, others) },
    ...parts.map(({ pods, ports, rest }) => ({
      ...policy,
      subject: narrowedBy(policy.subject, pods),
      rules: policy.rules.flatMap((rule) => dividedRule(rule, ports, rest)),
    })),
  ]
}

/** Where it is not known whether who is in the mesh has an identity, certain is what the rule says of them with it and without. */
function dividedRule(rule: Rule, ports: Ports, rest: Ports): readonly Rule[] {
  if (!asksIdentity(rule)) return [rule]
  const on = (some: Ports) => trafficOf(commonPorts(portsOf(rule.traffic), some))
  const bare = rule.peers.map(withoutAny)
  const matchesBare: Peer = {
    kind: 'not',
    peer: { kind: 'all-of', peers: bare.map((peer) => ({ kind: 'not', peer })) },
  }
  const both = rule.peers.map((peer): Peer => ({ kind: 'all-of', peers: [peer, matchesBare] }))
  const rules: readonly Rule[] = [
    { ...rule, traffic: on(rest) },
    { ...rule, traffic: on(ports), peers: both },
    {
      ...rule,
      traffic: on(ports),
      peers: [...rule.peers, ...bare],
      conditional: rule.conditional ?? OFF,
    },
  ]
  return rules.filter(({ traffic }) => traffic.length > 0)
}

/** Whom a peer matches where nobody has an identity. */
function withoutAny(peer: Peer): Peer {
  switch (peer.kind) {
    case 'pods':
      return { kind: 'none' }
    case 'not':
      return { kind: 'not', peer: withoutAny(peer.peer) }
    case 'all-of':
      return { kind: 'all-of', peers: peer.peers.map(withoutAny) }
    default:
      return peer
  }
}
