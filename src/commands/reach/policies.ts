import { objectKeyParts } from '../../core/object-key.ts'
import { describeObject } from '../../analyse/names.ts'
import { broadRules } from '../../analyse/queries/broad.ts'
import { danglingParts } from '../../analyse/queries/dangling.ts'
import { redundantPolicies } from '../../analyse/queries/redundant.ts'
import type { Redundant } from '../../analyse/queries/redundant.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { JsonObject } from '../../core/json.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Reachability } from '../../model/reachability.ts'
import type { Listing } from './listing.ts'

/** What may be found of policies. */
export const REMARKED = ['dangling', 'redundant', 'broad'] as const

/** What of it is listed. */
export type WantedRemarks = {
  /** absent: all kinds */
  readonly only?: (typeof REMARKED)[number]
  /** absent: policies of every namespace, and of none */
  readonly namespace?: string
}

type Remarked = {
  readonly kind: (typeof REMARKED)[number]
  readonly policy: ObjectKey
  readonly pointer: string
  readonly what: string
  readonly json: JsonObject
}

/** What is dangling, redundant or broad among the policies of a cluster; and of which objects it could not be said. */
export function policiesListing(
  cluster: Cluster,
  reachability: Reachability,
  { only, namespace }: WantedRemarks,
): Listing & { readonly notExamined: number } {
  const isWanted = (kind: Remarked['kind']) => only === undefined || only === kind
  const redundancy = isWanted('redundant') ? redundantPolicies(reachability) : undefined
  const found: readonly Remarked[] = [
    ...(isWanted('dangling') ? danglingOf(reachability) : []),
    ...(redundancy?.redundant ?? []).map(redundantRemark),
    ...(isWanted('broad') ? broadOf(cluster, reachability) : []),
  ]
  const isHere = (policy: ObjectKey) =>
    namespace === undefined || objectKeyParts(policy).namespace === namespace
  const shown = found.filter(({ policy }) => isHere(policy)).sort(byPlace)
  const notExamined = (redundancy?.notExamined ?? []).filter(isHere)
  return {
    columns: ['kind', 'policy', 'where', 'what'],
    rows: shown.map((each) => [each.kind, describeObject(each.policy), each.pointer, each.what]),
    json: {
      policies: shown.map(({ kind, policy, pointer, what, json }) => ({
        ...{ kind, policy, pointer, what },
        ...json,
      })),
      ...(redundancy === undefined ? {} : { notExamined }),
    },
    notExamined: notExamined.length,
  }
}

function byPlace(a: Remarked, b: Remarked): number {
  const [one, other] = [a, b].map((each) => `${each.policy} ${each.pointer}`)
  return (one ?? '') < (other ?? '') ? -1 : one === other ? 0 : 1
}

const DANGLING = {
  subject: 'selects nobody',
  rule: 'matches nobody',
  peer: 'one peer matches nobody',
  port: 'names',
  reference: 'names',
} as const

function danglingOf(reachability: Reachability): readonly Remarked[] {
  return danglingParts(reachability).map(({ policy, pointer, what, meant }) => ({
    kind: 'dangling',
    policy,
    pointer,
    what: `${DANGLING[what]}: ${meant}`.replace('names: ', 'names '),
    json: { part: what, meant },
  }))
}

const HOW = {
  shadowed: 'never decides, others come first',
  repeated: 'others answer alike without it',
  silent: 'says nothing of whom it selects',
  nobody: 'never decides, it matches nobody or no port that somebody has',
} as const

function redundantRemark({ policy, pointer, how, without }: Redundant): Remarked {
  const example =
    without === undefined
      ? ''
      : `; ${without.source} -> ${without.destination}: ${without.egress.because}, ${without.ingress.because}`
  const what = `${HOW[how]}${example}`
  const json = { how, ...(without === undefined ? {} : { without }) }
  return { kind: 'redundant', policy, pointer, what, json }
}

function broadOf(cluster: Cluster, reachability: Reachability): readonly Remarked[] {
  return broadRules(cluster, reachability).map((rule) => {
    const { policy, pointer, direction, remarks, peers, pods, conditional } = rule
    const words = [...new Set(remarks.map(({ what }) => what))].join('; ')
    const whom = peers === undefined ? '' : `${direction === 'ingress' ? 'from' : 'to'} ${peers}; `
    const what = `allows ${direction} ${whom}${words}${conditional === undefined ? '' : `, if ${conditional}`}`
    const named = peers === undefined ? {} : { peers }
    const json = {
      direction,
      remarks,
      ...named,
      pods,
      ...(conditional === undefined ? {} : { conditional }),
    }
    return { kind: 'broad', policy, pointer, what, json }
  })
}
