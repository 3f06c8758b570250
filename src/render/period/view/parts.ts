import type { ControlNoun } from '../../../model/control.ts'
import type { ControlPeriod, PeriodSource, SegmentWord } from '../../../model/period.ts'
import { visible } from '../../text.ts'
import type { PeriodPart } from '../schema.ts'
import { segmentWord } from '../words.ts'
import type { RunNumbers } from './points.ts'
import { segmentView } from './segments.ts'
import { worstWord, type StoodIn } from './standing.ts'

/** What the parts of a control are made with. */
export type PartContext = {
  readonly source: PeriodSource
  readonly numbers: RunNumbers
  readonly isRead: (cluster: string) => boolean
}

/** A part, and whether its clusters were read: none of them or all. */
export type ReadPart = PeriodPart & StoodIn

/** As report.json shows it. */
export function partView({ clusters, word, sentence, segments }: ReadPart): PeriodPart {
  return { clusters, word, sentence, segments }
}

/** Clusters with equal segments as one part, in the order of the first of them. */
export function partsOf(
  noun: ControlNoun,
  all: readonly ControlPeriod[],
  { numbers, isRead }: PartContext,
): readonly ReadPart[] {
  const seen = all.map(({ cluster, segments }) => ({
    cluster,
    isRead: isRead(cluster),
    segments: segments.map((segment) => segmentView(segment, noun, numbers)),
  }))
  const alike = Map.groupBy(seen, (one) => JSON.stringify([one.isRead, one.segments]))
  return [...alike.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const { segments } = first
    const word = worstWord(segments)
    return {
      clusters: same.map(({ cluster }) => visible(cluster)),
      word,
      sentence:
        segments.length === 1
          ? (segments[0]?.sentence ?? '')
          : `${segmentWord(word, noun)}, in ${segments.length} segments that are not joined`,
      segments,
      isRead: first.isRead,
    }
  })
}

/** Clusters that were expected and have no result in any snapshot: nothing can be concluded of them. */
export function withoutAny(
  { id, noun }: { readonly id: string; readonly noun: ControlNoun },
  missing: readonly string[],
  { source, isRead }: PartContext,
): readonly ReadPart[] {
  const words = missing.map((cluster) => ({
    ...{ cluster, word: unreadWord(cluster, id, source), isRead: isRead(cluster) },
  }))
  return Array.from(
    Map.groupBy(words, (one) => JSON.stringify([one.word, one.isRead])).values(),
    (inIt) => {
      const [first] = inIt
      const { word, isRead: read } = first ?? { word: 'undetermined', isRead: false }
      return {
        clusters: inIt.map(({ cluster }) => visible(cluster)),
        word,
        sentence: `${word === 'undetermined' ? word : segmentWord(word, noun)}: no snapshot of the period has a result`,
        segments: [],
        isRead: read,
      }
    },
  )
}

/** A benchmark of another platform has no subjects in a cluster that was never read; everything else is undetermined there. */
function unreadWord(cluster: string, framework: string, { newest }: PeriodSource): SegmentWord {
  const said = newest?.clusters
    .find(({ name }) => name === cluster)
    ?.unread?.find((one) => one.framework === framework)
  return said?.outcome ?? 'undetermined'
}
