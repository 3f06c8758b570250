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
export const FINDINGS = ['dangling', 'redundant', 'broad'] as const

/** Which findings are listed. */
export type WantedFindings = {
  /** absent: all kinds */
  readonly finding?: (typeof FINDINGS)[number]
  /** absent: policies of every namespace, and of none */
  readonly namespace?: string
}

type Finding = {
  readonly finding: (typeof FINDINGS)[number]
  readonly policy: ObjectKey
  readonly pointer: string
  readonly what: string
  readonly json: JsonObject
}

/** What is dangling, redundant or broad among the policies of a cluster; and of which objects it could not be said. */
export function policiesListing(
  cluster: Cluster,
  reachability: Reachability,
  { finding, namespace }: WantedFindings,
): Listing & { readonly notExamined: number } {
  const isWanted = (kind: Finding['finding']) => finding === undefined || finding === kind
  const redundancy = isWanted('redundant') ? redundantPolicies(reachability) : undefined
  const found: readonly Finding[] = [
    ...(isWanted('dangling') ? danglingOf(reachability) : []),
    ...(redundancy?.redundant ?? []).map(redundantFinding),
    ...(isWanted('broad') ? broadOf(cluster, reachability) : []),
  ]
  const isHere = (policy: ObjectKey) =>
    namespace === undefined || objectKeyParts(policy).namespace === namespace
  const shown = found.filter(({ policy }) => isHere(policy)).sort(byPlace)
  const notExamined = (redundancy?.notExamined ?? []).filter(isHere)
  return {
    columns: ['finding', 'policy', 'where', 'what'],
    rows: shown.map((each) => [each.finding, describeObject(each.policy), each.pointer, each.what]),
    json: {
      findings: shown.map(({ finding: kind, policy, pointer, what, json }) => ({
        ...{ finding: kind, policy, pointer, what },
        ...json,
      })),
      ...(redundancy === undefined ? {} : { notExamined }),
      assumptions: reachability.assumptions,
      blockers: reachability.blockers,
    },
    notExamined: notExamined.length,
  }
}

function byPlace(a: Finding, b: Finding): number {
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

function danglingOf(reachability: Reachability): readonly Finding[] {
  return danglingParts(reachability).map(({ policy, pointer, what, meant }) => ({
    finding: 'dangling',
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
} as const

function redundantFinding({ policy, pointer, how, without }: Redundant): Finding {
  const example =
    without === undefined
      ? ''
      : `; ${without.source} -> ${without.destination}: ${without.egress.because}, ${without.ingress.because}`
  const what = `${HOW[how]}${example}`
  const json = { how, ...(without === undefined ? {} : { without }) }
  return { finding: 'redundant', policy, pointer, what, json }
}

function broadOf(cluster: Cluster, reachability: Reachability): readonly Finding[] {
  return broadRules(cluster, reachability).map((rule) => {
    const { policy, pointer, direction, remarks, pods, conditional } = rule
    const words = [...new Set(remarks.map(({ what }) => what))].join('; ')
    const what = `allows ${direction} ${words}${conditional === undefined ? '' : `, if ${conditional}`}`
    const json = { direction, remarks, pods, ...(conditional === undefined ? {} : { conditional }) }
    return { finding: 'broad', policy, pointer, what, json }
  })
}
