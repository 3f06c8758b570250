import type { ListEntry } from './baseline.ts'
import { minorOf } from './version-range.ts'

/** Whether a minor version is mended on a day; `newer`: the list does not know of it. */
export type Support =
  | { readonly kind: 'mended' | 'ended'; readonly until: string }
  | { readonly kind: 'older' | 'newer' }

const WRITTEN = /^(?<minor>[0-9]+\.[0-9]+) until (?<until>[0-9]{4}-[0-9]{2}-[0-9]{2})$/

/**
 * Until when versions are mended, by a list of entries `1.35 until 2027-02-28`. Throws on an entry of another form: the baseline is ours, and a
 * test reads it.
 */
export function supportOf(
  entries: readonly ListEntry[],
): (order: number, today: string) => Support {
  const known = new Map(entries.map(({ value }) => entryOf(value)))
  const newest = Math.max(...known.keys())
  return (order, today) => {
    const until = known.get(order)
    if (until === undefined) return { kind: order > newest ? 'newer' : 'older' }
    return { kind: today <= until ? 'mended' : 'ended', until }
  }
}

function entryOf(text: string): readonly [number, string] {
  const { minor = '', until = '' } = WRITTEN.exec(text)?.groups ?? {}
  const version = minorOf(minor)
  if (version === undefined) throw new Error(`not a version with its last day: ${text}`)
  return [version.order, until]
}
