import { objectKeyParts } from '../../core/object-key.ts'
import type { Comparison, ConnectivityChange } from '../../model/comparison.ts'
import { partWords } from '../comparison-periods.ts'
import { prose, visible } from '../text.ts'
import { trafficWords } from '../view/evidence.ts'
import { shortOutcomeWord } from '../words.ts'
import { several, type Table } from './table.ts'

/** One row for each control in each cluster, also those that did not move. */
export function controlChanges({ controls }: Comparison): Table {
  return {
    name: 'Controls',
    columns: [
      ...['framework', 'control', 'title', 'cluster', 'state', 'incomparable because of'],
      ...['before', 'after', 'reason', 'newly failing', 'no longer failing'],
    ],
    rows: function* () {
      for (const each of controls)
        yield [
          ...[visible(each.framework), visible(each.control), prose(each.title)],
          ...[visible(each.cluster), each.state, each.because ?? ''],
          each.before === undefined ? '' : shortOutcomeWord(each.before),
          each.after === undefined ? '' : shortOutcomeWord(each.after),
          prose(each.reason),
          several(each.newlyFailing.map(visible)),
          several(each.noLongerFailing.map(visible)),
        ]
    },
  }
}

/** One row for each object that came, went or changed. */
export function objectChanges({ objects }: Comparison): Table {
  return {
    name: 'Objects',
    columns: ['cluster', 'change', 'group', 'kind', 'namespace', 'name', 'key'],
    rows: function* () {
      for (const { cluster, change, key } of objects) {
        const { group, kind, namespace, name } = objectKeyParts(key)
        yield [cluster, change, group, kind, namespace, name, key].map(visible)
      }
    },
  }
}

/** One row for each line of connectivity, ungrouped. */
export function connectionChanges({ connectivity }: Comparison): Table {
  return {
    name: 'Connections',
    columns: [
      ...['cluster', 'change', 'from', 'to', 'traffic', 'undecided', 'CDE', 'pairs of pods'],
      ...['cause', 'example from', 'example to', 'example on', 'leaving', 'arriving'],
    ],
    rows: function* () {
      for (const each of connectivity) {
        const { source, destination, protocol, port, egress, ingress } = each.example
        yield [
          ...[each.cluster, each.change, each.from, each.to].map(visible),
          ...[portWords(each.ports), portWords(each.undecided), each.cde ?? '', each.pairs],
          several(each.cause.map(prose)),
          ...[visible(source), visible(destination), trafficWords(protocol, port, port)],
          ...[visible(egress.because), visible(ingress.because)],
        ]
      }
    },
  }
}

/** One row for each way in from outside that opened or closed, and for each workload that became connected to the CDE or no longer is. */
export function outsideChanges({ openings, connected }: Comparison): Table {
  return {
    name: 'Openings',
    columns: ['cluster', 'change', 'by', 'pointer', 'workload', 'traffic', 'through', 'detail'],
    rows: function* () {
      for (const each of openings)
        yield [
          ...[each.cluster, each.change, each.source, each.pointer, each.workload].map(visible),
          trafficWords(each.protocol, each.port, each.port),
          prose(each.through ?? ''),
          several([...each.hosts, ...each.sourceRanges].map(visible)),
        ]
      for (const { cluster, change, workload, direction, chain } of connected)
        yield [
          ...[visible(cluster), change, direction, '', visible(workload), '', ''],
          several(
            chain.map(({ from, to, ports }) => visible(`${from} to ${to}: ${portWords(ports)}`)),
          ),
        ]
    },
  }
}

/** One row for each control in each cluster over two periods. */
export function periodControlChanges({ periods }: Comparison): Table {
  return {
    name: 'Periods',
    columns: [
      ...['framework', 'control', 'title', 'cluster', 'state', 'incomparable because of'],
      ...['why', 'before', 'after', 'period before', 'period after'],
    ],
    rows: function* () {
      const sides = periods === undefined ? [] : [periods.base, periods.head]
      const names = sides.map(({ period }) => visible(period.name))
      for (const each of periods?.controls ?? [])
        yield [
          ...[visible(each.framework), visible(each.control), prose(each.title)],
          ...[visible(each.cluster), each.state, several(each.because.map(visible))],
          several(each.why.map(prose)),
          ...[several(each.before.map(partWords)), several(each.after.map(partWords)), ...names],
        ]
    },
  }
}

function portWords(ports: ConnectivityChange['ports']): string {
  return ports.map(({ protocol, from, to }) => trafficWords(protocol, from, to)).join(', ')
}
