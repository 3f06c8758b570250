import { parseIpAddress } from '../core/ip-address.ts'

/** Addresses from one to another, both included, canonical text of one family. */
export type Range = { readonly from: string; readonly to: string }

/** The same addresses in as few ranges as there are gaps, `from-to`; IPv4 first, ascending. */
export function joinedRanges(ranges: readonly Range[]): readonly string[] {
  const bounds = ranges
    .map(({ from, to }) => ({ from, to, first: required(from), last: required(to) }))
    .sort((a, b) => a.first.family - b.first.family || (a.first.value < b.first.value ? -1 : 1))
  const joined: (typeof bounds)[number][] = []
  for (const each of bounds) {
    const above = joined.at(-1)
    const touches =
      above?.first.family === each.first.family && each.first.value <= above.last.value + 1n
    if (above === undefined || !touches) joined.push(each)
    else if (each.last.value > above.last.value)
      joined[joined.length - 1] = { ...above, to: each.to, last: each.last }
  }
  return joined.map(({ from, to }) => `${from}-${to}`)
}

function required(text: string) {
  const address = parseIpAddress(text)
  if (address === undefined) throw new Error(`not an address: ${text}`)
  return address
}
