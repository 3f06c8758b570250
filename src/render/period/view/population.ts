import { digestOf } from '../../../core/digest.ts'
import type { PeriodSource, PopulationItem } from '../../../model/period.ts'
import { visible } from '../../text.ts'
import type { PeriodReport } from '../schema.ts'
import { STATUS_WORDS } from '../../words.ts'
import { POPULATION_WORDS } from '../words.ts'

/** A population of so many items stands in the report itself; a longer one in its file alone. */
const MOST_INLINE = 200

/** The file that has the whole population. */
export const POPULATION_FILE = 'population.csv'

/** The population that samples are drawn from: its counts, the digest of its file, what was never read, and all of it where it is short. `bytes`: that file. */
export function populationView(
  { population: items, neverRead }: Pick<PeriodSource, 'population' | 'neverRead'>,
  bytes: Uint8Array,
): PeriodReport['population'] {
  const kinds = Object.entries(POPULATION_WORDS) as [
    PopulationItem['kind'],
    { one: string; many: string },
  ][]
  return {
    total: items.length,
    counts: kinds.map(([kind, { one, many }]) => {
      const count = items.filter((item) => item.kind === kind).length
      return { word: count === 1 ? one : many, count }
    }),
    neverRead: neverRead.map(({ cluster, status }) => ({
      ...{ cluster: visible(cluster), word: STATUS_WORDS[status] },
    })),
    file: POPULATION_FILE,
    digest: digestOf(bytes),
    size: bytes.length,
    inline: items.length > MOST_INLINE ? [] : items.map(itemView),
  }
}

function itemView({ number, kind, cluster, key, first, last }: PopulationItem) {
  return {
    number,
    kind: POPULATION_WORDS[kind].one,
    cluster: visible(cluster),
    key: visible(key),
    ...{ first: first.asOf, last: last.asOf },
  }
}
