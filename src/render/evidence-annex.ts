import type { ClusterView, ControlInCluster, SubjectView } from './report-schema.ts'

type Observation = SubjectView['evidence'][number]

/** A control with the results that cite evidence. */
export type Citing = {
  /** `pci-dss-4.0.1` */
  readonly framework: string
  readonly id: string
  readonly anchor: string
  readonly clusters: readonly Pick<ControlInCluster, 'cluster' | 'subjects'>[]
}

/** One object of the annex with observations of it whose numbers follow each other. */
export type EvidenceEntry = {
  readonly cluster: string
  readonly object: string
  /** SHA-256 of its canonical line; empty: it is not among the objects that were read */
  readonly digest: string
  readonly seen: readonly EvidenceSeen[]
}

/** One observation, and which controls rest on it. */
export type EvidenceSeen = Pick<Observation, 'number' | 'pointer' | 'value'> & {
  readonly anchor: string
  /** it says no more than that its object is there */
  readonly isPresence: boolean
  /** in the order of the report, the first few */
  readonly frameworks: readonly {
    readonly framework: string
    readonly controls: readonly { readonly id: string; readonly anchor: string }[]
  }[]
  /** how many more controls rest on it */
  readonly more: number
}

/** So many controls are named beside one observation. */
const MOST = 6

/** The place of a number in the annex. */
export function evidenceAnchor(number: string): string {
  return `e${number.slice(number.lastIndexOf('-') + 1)}`
}

type Cited = Observation & { readonly cluster: string; readonly controls: Citing[] }

/** Every observation that is cited by a number once, by that number; those of one object whose numbers follow each other as one entry. */
export function evidenceEntries(
  all: Iterable<Citing>,
  clusters: readonly Pick<ClusterView, 'name' | 'evidence'>[],
): readonly EvidenceEntry[] {
  const digests = new Map(
    clusters.map(({ name, evidence }) => [
      name,
      new Map(evidence.map(({ object, digest }) => [object, digest])),
    ]),
  )
  const entries: (EvidenceEntry & { readonly seen: EvidenceSeen[] })[] = []
  for (const cited of citedOf(all).sort((one, other) => countOf(one) - countOf(other))) {
    const { cluster, object } = cited
    const last = entries.at(-1)
    if (last?.cluster === cluster && last.object === object) last.seen.push(seenOf(cited))
    else {
      const digest = digests.get(cluster)?.get(object) ?? ''
      entries.push({ cluster, object, digest, seen: [seenOf(cited)] })
    }
  }
  return entries
}

function citedOf(all: Iterable<Citing>): Cited[] {
  const known = new Map<string, Cited>()
  for (const control of all)
    for (const { cluster, subjects } of control.clusters)
      for (const { evidence } of subjects)
        for (const each of evidence) {
          if (each.number === '') continue
          const cited = known.get(each.number)
          if (cited === undefined) known.set(each.number, { ...each, cluster, controls: [control] })
          else if (cited.controls.at(-1) !== control) cited.controls.push(control)
        }
  return [...known.values()]
}

function countOf({ number }: Pick<Observation, 'number'>): number {
  return Number(number.slice(number.lastIndexOf('-') + 1))
}

/** Whether an observation says no more than that its object is there. */
export function isPresence({ object, pointer, value }: Omit<Observation, 'number'>): boolean {
  return pointer === '/metadata/name' && object.split('/').at(-1) === value
}

function seenOf(cited: Cited): EvidenceSeen {
  const { number, pointer, value, controls } = cited
  const shown = Map.groupBy(controls.slice(0, MOST), ({ framework }) => framework)
  return {
    ...{ number, pointer, value, anchor: evidenceAnchor(number), isPresence: isPresence(cited) },
    frameworks: Array.from(shown, ([framework, inIt]) => ({
      framework,
      controls: inIt.map(({ id, anchor }) => ({ id, anchor })),
    })),
    more: Math.max(0, controls.length - MOST),
  }
}

/** The controls of some frameworks, each with its results. */
export function* citing<Control extends { readonly id: string; readonly anchor: string }>(
  frameworks: readonly {
    readonly id: string
    readonly controls: readonly Control[]
  }[],
  resultsOf: (control: Control) => Citing['clusters'],
): Generator<Citing> {
  for (const { id: framework, controls } of frameworks)
    for (const control of controls) {
      const { id, anchor } = control
      yield { framework, id, anchor, clusters: resultsOf(control) }
    }
}
