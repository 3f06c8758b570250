import { meetingOf } from '../analyse/node-traffic.ts'
import type { Meeting } from '../analyse/node-traffic.ts'
import type { ScopedEndpoint } from '../model/check.ts'
import type { ConnectionSet } from '../model/reachability.ts'

/** What passes between a pod and its node, over the protocols that every policy API defines. */
export const NODE_LOCAL: ConnectionSet = Object.freeze({
  id: -1,
  ranges: (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({ protocol, from: 1, to: 65535 })),
})

/**
 * Where two endpoints meet on a node, one of them being on its network: no policy denies what passes between them there.
 *
 * The platform's own pods on the network of a node count as the node, like its kubelet: they are on every node, and the report says so as a
 * standing limit instead of finding each of them beside each pod. Declared out of scope, they count like any other.
 */
export function nodeMeeting(
  source: ScopedEndpoint,
  destination: ScopedEndpoint,
): Meeting | undefined {
  return source.ofNode || destination.ofNode
    ? undefined
    : meetingOf(source.endpoint, destination.endpoint)
}
