import type { CheckAnswer, CheckInput, SegmentClass } from '../model/check.ts'
import type { Namespace, WorkloadName } from '../model/cluster.ts'
import { undetermined } from './answers.ts'
import { matchesAnyGlob } from './glob.ts'
import { ruleOfNamespace } from './scope-of.ts'

/** Where a check looks: the whole cluster, whatever the scope does not leave out, or the cardholder-data environment alone. */
export const PLACES = ['cluster', 'in-scope', 'cde'] as const

type PlaceWord = (typeof PLACES)[number]

/** Whether something is where a check looks; `silent`: the scope does not say. */
export type Place = 'in' | 'out' | 'silent'

type NamedWorkload = { readonly namespace: string; readonly workload: WorkloadName }

/** Whether workloads are where a check looks, those without pods too: these by their names alone. */
export function workloadPlaces(
  input: CheckInput,
  word: PlaceWord,
): (workload: NamedWorkload) => Place {
  const known = Map.groupBy(input.workloads, nameOf)
  return (workload) => {
    const own = known.get(nameOf(workload))?.map((each) => each.class)
    return placeOf(word, new Set(own ?? [classByName(input, workload)]))
  }
}

/** Whether namespaces are where a check looks: each by its workloads and by the rule that names it whole. */
export function namespacePlaces(
  input: CheckInput,
  word: PlaceWord,
): (namespace: Pick<Namespace, 'name'>) => Place {
  const classes = namespaceClasses(input)
  return (namespace) => placeOf(word, classes(namespace))
}

/** Classes of the workloads of a namespace, and of the namespace itself where the scope names it whole or it is empty. */
export function namespaceClasses({
  cluster,
  organisation: { scope },
  workloads,
}: CheckInput): (namespace: Pick<Namespace, 'name'>) => ReadonlySet<SegmentClass> {
  const known = Map.groupBy(workloads, ({ namespace }) => namespace)
  return ({ name }) => {
    const own = known.get(name) ?? []
    const found = new Set<SegmentClass>(own.map((each) => each.class))
    const rule = scope === undefined ? undefined : ruleOfNamespace(scope, cluster.name, name)
    if (rule !== undefined) found.add(rule.class)
    else if (own.length === 0) found.add('unclassified')
    return found
  }
}

/** What is to be said of a subject of which the scope is silent. */
export function placeIsSilent(subject: string): CheckAnswer {
  const said = 'scope does not say whether it is in the cardholder-data environment'
  return undetermined(subject, 'scope-silent', said)
}

function placeOf(word: PlaceWord, classes: ReadonlySet<SegmentClass>): Place {
  switch (word) {
    case 'cluster':
      return 'in'
    case 'in-scope':
      return [...classes].some((each) => each !== 'out-of-scope') ? 'in' : 'out'
    case 'cde':
      if (classes.has('cde')) return 'in'
      return classes.has('unclassified') ? 'silent' : 'out'
  }
}

/** A rule that asks for labels of pods says nothing of a workload that has none now. */
function classByName(
  { cluster, organisation: { scope } }: CheckInput,
  { namespace, workload }: NamedWorkload,
): SegmentClass {
  const rule = scope?.rules.find(
    ({ subjects }) =>
      matchesAnyGlob(subjects.clusters, cluster.name) &&
      matchesAnyGlob(subjects.namespaces, namespace) &&
      matchesAnyGlob(subjects.workloads, workload),
  )
  return rule?.subjects.podLabels === undefined ? (rule?.class ?? 'unclassified') : 'unclassified'
}

function nameOf({ namespace, workload }: NamedWorkload): string {
  return `${namespace}/${workload}`
}
