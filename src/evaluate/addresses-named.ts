import type { FlowSide, Organisation } from '../model/scope.ts'

/**
 * The CIDRs that the organisation's files name, sorted: the analysis tells addresses apart there too, so that flows and networks hold whole
 * ranges and together may hold what a policy allows at once.
 */
export function addressesNamedBy({ flows = [], scope }: Organisation): readonly string[] {
  const cidrs = [
    ...flows.flatMap(({ from, to }) => [...cidrsOf(from), ...cidrsOf(to)]),
    ...(scope?.networks ?? []).flatMap((network) => network.cidrs),
  ]
  return [...new Set(cidrs)].sort()
}

function cidrsOf(side: FlowSide): readonly string[] {
  return side.kind === 'cidrs' ? side.cidrs : []
}
