import { describeEndpoint } from '../analyse/names.ts'
import type { ConnectedDifference } from '../analyse/queries/connected.ts'
import type { ConnectedChange } from '../model/comparison.ts'

/** A workload that became connected, or no longer is, as it stands in a comparison: by names. */
export function connectedChange(
  cluster: string,
  { change, workload, direction, chain }: ConnectedDifference,
): ConnectedChange {
  return {
    cluster,
    change,
    workload,
    direction,
    chain: chain.map(({ source, destination, ports, certain }) => ({
      from: describeEndpoint(source),
      to: describeEndpoint(destination),
      ports,
      certain,
    })),
  }
}
