import { parseIpAddress } from '../core/ip-address.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Protocol } from '../model/policy.ts'
import type { AddressCell, Endpoint, Explanation, Reachability } from '../model/reachability.ts'
import { explainAllowed, explainNodeLocal } from './node-traffic.ts'

/** The connection that a question is about: pods by key, or addresses outside of the cluster. */
export type Question = {
  readonly from: ObjectKey | { readonly address: string }
  readonly to: ObjectKey | { readonly address: string }
  readonly protocol: Protocol
  readonly port?: number
}

/**
 * Answers one question about two pods or addresses, traffic of a pod to itself and to its own node included.
 *
 * undefined where a pod is not part of the model or an address cannot be read.
 */
export function ask(reachability: Reachability, question: Question): Explanation | undefined {
  const source = endpointOf(reachability, question.from)
  const destination = endpointOf(reachability, question.to)
  if (source === undefined || destination === undefined) return undefined
  const { from, to, protocol, port } = question
  if (typeof from === 'string' && from === to)
    return explainAllowed(
      source,
      destination,
      'a pod cannot block access to itself',
      protocol,
      port,
    )
  const node = nodeOf(source, from)
  const host = hostNetworkOf(source) || hostNetworkOf(destination)
  if (host && node !== undefined && node === nodeOf(destination, to))
    return explainNodeLocal(source, destination, node, protocol, port)
  return reachability.explain(source, destination, protocol, port)
}

function endpointOf(reachability: Reachability, side: Question['from']): Endpoint | undefined {
  return typeof side === 'string'
    ? reachability.classOf(side)
    : reachability.addressCells.find((cell) => holds(cell, side.address))
}

function holds({ family, ranges }: AddressCell, text: string): boolean {
  const address = parseIpAddress(text)
  if (address?.family !== family) return false
  return ranges.some(({ from, to }) => {
    const first = parseIpAddress(from)
    const last = parseIpAddress(to)
    if (first === undefined || last === undefined) return false
    return first.value <= address.value && address.value <= last.value
  })
}

function nodeOf(endpoint: Endpoint, side: Question['from']): string | undefined {
  if (endpoint.kind !== 'pods') return undefined
  return endpoint.pods.find(({ key }) => key === side)?.node
}

function hostNetworkOf(endpoint: Endpoint): boolean {
  return endpoint.kind === 'pods' && endpoint.hostNetwork
}
