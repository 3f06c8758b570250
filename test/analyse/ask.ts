import { explainBetween } from '../../src/analyse/places/between-parties.ts'
import { cellsOf } from '../../src/analyse/engine/cell-finder.ts'
import { cellParty, partyOf } from '../../src/analyse/places/party.ts'
import type { Party } from '../../src/analyse/places/party.ts'
import { parseIpAddress } from '../../src/core/ip-address.ts'
import type { ObjectKey } from '../../src/model/object.ts'
import type { Protocol } from '../../src/model/policy.ts'
import type { Explanation, Reachability } from '../../src/model/reachability.ts'

/** The connection that a question is about: pods by key, or addresses as outside of the cluster, whoever has them. */
export type Question = {
  readonly from: ObjectKey | { readonly address: string }
  readonly to: ObjectKey | { readonly address: string }
  readonly protocol: Protocol
  readonly port?: number
}

/** The answer to one question; undefined where a pod is not part of the model or an address cannot be read. */
export function ask(reachability: Reachability, question: Question): Explanation | undefined {
  const source = sideOf(reachability, question.from)
  const destination = sideOf(reachability, question.to)
  if (source === undefined || destination === undefined) return undefined
  return explainBetween(reachability, source, destination, question.protocol, question.port)
}

function sideOf(reachability: Reachability, side: Question['from']): Party | undefined {
  if (typeof side === 'string') return partyOf(reachability, side)
  const address = parseIpAddress(side.address)
  const cell = address === undefined ? undefined : cellsOf(reachability)(address)
  return cell === undefined ? undefined : cellParty(cell, side.address)
}
