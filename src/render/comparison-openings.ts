import { objectKeyParts } from '../core/object-key.ts'
import type { Comparison, OpeningChange } from '../model/comparison.ts'
import { prose, visible } from './text.ts'
import { trafficWords } from './view/evidence.ts'

/** So many of each cluster and change are listed: comparison.json has all of them. */
const LISTED = 100

const TITLES = { opened: 'Opened', closed: 'Closed' } as const

/** Which ways from outside opened and closed, as the page shows it. */
export function openingsView({ openings, compared }: Comparison) {
  return { compared: compared.openings.map(visible), groups: openingGroups(openings) }
}

/** The same ways by cluster, what opened first; of a long list the first. */
export function openingGroups(openings: readonly OpeningChange[]) {
  const changes = openings.toSorted((a, b) => RANK[a.change] - RANK[b.change])
  const groups = Map.groupBy(changes, ({ cluster, change }) => JSON.stringify([cluster, change]))
  return Array.from(groups.values(), (group) => ({
    cluster: visible(group[0]?.cluster ?? ''),
    title: group[0] === undefined ? '' : TITLES[group[0].change],
    count: group.length,
    rows: group.slice(0, LISTED).map(openingView),
    more: Math.max(0, group.length - LISTED),
  }))
}

const RANK = { opened: 0, closed: 1 } as const

function openingView(opening: OpeningChange) {
  const { kind, source, pointer, protocol, port, targetPort, workload, through } = opening
  const parts = objectKeyParts(source)
  const by = kind === parts.kind ? '' : `${kind} by `
  return {
    by: visible(`${by}${parts.kind} ${parts.namespace}/${parts.name}`),
    pointer: visible(pointer),
    traffic: port === undefined ? `${protocol}, any port` : trafficWords(protocol, port, port),
    workload: visible(workload),
    targetPort: targetPort === undefined ? '' : String(targetPort),
    through: prose(through ?? ''),
    hosts: opening.hosts.map(visible),
    sourceRanges: opening.sourceRanges.map(visible),
  }
}
