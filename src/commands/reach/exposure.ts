import { describePath } from '../../analyse/exposure/outside-paths.ts'
import { describeObject } from '../../analyse/names.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { OutsidePath } from '../../model/passage.ts'
import type { Reachability } from '../../model/reachability.ts'
import type { Listing } from './listing.ts'
import { describeOutside, outsideData, outsidePaths } from './outside.ts'

/** Everything that opens pods to the outside, or those of one namespace, with the paths and what the policies say of each. */
export function exposureListing(
  cluster: Cluster,
  reachability: Reachability,
  namespace: string | undefined,
  explain: boolean,
): Listing {
  const paths = outsidePaths(cluster, reachability, reachability.endpoints, undefined).filter(
    ({ exposure }) => namespace === undefined || exposure.namespace === namespace,
  )
  return {
    columns: ['kind', 'by', 'sources', 'verdict', 'path'],
    rows: paths.map((path) => [
      path.exposure.kind,
      describeObject(path.exposure.source),
      sourcesOf(path),
      path.verdict === 'indeterminate' ? 'undecided' : path.verdict,
      describePath(path),
    ]),
    json: {
      paths: outsideData(paths),
    },
    ...(explain && paths.length > 0 ? { text: describeOutside(paths, true) } : {}),
  }
}

/** Who may come: the source ranges of the load balancer on the first step, else anyone; with its claim that it is internal. */
function sourcesOf({ exposure, hops }: OutsidePath): string {
  const { sourceRanges, internalBy } = hops[0]?.entrance ?? exposure
  const sources = sourceRanges.length === 0 ? 'any' : sourceRanges.join(' ')
  return internalBy === undefined ? sources : `${sources}, claimed to be internal by ${internalBy}`
}
