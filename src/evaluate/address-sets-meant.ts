import { canonicalJson } from '../core/canonical-json.ts'
import type { AddressSet, Peer } from '../model/policy.ts'

/** The named sets of addresses that some peers may mean, each once, in the order given. */
export function addressSetsMeant(
  sets: readonly AddressSet[],
  peers: readonly Peer[],
): readonly AddressSet[] {
  const named = new Map(peers.flatMap(namedIn).map((peer) => [canonicalJson(peer), peer]))
  const means = [...named.values()]
  return sets.filter(({ family, name }) =>
    means.some((peer) => peer.family === family && (peer.name ?? name) === name),
  )
}

type NamedSets = Extract<Peer, { readonly kind: 'address-sets' }>

function namedIn(peer: Peer): readonly NamedSets[] {
  switch (peer.kind) {
    case 'address-sets':
      return [peer]
    case 'not':
      return namedIn(peer.peer)
    case 'all-of':
      return peer.peers.flatMap(namedIn)
    default:
      return []
  }
}
