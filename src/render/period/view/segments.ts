import type { ControlNoun } from '../../../model/control.ts'
import type { ControlOutcome } from '../../../model/evaluation.ts'
import type { Segment, Spell } from '../../../model/period.ts'
import { counted, grouped, listed, prose, visible } from '../../text.ts'
import { OUTCOMES, outcomeWord } from '../../words.ts'
import type { PeriodPart } from '../schema.ts'
import { reasonOf, segmentWord } from '../words.ts'
import { pointWords, type RunNumbers } from './points.ts'

type SegmentView = PeriodPart['segments'][number]

/** One segment in words: how the control stood, over how many slots, and each spell in the order of time. */
export function segmentView(segment: Segment, noun: ControlNoun, numbers: RunNumbers): SegmentView {
  const { from, to, because, basis, word, slots, expected, without, spells } = segment
  return {
    ...{ from: numbers.point(from), to: numbers.point(to) },
    because: because.map(prose),
    checks: basis.checks.map(visible),
    word,
    sentence: `${wordOf(segment, noun)}: ${denominators(segment, noun)}`,
    outcomes: OUTCOMES.flatMap((outcome) =>
      slots[outcome] === 0 ? [] : [{ outcome, slots: slots[outcome] }],
    ),
    ...{ expected, without },
    spells: spells.map((spell, index) => spellView(spell, spells[index - 1], noun, numbers)),
  }
}

/** The word; where every snapshot has one result, that it was so in every snapshot. */
function wordOf({ word, spells }: Segment, noun: ControlNoun): string {
  const said = segmentWord(word, noun)
  return spells.length === 1 ? said.replace('at some time', 'in every snapshot') : said
}

/** `12 of 13 slots due, 1 without a result`; with several results each of them: `fail in 2, pass in 10 of 13 slots due, 1 without a result`. */
function denominators({ slots, expected, without, spells }: Segment, noun: ControlNoun): string {
  const seen = OUTCOMES.filter((outcome) => slots[outcome] > 0)
  const adHoc = spells.reduce((sum, spell) => sum + spell.adHoc, 0)
  const due = counted(expected, 'slot')
  const [only, ...others] = seen
  return [
    only === undefined
      ? `none of ${due} due`
      : others.length === 0
        ? `${grouped(slots[only])} of ${due} due`
        : `${seen.map((one) => inSlots(one, slots[one], noun)).join(', ')} of ${due} due`,
    `${grouped(without)} without a result`,
    ...(adHoc === 0
      ? []
      : [`besides, ${counted(adHoc, 'run')} that ${adHoc === 1 ? 'counts' : 'count'} for no slot`]),
  ].join(', ')
}

function inSlots(outcome: ControlOutcome, count: number, noun: ControlNoun): string {
  return `${outcomeWord(outcome, noun)} in ${grouped(count)}`
}

function spellView(
  spell: Spell,
  before: Spell | undefined,
  noun: ControlNoun,
  numbers: RunNumbers,
): SegmentView['spells'][number] {
  const { outcome, from, to, endedBy, slots, adHoc } = spell
  return {
    outcome,
    word: outcomeWord(outcome, noun),
    ...{ from: numbers.point(from), to: numbers.point(to) },
    ...(endedBy === undefined ? {} : { endedBy: numbers.point(endedBy) }),
    ...{ slots, adHoc },
    sentence: spellSentence(spell, before, numbers),
    reason: prose(reasonOf(spell)),
  }
}

/** `in 2 slots: first seen A, last seen B, ended between B and C`: snapshots say no more than that. */
function spellSentence(
  { from, to, endedBy, slots, adHoc }: Spell,
  before: Spell | undefined,
  numbers: RunNumbers,
): string {
  const counts = [
    ...(slots === 0 && adHoc > 0 ? [] : [counted(slots, 'slot')]),
    ...(adHoc === 0 ? [] : [`${counted(adHoc, 'run')} of no slot`]),
  ]
  if (before === undefined && endedBy === undefined)
    return `in every snapshot of the segment, ${listed(counts)}`
  const said = (point: Spell['from']) => pointWords(numbers.point(point))
  return `in ${listed(counts)}: ${[
    ...(before === undefined
      ? [`seen at the first snapshot, ${said(from)}`]
      : [`first seen ${said(from)}, begun after ${said(before.to)}`]),
    ...(from.run === to.run ? [] : [`last seen ${said(to)}`]),
    endedBy === undefined
      ? 'not ended in the segment'
      : `ended between ${said(to)} and ${said(endedBy)}`,
  ].join('; ')}`
}

/** `Of 3 clusters: failed at some time in 1 and held in every snapshot in 2.` `isSome`: they are those of several that some run read. */
export function clustersSentence(
  parts: readonly { readonly clusters: readonly string[]; readonly word: Segment['word'] }[],
  order: readonly Segment['word'][],
  noun: ControlNoun,
  isSome = false,
): string {
  const said = order.flatMap((word) => {
    const count = parts
      .filter((part) => part.word === word)
      .reduce((sum, { clusters }) => sum + clusters.length, 0)
    return count === 0 ? [] : [`${segmentWord(word, noun)} in ${grouped(count)}`]
  })
  const total = parts.reduce((sum, { clusters }) => sum + clusters.length, 0)
  const read = isSome ? (total === 1 ? ' that was read' : ' that were read') : ''
  return `Of ${counted(total, 'cluster')}${read}: ${listed(said)}.`
}
