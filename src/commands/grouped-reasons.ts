/** How many names a line shows: the report and `-o json` have every one. */
const SHOWN = 10

/** A reason of one list, as the collection record writes it: its name, its class, what happened, and what to do. */
const OF_A_LIST =
  /^(?<list>[a-z0-9.-]+(?: in [a-z0-9-]+)?): (?<what>(?<refused>forbidden): .*?|.*?)(?: \(hint: (?<hint>.*)\))?$/

/**
 * Why a cluster is not complete, in few lines: lists that were refused stand together, as do those that failed for one reason; what concerns
 * the cluster as a whole stands as it is. Given are the reasons of one collection record.
 */
export function groupedReasons(reasons: readonly string[]): readonly string[] {
  const groups = Map.groupBy(reasons, causeOf)
  return [...groups.values()].map((group) => {
    const [first = ''] = group
    const match = OF_A_LIST.exec(first)?.groups
    if (group.length === 1 || match === undefined) return first
    const names = group.map((reason) => OF_A_LIST.exec(reason)?.groups?.list ?? reason)
    const what = match.refused ?? match.what ?? ''
    const hint = match.hint === undefined ? '' : ` (hint: ${match.hint})`
    return `${group.length} lists ${what}: ${firstOf(names)}${hint}`
  })
}

/** What lists have in common that stand together; a reason of another form stands alone. */
function causeOf(reason: string): string {
  const match = OF_A_LIST.exec(reason)?.groups
  if (match === undefined) return reason
  return JSON.stringify([match.refused ?? match.what, match.hint])
}

function firstOf(names: readonly string[]): string {
  const more = names.length - SHOWN
  return more <= 0
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${more} more, all in the report`
}
