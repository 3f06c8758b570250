import type { Ledger, LedgerCell, Period } from '../../model/ledger.ts'
import type { Gathered } from './gather.ts'

/** What a reader of a period's report must know first: what is missing, in the order of weight. */
export function periodNotes(
  period: Period,
  ledger: Ledger,
  { newest, gaps }: Gathered,
): readonly string[] {
  const cells = ledger.rows.flatMap(({ cluster, cells: all }) =>
    all.map((cell) => ({ cluster, ...cell })),
  )
  const of = (state: LedgerCell['state']) => cells.filter((cell) => cell.state === state)
  const missed = [...new Set(of('missed').map(({ slot }) => slot))]
  const silent = new Set(
    of('missed')
      .filter(({ said }) => said?.kind === 'silent')
      .map(({ slot }) => slot),
  )
  const unread = ledger.rows.map(({ cluster }) => cluster).filter((cluster) => !newest.has(cluster))
  const toCome = [...new Set(of('to-come').map(({ slot }) => slot))]
  return [
    ...(toCome.length === 0
      ? []
      : [
          `INTERIM: the period ends at ${period.to}, and ${countOf(toCome.length, 'slot')} of it ${toCome.length === 1 ? 'is' : 'are'} still to come`,
        ]),
    ...(ledger.beginsWith === undefined || ledger.beginsWith <= period.from
      ? []
      : [
          `the archive begins with the slot ${ledger.beginsWith}: nothing is known of the period before it`,
        ]),
    ...(missed.length === 0
      ? []
      : [
          `${countOf(missed.length, 'slot')} without a run: ${missed.join(', ')}${silent.size === 0 ? '' : `; for ${silent.size} of them nothing in writing says why`}`,
        ]),
    ...(of('partial').length === 0
      ? []
      : [
          `${countOf(of('partial').length, 'slot')} of single clusters were read in part, or not at all`,
        ]),
    ...unread.map((cluster) => `cluster ${cluster} was read by no run of the period`),
    ...(ledger.schedules.some(({ statedBy }) => statedBy === 'configuration')
      ? [
          'the schedule of some runs is not recorded: what was due follows from the configuration of whoever made this report',
        ]
      : []),
    ...(gaps.length === 0
      ? []
      : [`${countOf(gaps.length, 'comparison')} between runs could not be made, or not whole`]),
  ]
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
