import { hexOf } from '../../core/digest.ts'
import type { SampleSource } from '../../model/sample.ts'
import { POPULATION_WORDS } from '../period/words.ts'
import type { Table } from '../tables/table.ts'
import { visible } from '../text.ts'

/** Whose the sample is: exhibit only sorts. */
export const SELECTION = "the selection is the assessor's"

/** How items are chosen, for people. */
export const SELECTION_METHOD = 'ascending SHA-256(seed, LF, key), first n'

/** The sample row by row, in the order of its groups and places. */
export function drawnTable({ sample, askedBy }: SampleSource): Table {
  const { kind, seed, byCluster } = sample.question
  return {
    name: 'Sample',
    columns: [
      ...['place', 'number', 'type', 'cluster', 'item', 'key', 'SHA-256(seed, LF, key)'],
      ...['first snapshot', 'last snapshot', 'selection method', 'seed', 'strata'],
      ...['sampled', 'total', 'asked by', 'selection'],
    ],
    rows: function* () {
      for (const { total, items } of sample.groups)
        for (const { place, item, key, digest } of items)
          yield [
            ...[place, item.number, POPULATION_WORDS[kind].one, visible(item.cluster)],
            ...[visible(item.key), visible(key), hexOf(digest), item.first.asOf, item.last.asOf],
            ...[SELECTION_METHOD, visible(seed), byCluster ? 'cluster' : 'none'],
            ...[items.length, total, visible(askedBy ?? ''), SELECTION],
          ]
    },
  }
}
