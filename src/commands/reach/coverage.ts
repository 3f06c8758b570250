import { describeObject } from '../../analyse/names.ts'
import { coverageByNamespace } from '../../analyse/queries/coverage.ts'
import type { Coverage } from '../../analyse/queries/coverage.ts'
import type { AllowedBy } from '../../model/bypass.ts'
import type { Reachability } from '../../model/reachability.ts'
import type { Listing } from './listing.ts'

const DIRECTIONS = ['ingress', 'egress'] as const

/** How far policies isolate the pods of each namespace, or of one, in each direction. */
export function coverageListing(
  reachability: Reachability,
  namespace: string | undefined,
): Listing {
  const found = coverageByNamespace(reachability).filter(
    (each) => namespace === undefined || each.namespace === namespace,
  )
  return {
    columns: [
      'namespace',
      'direction',
      'pods',
      'isolated',
      'host network',
      'open',
      'allowed by',
      'undecided',
      'by',
    ],
    rows: found.flatMap((each) =>
      DIRECTIONS.map((direction) => [
        each.namespace,
        direction,
        ...cells(each[direction], each.allowedBy[direction]),
      ]),
    ),
    json: {
      namespaces: found,
    },
  }
}

function cells(
  { pods, isolated, hostNetwork, open, unclear, policies }: Coverage,
  allowedBy: AllowedBy,
): string[] {
  const allows = allowedBy.kind === 'profile' ? `profile ${allowedBy.name}` : allowedBy.kind
  return [
    String(pods),
    String(isolated),
    String(hostNetwork),
    some(open),
    open.length === 0 ? '' : allows,
    some(unclear),
    some(policies.map(describeObject)),
  ]
}

/** Three names and how many more: JSON has all of them. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}
