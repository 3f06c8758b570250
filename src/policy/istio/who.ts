import type { Peer } from '../../model/policy.ts'

/** Whom a condition matches: surely, and at most. Each is a union of peers; `sure` is part of `may`. */
export type Who = { readonly sure: readonly Peer[]; readonly may: readonly Peer[] }

const ANY_PEER: readonly Peer[] = [{ kind: 'any' }]

/** A condition that is not set. */
export const ANYONE: Who = { sure: ANY_PEER, may: ANY_PEER }

/** A condition of which all is known. */
export function surely(peers: readonly Peer[]): Who {
  return { sure: peers, may: peers }
}

/** The same, without any certainty. */
export function perhaps({ may }: Who): Who {
  return { sure: [], may }
}

/** Whom any of the conditions matches. */
export function either(all: readonly Who[]): Who {
  return {
    sure: union(all.map(({ sure }) => sure)),
    may: union(all.map(({ may }) => may)),
  }
}

/** Whom all of the conditions match. */
export function both(all: readonly Who[]): Who {
  return all.reduce(
    (a, b) => ({ sure: intersection(a.sure, b.sure), may: intersection(a.may, b.may) }),
    ANYONE,
  )
}

/** Whom the condition does not match. */
export function neither({ sure, may }: Who): Who {
  return { sure: complement(may), may: complement(sure) }
}

function union(lists: readonly (readonly Peer[])[]): readonly Peer[] {
  const all = lists.flat()
  return all.some(isAny) ? ANY_PEER : all
}

/** Of two unions; the longer one stays a list, so that its peers are found one by one. */
function intersection(a: readonly Peer[], b: readonly Peer[]): readonly Peer[] {
  if (a.some(isAny)) return b
  if (b.some(isAny)) return a
  if (a.length === 0 || b.length === 0) return []
  const [long, short] = a.length < b.length ? [b, a] : [a, b]
  const other = anyOf(short)
  return long.map((peer) => ({ kind: 'all-of', peers: [...partsOf(peer), ...partsOf(other)] }))
}

function complement(peers: readonly Peer[]): readonly Peer[] {
  if (peers.length === 0) return ANY_PEER
  return peers.some(isAny) ? [] : [negated(anyOf(peers))]
}

function anyOf(peers: readonly Peer[]): Peer {
  const [only, ...more] = peers
  if (only === undefined) return { kind: 'none' }
  return more.length === 0
    ? only
    : negated({ kind: 'all-of', peers: peers.map((peer) => negated(peer)) })
}

function negated(peer: Peer): Peer {
  return peer.kind === 'not' ? peer.peer : { kind: 'not', peer }
}

function partsOf(peer: Peer): readonly Peer[] {
  return peer.kind === 'all-of' ? peer.peers : [peer]
}

function isAny({ kind }: Peer): boolean {
  return kind === 'any'
}
