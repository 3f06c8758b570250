import type { RunPoint } from '../../model/history.ts'
import type { PeriodRun } from '../../model/ledger.ts'
import type { PopulationItem } from '../../model/period.ts'
import type { ClusterReading } from './run-reading.ts'

type Kind = PopulationItem['kind']

const KINDS: readonly Kind[] = ['cluster', 'namespace', 'workload', 'policy', 'snapshot']

/** What was there in a period, each with the first and the last run that saw it. Grows with what there is, never with the runs, but for a line for each snapshot. */
export class Places {
  readonly #seen = new Map<string, { first: RunPoint; last: RunPoint }>()

  take({ id }: PeriodRun, { name, at, namespaces, workloads, memory }: ClusterReading): void {
    this.#note('cluster', name, name, at)
    this.#note('snapshot', name, `${id}/${name}`, at)
    this.takeNamespaces(name, namespaces, at)
    for (const each of workloads) this.#note('workload', name, each, at)
    if (memory?.policies.at.run === at.run)
      for (const { key } of memory.policies.policies) this.#note('policy', name, key, at)
  }

  /** Namespaces that no result speaks of are known from the snapshot alone. */
  takeNamespaces(cluster: string, names: readonly string[], at: RunPoint): void {
    for (const each of names) this.#note('namespace', cluster, each, at)
  }

  /** Numbered in the order of kind, cluster and key. */
  items(): readonly PopulationItem[] {
    const items = [...this.#seen].map(([place, { first, last }]) => {
      const [kind, cluster, key] = JSON.parse(place) as [Kind, string, string]
      return { kind, cluster, key, first, last }
    })
    items.sort(
      (one, two) =>
        KINDS.indexOf(one.kind) - KINDS.indexOf(two.kind) ||
        byText(one.cluster, two.cluster) ||
        byText(one.key, two.key),
    )
    return items.map((item, index) => ({ number: index + 1, ...item }))
  }

  #note(kind: Kind, cluster: string, key: string, at: RunPoint): void {
    const place = JSON.stringify([kind, cluster, key])
    const known = this.#seen.get(place)
    if (known === undefined) this.#seen.set(place, { first: at, last: at })
    else known.last = at
  }
}

function byText(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0
}
