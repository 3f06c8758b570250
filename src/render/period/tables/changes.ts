import type { ConnectivityChange } from '../../../model/comparison.ts'
import type {
  ConnectivityStep,
  PeriodSource,
  PolicyChangeSeen,
  StatedChange,
} from '../../../model/period.ts'
import { entryWords } from '../../entry-words.ts'
import { several, type Cell, type Table } from '../../tables/table.ts'
import { prose, visible } from '../../text.ts'
import { trafficWords } from '../../view/evidence.ts'
import { CHANGE_WORDS } from '../../words.ts'
import { POLICY_CHANGE_WORDS, STATED_WORDS } from '../words.ts'

/** The kind of a row that is no change: what of two runs in a row could not be compared. */
const NOT_COMPARED = 'not compared'

/** One row for each change by first sight: policies, the organisation's files and what runs rest on, significant changes, and each line of connectivity; then what could not be compared. */
export function changes({ changes }: PeriodSource): Table {
  return {
    name: 'Changes',
    columns: [
      ...['kind', 'cluster', 'not yet in run', 'first seen in run', 'first seen'],
      ...['what', 'change', 'digest', 'client programs, self-declared; person not shown'],
      ...[
        'listed in the file of changes',
        'ticket',
        'approval',
        'listed date',
        'claimed by the object',
        'more',
      ],
    ],
    rows: function* () {
      for (const one of changes.policies) yield policyRow(one)
      for (const one of changes.stated) yield statedRow(one)
      for (const { cluster, kind, what, from, to } of changes.significant)
        yield plainRow(
          'significant change',
          cluster,
          { from: from.run, to },
          CHANGE_WORDS[kind],
          '',
          several(what.map(prose)),
        )
      for (const step of changes.connectivity) yield* stepRows(step)
      for (const gap of changes.gaps) yield openRow(gap)
    },
  }
}

function policyRow(change: PolicyChangeSeen): readonly Cell[] {
  const { cluster, from, to, key, digest, programs, listed, claimed } = change
  return [
    ...['policy object', visible(cluster), visible(from.run), visible(to.run), to.asOf],
    ...[visible(key), POLICY_CHANGE_WORDS[change.change], digest],
    several(
      programs.map(({ manager, operation, at }) =>
        visible(`${manager} ${operation} ${at ?? ''}`.trim()),
      ),
    ),
    ...(listed === undefined
      ? ['no entry', '', '', '']
      : [
          ...[visible(listed.id), visible(listed.ticket)],
          ...[prose(`listed as approved by ${listed.approvedBy}`), visible(listed.date)],
        ]),
    several(claimed.map(visible)),
    '',
  ]
}

function statedRow(stated: StatedChange): readonly Cell[] {
  const kind = STATED_WORDS[stated.kind]
  if (stated.kind !== 'organisation') return plainRow(kind, '', stated, prose(stated.what), '', '')
  const { file, entry, change, what } = stated.change
  return plainRow(
    kind,
    '',
    stated,
    visible(`${file}: ${entry}`),
    visible(change),
    entryWords(what).what,
  )
}

type Seen = Pick<StatedChange, 'from' | 'to'>

function plainRow(
  kind: string,
  cluster: string,
  { from, to }: Seen,
  what: string,
  change: string,
  more: string,
): readonly Cell[] {
  return [
    ...[kind, visible(cluster), visible(from), visible(to.run), to.asOf, what, change],
    ...['', '', '', '', '', '', '', more],
  ]
}

function* stepRows(step: ConnectivityStep): Generator<readonly Cell[]> {
  const { cluster, from, to } = step
  const seen = { from: from.run, to }
  for (const line of step.connectivity)
    yield plainRow('connection', cluster, seen, lineWords(line), line.change, lineMore(line))
  for (const { workload, change, direction } of step.connected)
    yield plainRow('connected to the CDE', cluster, seen, visible(workload), change, direction)
  for (const { kind, source, workload, change } of step.openings)
    yield plainRow(
      'way in from outside',
      cluster,
      seen,
      visible(`${kind} ${source} to ${workload}`),
      change,
      '',
    )
  if (step.gaps.length > 0)
    yield plainRow(NOT_COMPARED, cluster, seen, 'connectivity', '', several(step.gaps.map(prose)))
}

/** What was not compared besides connectivity; between which runs, and of which cluster, is part of what it says. */
function openRow(gap: string): readonly Cell[] {
  return [NOT_COMPARED, '', '', '', '', prose(gap), ...Array.from({ length: 9 }, () => '')]
}

function lineWords({ from, to, ports }: ConnectivityChange): string {
  const traffic = ports.map((one) => trafficWords(one.protocol, one.from, one.to))
  return visible(`${from} to ${to} on ${traffic.join(', ')}`)
}

function lineMore({ pairs, cde, cause }: ConnectivityChange): string {
  return several([
    `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of pods`,
    ...(cde === undefined ? [] : [`CDE: ${cde}`]),
    ...cause.map((one) => `cause: ${prose(one)}`),
  ])
}
