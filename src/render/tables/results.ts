import type { CountsView, FrameworkView, Report } from '../report-schema.ts'
import { OUTCOMES, shortOutcomeWord } from '../words.ts'
import { several, yesNo, type Cell, type Table } from './table.ts'

const COUNTS = [
  ...['population', 'pass', 'fail', 'waived'],
  ...['undetermined', 'of these out of reach', 'outside the check'],
]

/** How many controls of each framework have which result: in each cluster, and over all clusters each with its worst. */
export function resultsByCluster({ frameworks }: Report): Table {
  return {
    name: 'Results by cluster',
    columns: [
      ...['framework', 'title', 'cluster', 'read'],
      ...OUTCOMES.map(shortOutcomeWord),
      ...['of the undetermined out of reach', 'all', 'note'],
    ],
    rows: function* () {
      for (const framework of frameworks) {
        for (const { cluster, read, tallies, outOfReach } of framework.clusters)
          yield tallyRow(framework, [cluster, yesNo(read)], { tallies, outOfReach })
        yield tallyRow(framework, ['all clusters', ''], framework)
      }
    },
  }
}

function tallyRow(
  { id, title, version, total, silence }: FrameworkView,
  which: readonly string[],
  { tallies, outOfReach }: Pick<FrameworkView, 'tallies' | 'outOfReach'>,
): readonly Cell[] {
  const counts = tallies.map(({ count }) => count)
  return [id, `${title} ${version}`, ...which, ...counts, outOfReach, total, silence ?? '']
}

/** One row for each control, with its worst result over the expected clusters and what it is made of. */
export function controls({ frameworks }: Report): Table {
  return {
    name: 'Controls',
    columns: [
      ...['framework', 'control', 'title', 'result', 'reason', ...COUNTS],
      ...['method', "framework's own method", 'section', 'level', 'checks'],
      ...['supports testing procedures', 'a person has to state'],
      ...['not covered by this evidence', 'related'],
    ],
    rows: function* () {
      for (const { id, controls } of frameworks)
        for (const control of controls)
          yield [
            ...[id, control.id, control.title, control.word, control.reason],
            ...countCells(control.counts),
            ...[control.methodWord, control.ownMethod ?? '', control.section ?? ''],
            ...[control.level ?? '', several(control.checks.map(checkWords))],
            ...[several(control.procedures), control.signOff ?? '', control.residual],
            several(control.related),
          ]
    },
  }
}

/** The same in each cluster. */
export function controlsInClusters({ frameworks }: Report): Table {
  return {
    name: 'Controls in clusters',
    columns: [...['framework', 'control', 'title', 'cluster', 'result', 'reason'], ...COUNTS],
    rows: function* () {
      for (const framework of frameworks)
        for (const control of framework.controls)
          for (const { cluster, word, reason, counts } of control.clusters)
            yield [
              ...[framework.id, control.id, control.title, cluster, word, reason],
              ...countCells(counts),
            ]
    },
  }
}

/** Empty where the population is not known. */
function countCells(counts: CountsView | undefined): readonly Cell[] {
  if (counts === undefined) return COUNTS.map(() => '')
  const { population, pass, fail, waived, undetermined, outOfReach, notApplicable } = counts
  return [population, pass, fail, waived, undetermined, outOfReach, notApplicable]
}

function checkWords({
  id,
  version,
  parameters,
}: FrameworkView['controls'][number]['checks'][number]): string {
  return [`${id}${version === undefined ? '' : ` version ${version}`}`, ...parameters].join(', ')
}
