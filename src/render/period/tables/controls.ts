import type { ControlNoun } from '../../../model/control.ts'
import type { ControlPeriod, PeriodSource, Segment, Spell } from '../../../model/period.ts'
import { several, type Cell, type Table } from '../../tables/table.ts'
import { prose, visible } from '../../text.ts'
import { OUTCOMES, outcomeWord, shortOutcomeWord } from '../../words.ts'
import { reasonOf, segmentWord } from '../words.ts'

/** One row for each segment of each control in each cluster: segments are never joined. */
export function controls({ controls, newest }: PeriodSource): Table {
  const nouns = new Map(newest?.catalogue.frameworks.map(({ id, noun }) => [id, noun]))
  return {
    name: 'Controls',
    columns: [
      ...['framework', 'control', 'title', 'cluster', 'segment', 'of segments', 'word'],
      ...['first snapshot', 'run of the first', 'last snapshot', 'run of the last'],
      ...[
        'slots due',
        'without a result',
        ...OUTCOMES.map((one) => `slots ${shortOutcomeWord(one)}`),
      ],
      ...[
        'runs that count for no slot',
        'checks',
        'why not joined with the segment before',
        'spells',
      ],
    ],
    rows: function* () {
      for (const control of controls)
        for (const [index, segment] of control.segments.entries())
          yield segmentRow(control, segment, index, nouns.get(control.framework) ?? 'control')
    },
  }
}

function segmentRow(
  { framework, control, title, cluster, segments }: ControlPeriod,
  segment: Segment,
  index: number,
  noun: ControlNoun,
): readonly Cell[] {
  const { from, to, expected, without, slots, spells, basis, because, word } = segment
  return [
    ...[visible(framework), visible(control), prose(title), visible(cluster)],
    ...[index + 1, segments.length, segmentWord(word, noun)],
    ...[from.asOf, visible(from.run), to.asOf, visible(to.run), expected, without],
    ...OUTCOMES.map((outcome) => slots[outcome]),
    spells.reduce((sum, { adHoc }) => sum + adHoc, 0),
    several(basis.checks.map(visible)),
    several(because.map(prose)),
    several(spells.map((spell) => spellWords(spell, noun))),
  ]
}

/** `fail, first seen A, last seen B, ended by C: why`. */
function spellWords(spell: Spell, noun: ControlNoun): string {
  const { outcome, from, to, endedBy } = spell
  const end = endedBy === undefined ? '' : `, ended by ${endedBy.asOf}`
  return prose(
    `${outcomeWord(outcome, noun)}, first seen ${from.asOf}, last seen ${to.asOf}${end}: ${reasonOf(spell)}`,
  )
}
