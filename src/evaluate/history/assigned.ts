/**
 * Assigns entries to changes so that each entry lists one change and as many changes as possible are listed, by augmenting paths. `fits` has, for each change, the entries that may list it;
 * the first of both are preferred. Gives the entry of each change that has one in every such assignment: which of several lacks an entry is not to be guessed, so that those get none.
 */
export function assigned<Change, Entry>(
  fits: ReadonlyMap<Change, readonly Entry[]>,
): ReadonlyMap<Change, Entry> {
  const entryOf = new Map<Change, Entry>()
  const changeOf = new Map<Entry, Change>()
  const doubtful = new Set<Change>()
  for (const change of fits.keys()) {
    const { asked, askedBy, free } = search(change, fits, changeOf)
    if (free === undefined) for (const each of asked) doubtful.add(each)
    for (let entry = free; entry !== undefined;) {
      const taker = askedBy.get(entry)
      if (taker === undefined) throw new Error('an entry that no change asked for')
      const left = entryOf.get(taker)
      entryOf.set(taker, entry)
      changeOf.set(entry, taker)
      entry = left
    }
  }
  return new Map([...entryOf].filter(([change]) => !doubtful.has(change)))
}

type Search<Change, Entry> = {
  /** the change, and those that hold an entry that one of them asks for */
  readonly asked: readonly Change[]
  readonly askedBy: ReadonlyMap<Entry, Change>
  /** absent: none of them can get another entry */
  readonly free?: Entry
}

/** Looks for an entry that is free, from a change over the changes that would have to give theirs up. */
function search<Change, Entry>(
  change: Change,
  fits: ReadonlyMap<Change, readonly Entry[]>,
  changeOf: ReadonlyMap<Entry, Change>,
): Search<Change, Entry> {
  const askedBy = new Map<Entry, Change>()
  const asked = [change]
  // grows while it is walked
  for (const each of asked)
    for (const entry of fits.get(each) ?? []) {
      if (askedBy.has(entry)) continue
      askedBy.set(entry, each)
      const other = changeOf.get(entry)
      if (other === undefined) return { asked, askedBy, free: entry }
      asked.push(other)
    }
  return { asked, askedBy }
}
