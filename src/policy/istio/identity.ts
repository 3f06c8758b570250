import { REDACTED } from '../../core/redacted.ts'
import type { Expression, Peer, PodChoice } from '../../model/policy.ts'
import { frozen } from '../fields.ts'
import { EVERYTHING } from '../selector.ts'
import { either, surely } from './who.ts'
import type { Who } from './who.ts'

/**
 * The trust domain that stands for the mesh's own one in principals (istio, pilot/pkg/security/trustdomain/bundle.go: "cluster.local" is a
 * pointer to the local trust domain and its aliases).
 */
export const TRUST_DOMAIN = 'cluster.local'

const NAMESPACE_NAME = 'kubernetes.io/metadata.name'

/** A pod that has an identity: it takes part in the mesh. */
const IN_MESH: Expression = frozen({
  kind: 'requirement',
  of: 'facts',
  key: 'mesh',
  operator: 'Exists',
  values: [],
})

/** Everyone who has an identity of the mesh. */
export const IDENTIFIED: Peer = frozen({
  kind: 'pods',
  namespaces: { kind: 'selector', selector: EVERYTHING },
  pods: EVERYTHING,
  where: IN_MESH,
})

/** What a pattern asks of one part of an identity: nothing, a value, its beginning or its end. */
type Wanted =
  { readonly kind: 'any' } | { readonly kind: 'is' | 'starts' | 'ends'; readonly text: string }

/** What a pattern asks of an identity `<trust domain>/ns/<namespace>/sa/<service account>`. */
type Asked = {
  /** whether it may be asked of the mesh's trust domain, which is not known by another name */
  readonly domain: 'met' | 'perhaps'
  readonly namespace: Wanted
  readonly account: Wanted
}

const ANY: Wanted = { kind: 'any' }
const ANY_IDENTITY: Asked = { domain: 'met', namespace: ANY, account: ANY }

/**
 * Whom a principal names: exactly, `prefix*`, `*suffix`, or `*` for every identity (istio, pilot/pkg/security/authz/matcher/string.go). A trust
 * domain other than cluster.local may be the mesh's own or a foreign one: the cluster does not say.
 */
export function principalPeers(pattern: string): Who {
  const unusual = pattern.startsWith('*') && pattern.slice(1).includes('*')
  return unusual ? { sure: [], may: [IDENTIFIED] } : whoIs(asked(pattern))
}

/** Whom a pattern over namespaces names; `*` inside of it is a wildcard for sidecars and a plain sign for ztunnel: it names someone perhaps. */
export function namespacePeers(pattern: string): Who {
  const inner = pattern.slice(1, -1).includes('*') || /^\*.*\*$/.test(pattern)
  if (inner) return { sure: [], may: [IDENTIFIED] }
  return whoIs({ domain: 'met', namespace: wanted(pattern), account: ANY })
}

/** Whom `name` or `namespace/name` of a service account names; without a namespace it is the policy's. */
export function accountPeers(text: string, home: string): Who {
  const cut = text.indexOf('/')
  const namespace = cut < 0 ? home : text.slice(0, cut)
  return whoIs({
    domain: 'met',
    namespace: { kind: 'is', text: namespace },
    account: { kind: 'is', text: text.slice(cut + 1) },
  })
}

/** Whom a pattern over trust domains names. */
export function domainPeers(pattern: string): Who {
  const met = meets(TRUST_DOMAIN, wanted(pattern))
  return met ? surely([IDENTIFIED]) : { sure: [], may: [IDENTIFIED] }
}

/** The union of what each text names; peers of one namespace are joined to one. */
export function peersOfEach(texts: readonly string[], peersOf: (text: string) => Who): Who {
  const { sure, may } = either(
    texts.map((text) =>
      text.includes(REDACTED) ? { sure: [], may: [IDENTIFIED] } : peersOf(text),
    ),
  )
  return { sure: joined(sure), may: joined(may) }
}

function wanted(pattern: string): Wanted {
  if (pattern === '*') return ANY
  if (pattern.startsWith('*')) return { kind: 'ends', text: pattern.slice(1) }
  if (pattern.endsWith('*')) return { kind: 'starts', text: pattern.slice(0, -1) }
  return { kind: 'is', text: pattern }
}

function meets(value: string, pattern: Wanted): boolean {
  switch (pattern.kind) {
    case 'any':
      return true
    case 'is':
      return value === pattern.text
    case 'starts':
      return value.startsWith(pattern.text)
    case 'ends':
      return value.endsWith(pattern.text)
  }
}

/** undefined where no identity of the mesh can have that form. */
function asked(pattern: string): Asked | undefined {
  const { kind, text } = { text: '', ...wanted(pattern) }
  switch (kind) {
    case 'any':
      return ANY_IDENTITY
    case 'is':
      return exactly(text)
    case 'starts':
      return startingWith(text)
    case 'ends':
      return endingWith(text)
  }
}

function exactly(text: string): Asked | undefined {
  const [domain = '', ns, namespace = '', sa, account = '', ...more] = text.split('/')
  if (ns !== 'ns' || sa !== 'sa' || more.length > 0) return undefined
  return {
    domain: domain === TRUST_DOMAIN ? 'met' : 'perhaps',
    namespace: { kind: 'is', text: namespace },
    account: { kind: 'is', text: account },
  }
}

function startingWith(text: string): Asked | undefined {
  const [first = '', ns, namespace, sa, account, ...more] = text.split('/')
  const domain = domainMeets(first, ns !== undefined)
  if (ns === undefined) return { ...ANY_IDENTITY, domain }
  if (namespace === undefined) return 'ns'.startsWith(ns) ? { ...ANY_IDENTITY, domain } : undefined
  if (ns !== 'ns' || more.length > 0) return undefined
  if (sa === undefined)
    return { domain, namespace: { kind: 'starts', text: namespace }, account: ANY }
  const home: Wanted = { kind: 'is', text: namespace }
  if (account === undefined)
    return 'sa'.startsWith(sa) ? { domain, namespace: home, account: ANY } : undefined
  return sa === 'sa'
    ? { domain, namespace: home, account: { kind: 'starts', text: account } }
    : undefined
}

function domainMeets(text: string, whole: boolean): Asked['domain'] {
  const met = whole ? text === TRUST_DOMAIN : TRUST_DOMAIN.startsWith(text)
  return met ? 'met' : 'perhaps'
}

function endingWith(text: string): Asked | undefined {
  const [account = '', sa, namespace, ns, domain, ...more] = text.split('/').reverse()
  if (sa === undefined) return { ...ANY_IDENTITY, account: { kind: 'ends', text: account } }
  const who: Wanted = { kind: 'is', text: account }
  if (namespace === undefined)
    return 'sa'.endsWith(sa) ? { ...ANY_IDENTITY, account: who } : undefined
  if (sa !== 'sa' || more.length > 0) return undefined
  if (ns === undefined)
    return { domain: 'met', namespace: { kind: 'ends', text: namespace }, account: who }
  const asked: Asked = { domain: 'met', namespace: { kind: 'is', text: namespace }, account: who }
  if (domain === undefined) return 'ns'.endsWith(ns) ? asked : undefined
  if (ns !== 'ns') return undefined
  return TRUST_DOMAIN.endsWith(domain) ? asked : { ...asked, domain: 'perhaps' }
}

function whoIs(identity: Asked | undefined): Who {
  if (identity === undefined) return surely([])
  const peer = peerOf(identity)
  return identity.domain === 'met' ? surely([peer]) : { sure: [], may: [peer] }
}

function peerOf({ namespace, account }: Asked): Peer {
  const conditions: Expression[] = [
    IN_MESH,
    ...textCondition('namespace', NAMESPACE_NAME, namespace.kind === 'is' ? ANY : namespace),
    ...textCondition('facts', 'service-account', account),
  ]
  const namespaces: PodChoice['namespaces'] =
    namespace.kind === 'is'
      ? { kind: 'name', name: namespace.text }
      : { kind: 'selector', selector: EVERYTHING }
  return { kind: 'pods', namespaces, pods: EVERYTHING, where: { kind: 'all', of: conditions } }
}

const OPERATORS = { is: 'In', starts: 'StartsWith', ends: 'EndsWith' } as const

function textCondition(of: 'namespace' | 'facts', key: string, pattern: Wanted): Expression[] {
  if (pattern.kind === 'any') return []
  const { kind, text } = pattern
  return [{ kind: 'requirement', of, key, operator: OPERATORS[kind], values: [text] }]
}

/** Peers over pods of one choice of namespaces as one peer with any of their conditions: fewer to look up. */
function joined(peers: readonly Peer[]): readonly Peer[] {
  const groups = Map.groupBy(peers, (peer) =>
    peer.kind === 'pods' ? JSON.stringify(peer.namespaces) : '',
  )
  return [...groups.values()].flatMap((group): readonly Peer[] => {
    const [first, ...more] = group
    if (first?.kind !== 'pods' || more.length === 0) return group
    const conditions = group.flatMap((peer) => (peer.kind === 'pods' ? (peer.where ?? []) : []))
    return [{ ...first, where: { kind: 'any', of: conditions } }]
  })
}
