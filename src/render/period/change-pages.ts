import type { ChangesView } from './schema.ts'

type Stated = ChangesView['stated'][number]
type Step = ChangesView['connectivity'][number]

/** Entries of one file that changed alike between the same two runs: one row. */
export type StatedRow = Stated & { readonly entries: readonly string[] }

/** Changes of files and of what runs rest on, those that differ in their entry alone together; in the order of the first of them. */
export function statedRows(stated: ChangesView['stated']): readonly StatedRow[] {
  const alike = Map.groupBy(stated, (one) => JSON.stringify({ ...one, entry: '' }))
  return [...alike.values()].flatMap((all) => {
    const [first] = all
    if (first === undefined) return []
    return [{ ...first, entries: all.map(({ entry }) => entry).filter((one) => one !== '') }]
  })
}

/** Steps between snapshots as the chapter shows them: those with something to show, and of each cluster how many have nothing. */
export function connectivitySteps(steps: ChangesView['connectivity']): {
  readonly moved: readonly Step[]
  readonly still: readonly { readonly cluster: string; readonly count: number }[]
} {
  const still = Map.groupBy(
    steps.filter((step) => !isMoved(step)),
    ({ cluster }) => cluster,
  )
  return {
    moved: steps.filter(isMoved),
    still: Array.from(still, ([cluster, all]) => ({ cluster, count: all.length })),
  }
}

function isMoved({ opened, closed, connected, openings, gaps }: Step): boolean {
  const groups = [...opened.groups, ...closed.groups, ...connected, ...openings, ...gaps]
  return groups.length > 0
}
