import type { PeriodRun } from '../model/ledger.ts'
import type { NeverRead, PopulationItem } from '../model/period.ts'

/** Clusters that some runs expected and that are no item of what they saw, sorted by name; those that a dated entry retires are not expected. `runs`: in the order of time. */
export function neverRead(
  runs: readonly PeriodRun[],
  population: readonly PopulationItem[],
): readonly NeverRead[] {
  const read = new Set(population.map(({ cluster }) => cluster))
  const expected = runs
    .flatMap(({ clusters }) => clusters)
    .filter(({ name, status }) => status !== 'retired' && !read.has(name))
  const newest = new Map(expected.map(({ name, status }) => [name, status]))
  return [...newest]
    .map(([cluster, status]) => ({ cluster, status }))
    .sort((one, two) => (one.cluster < two.cluster ? -1 : 1))
}
