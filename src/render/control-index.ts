import type { ControlOutcome } from '../model/evaluation.ts'

/** A control as an index knows it: how it stands, in a word and its mark, and what it rests on. */
export type IndexedControl = {
  readonly id: string
  readonly anchor: string
  readonly title: string
  readonly section?: string | undefined
  readonly mark: ControlOutcome
  readonly word: string
  /** ids of checks, each once */
  readonly checks: readonly string[]
  /** `cis-kubernetes-2.0.1 5.3.2` */
  readonly related: readonly string[]
}

/** A framework with its controls. */
export type IndexedFramework = {
  readonly id: string
  readonly anchor: string
  readonly name: string
  /** it says nothing of any cluster: its controls have no pages */
  readonly isSilent: boolean
  readonly controls: readonly IndexedControl[]
}

/** Controls by their ids under a framework. */
type Ids = readonly {
  readonly framework: string
  readonly controls: readonly Pick<IndexedControl, 'id' | 'anchor'>[]
}[]

/** All controls of a report: by framework, by result, by the check that they rest on, and by the requirement of another framework that they are related to. */
export type ControlIndex = {
  readonly frameworks: readonly IndexedFramework[]
  readonly results: readonly {
    readonly mark: ControlOutcome
    readonly word: string
    readonly count: number
    readonly by: Ids
  }[]
  readonly checks: readonly { readonly check: string; readonly by: Ids }[]
  /** `to`: the place of the requirement itself; empty where this report does not have it */
  readonly related: readonly { readonly name: string; readonly to: string; readonly by: Ids }[]
}

type Placed = IndexedControl & { readonly framework: string }

/** The index; `words` in the order in which results are shown. */
export function controlIndex(
  frameworks: readonly IndexedFramework[],
  words: readonly string[],
): ControlIndex {
  const all = frameworks.flatMap(({ id: framework, controls }) =>
    controls.map((control): Placed => ({ ...control, framework })),
  )
  const places = new Map(all.map(({ framework, id, anchor }) => [`${framework} ${id}`, anchor]))
  const known = [...new Set([...words, ...all.map(({ word }) => word)])]
  return {
    frameworks,
    results: known.flatMap((word) => {
      const alike = all.filter((one) => one.word === word)
      const [first] = alike
      if (first === undefined) return []
      return [{ mark: first.mark, word, count: alike.length, by: idsOf(alike) }]
    }),
    checks: grouped(all, ({ checks }) => checks).map(([check, inIt]) => ({
      check,
      by: idsOf(inIt),
    })),
    related: grouped(all, ({ related }) => related).map(([name, inIt]) => ({
      ...{ name, to: places.get(name) ?? '' },
      by: idsOf(inIt),
    })),
  }
}

/** Controls by each of several names, the names in the order of code units. */
function grouped(
  all: readonly Placed[],
  namesOf: (control: Placed) => readonly string[],
): readonly (readonly [string, readonly Placed[]])[] {
  const named = all.flatMap((control) =>
    [...new Set(namesOf(control))].map((name) => ({ name, control })),
  )
  return [...Map.groupBy(named, ({ name }) => name)]
    .map(([name, inIt]) => [name, inIt.map(({ control }) => control)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
}

function idsOf(all: readonly Placed[]): Ids {
  return Array.from(
    Map.groupBy(all, ({ framework }) => framework),
    ([framework, inIt]) => ({
      framework,
      controls: inIt.map(({ id, anchor }) => ({ id, anchor })),
    }),
  )
}

/** What the contents name of a framework: its families, each with the place of its first control. */
export function familiesOf({
  isSilent,
  controls,
}: Pick<IndexedFramework, 'isSilent' | 'controls'>): readonly {
  readonly name: string
  readonly anchor: string
}[] {
  if (isSilent) return []
  const families = new Map<string, string>()
  for (const { section, anchor } of controls)
    if (section !== undefined && !families.has(section)) families.set(section, anchor)
  return Array.from(families, ([name, anchor]) => ({ name, anchor }))
}
