import type { ControlNoun } from '../../../model/control.ts'
import type { SegmentWord } from '../../../model/period.ts'
import { counted, listed } from '../../text.ts'
import type { PeriodControl } from '../schema.ts'
import { SEGMENT_WORDS, segmentWord } from '../words.ts'
import { clustersSentence } from './segments.ts'

/** How a control stood in some clusters alike, none of which or all of which no run read. */
export type StoodIn = {
  readonly clusters: readonly string[]
  readonly word: SegmentWord
  readonly sentence: string
  readonly isRead: boolean
}

/** So many clusters are named in a sentence; more are counted. */
const MOST_NAMED = 3

/**
 * How a control stood, twice: over all clusters, where one that was never read leaves it open, and over those that some run read. Nobody may take the second for the
 * first, nor lose it behind what nobody could read.
 */
export function standing(
  parts: readonly StoodIn[],
  noun: ControlNoun,
): Pick<PeriodControl, 'word' | 'wordText' | 'read' | 'sentence'> {
  const read = parts.filter(({ isRead }) => isRead)
  const word = worstWord(parts)
  const inRead = read.length === 0 ? word : worstWord(read)
  return {
    word,
    wordText: segmentWord(word, noun),
    read: { word: inRead, text: segmentWord(inRead, noun) },
    sentence: [
      said(read.length === 0 ? parts : read, noun, read.length < parts.length),
      ...neverWords(parts, word === inRead ? undefined : word, noun),
    ].join(' '),
  }
}

/** The gravest of several words; undetermined of none. */
export function worstWord(all: readonly { readonly word: SegmentWord }[]): SegmentWord {
  return SEGMENT_WORDS.find((word) => all.some((one) => one.word === word)) ?? 'undetermined'
}

function said(parts: readonly StoodIn[], noun: ControlNoun, isSome: boolean): string {
  const [first, ...others] = parts
  if (first !== undefined && others.length === 0 && first.clusters.length === 1 && !isSome)
    return first.sentence
  return clustersSentence(parts, SEGMENT_WORDS, noun, isSome && parts[0]?.isRead === true)
}

/** What is known of clusters that no run read: nothing. `overall`: the word that they make of it, absent where it is the same without them. */
function neverWords(
  parts: readonly StoodIn[],
  overall: SegmentWord | undefined,
  noun: ControlNoun,
): readonly string[] {
  const clusters = parts.filter(({ isRead }) => !isRead).flatMap((part) => part.clusters)
  if (clusters.length === 0 || parts.every(({ isRead }) => !isRead)) return []
  const names =
    clusters.length > MOST_NAMED ? counted(clusters.length, 'cluster') : listed(clusters)
  const known = `Never read: ${names}, of which nothing is known`
  return [
    overall === undefined
      ? `${known}.`
      : `${known}: over all clusters it is ${segmentWord(overall, noun).replace(' at some time', '')}.`,
  ]
}
