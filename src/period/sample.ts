import { digestOf } from '../core/digest.ts'
import { Fault } from '../core/fault.ts'
import type { PopulationItem } from '../model/period.ts'
import type { Sample, SampledItem, SampleGroup, SampleQuestion } from '../model/sample.ts'

/** What cannot be on one line, or has no UTF-8 form: it would hash otherwise elsewhere. */
const NOT_ON_A_LINE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u

/** Whether text is on one line and hashes everywhere to the same digest. */
export function isLine(text: string): boolean {
  return text !== '' && !NOT_ON_A_LINE.test(text)
}

/**
 * The items of one kind that come first when all are sorted by SHA-256(seed, LF, key): whoever has seed and keys gets the same list, and nobody can steer it who does not know
 * the seed. With strata, the first of each cluster.
 *
 * Throws Fault `UNREADABLE` for a key that is not on one line or stands twice: nothing could be drawn from that by hand.
 */
export function sampleOf(population: readonly PopulationItem[], question: SampleQuestion): Sample {
  const { kind, seed } = question
  const items = population.filter((item) => item.kind === kind)
  const keys = items.toSorted((one, two) => one.number - two.number).map(samplingKey)
  requireKeys(keys)
  const ordered = items
    .map((item) => ({ item, key: samplingKey(item) }))
    .map((each) => ({ ...each, digest: digestOf(`${seed}\n${each.key}`) }))
    .sort((one, two) => (one.digest < two.digest ? -1 : 1))
  return { question, keys, groups: groupsOf(ordered, question) }
}

/** What names an item among all of its kind: its cluster and its key, `prod/shop/Deployment/web`; of clusters and snapshots the key alone, which has the cluster in it. */
export function samplingKey({ kind, cluster, key }: PopulationItem): string {
  return kind === 'cluster' || kind === 'snapshot' ? key : `${cluster}/${key}`
}

function requireKeys(keys: readonly string[]): void {
  const seen = new Set<string>()
  for (const key of keys) {
    const why = isLine(key) ? 'stands twice in the population' : 'is not one line of text'
    if (isLine(key) && !seen.has(key)) seen.add(key)
    else throw new Fault('UNREADABLE', `no sample can be drawn: ${JSON.stringify(key)} ${why}`)
  }
}

type Ordered = Omit<SampledItem, 'place'>

function groupsOf(
  ordered: readonly Ordered[],
  { size, byCluster }: SampleQuestion,
): readonly SampleGroup[] {
  if (!byCluster) return [firstOf(ordered, size)]
  const clusters = Map.groupBy(ordered, ({ item }) => item.cluster)
  return [...clusters]
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([cluster, items]) => ({ cluster, ...firstOf(items, size) }))
}

function firstOf(ordered: readonly Ordered[], size: number): SampleGroup {
  return {
    total: ordered.length,
    items: ordered.slice(0, size).map((each, index) => ({ place: index + 1, ...each })),
  }
}
