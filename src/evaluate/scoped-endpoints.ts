import type { IpRange } from '../core/ip-address.ts'
import type { ScopedEndpoint, ScopedWorkload, SegmentClass } from '../model/check.ts'
import type { AddressCell, PodClass, Reachability } from '../model/reachability.ts'
import type { NetworkZone, Scope } from '../model/scope.ts'
import { describeCell, holdsCell, rangesOf, without } from '../analyse/engine/address-ranges.ts'
import { isOfPlatform, workloadName } from './scoped-workloads.ts'

type Zones = { readonly trusted: readonly IpRange[]; readonly known: readonly IpRange[] }

/** Every endpoint of the analysis with what the scope says of it, in the order of the endpoints. */
export function scopedEndpoints(
  reachability: Reachability,
  workloads: readonly ScopedWorkload[],
  scope: Scope | undefined,
): readonly ScopedEndpoint[] {
  const holders = holdersOf(workloads)
  const zones = zonesOf(scope)
  return reachability.endpoints.map((endpoint) =>
    endpoint.kind === 'pods'
      ? podEndpoint(endpoint, holders.get(endpoint) ?? [])
      : addressEndpoint(endpoint, zones),
  )
}

function holdersOf(workloads: readonly ScopedWorkload[]): Map<PodClass, ScopedWorkload[]> {
  const holders = new Map<PodClass, ScopedWorkload[]>()
  for (const workload of workloads) {
    for (const endpoint of workload.endpoints) {
      const known = holders.get(endpoint)
      if (known === undefined) holders.set(endpoint, [workload])
      else known.push(workload)
    }
  }
  return holders
}

function podEndpoint(endpoint: PodClass, holders: readonly ScopedWorkload[]): ScopedEndpoint {
  const classes = [...new Set<SegmentClass>(holders.map((workload) => workload.class))].sort()
  const dmz = holders.length > 0 && holders.every(({ rule }) => rule?.dmz === true)
  const ofNode =
    endpoint.hostNetwork && holders.length > 0 && holders.every((each) => isOfPlatform(each))
  return Object.freeze({ endpoint, name: workloadName(endpoint), classes, dmz, ofNode })
}

function addressEndpoint(endpoint: AddressCell, zones: Zones): ScopedEndpoint {
  return Object.freeze({
    endpoint,
    name: describeCell(endpoint),
    classes: [],
    zone: zoneOf(endpoint, zones),
    dmz: false,
    ofNode: false,
  })
}

/** A zone is only what holds the whole cell; a cell that reaches beyond the known networks is untrusted. */
function zoneOf(cell: AddressCell, zones: Zones): NetworkZone['kind'] {
  if (holdsCell(zones.trusted, cell)) return 'trusted'
  return holdsCell(zones.known, cell) ? 'third-party' : 'untrusted'
}

function zonesOf(scope: Scope | undefined): Zones {
  const cidrs = (...kinds: readonly NetworkZone['kind'][]) =>
    (scope?.networks ?? []).filter(({ kind }) => kinds.includes(kind)).flatMap((zone) => zone.cidrs)
  const untrusted = rangesOf(cidrs('untrusted'))
  return {
    trusted: without(rangesOf(cidrs('trusted')), untrusted),
    known: without(rangesOf(cidrs('trusted', 'third-party')), untrusted),
  }
}
