import type { IpRange } from '../core/ip-address.ts'
import type { Endpoint } from '../model/reachability.ts'
import type { FlowSide, Scope } from '../model/scope.ts'
import { holdsCell, meetsCell, rangesOf } from '../analyse/engine/address-ranges.ts'
import { selectsPod } from './scope-of.ts'

/** Whether a side of a flow means every pod and address of an endpoint, or may mean some of them: a name (FQDN) may be any address. */
export type SideTest = (endpoint: Endpoint, how: 'every' | 'some') => boolean

/** The test of one side of a flow in one cluster. */
export function sideTest(cluster: string, scope: Scope | undefined, side: FlowSide): SideTest {
  switch (side.kind) {
    case 'subjects':
      return (endpoint, how) =>
        endpoint.kind === 'pods' &&
        (how === 'every'
          ? endpoint.pods.every((pod) => selectsPod(side.subjects, cluster, pod) === 'yes')
          : endpoint.pods.some((pod) => selectsPod(side.subjects, cluster, pod) !== 'no'))
    case 'cidrs':
      return addressTest(rangesOf(side.cidrs))
    case 'network': {
      const zone = scope?.networks.find(({ id }) => id === side.network)
      return addressTest(rangesOf(zone?.cidrs ?? []))
    }
    case 'fqdn':
      return (endpoint, how) => how === 'some' && endpoint.kind === 'addresses'
  }
}

function addressTest(ranges: readonly IpRange[]): SideTest {
  return (endpoint, how) =>
    endpoint.kind === 'addresses' &&
    (how === 'every' ? holdsCell(ranges, endpoint) : meetsCell(ranges, endpoint))
}
