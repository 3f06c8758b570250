/** Where the objects of a PDF are: classic cross-reference tables and cross-reference streams (ISO 32000-1 7.5.4, 7.5.8), newest first. */
import { streamAfter, wholeNumber } from './pdf-stream.ts'
import {
  asciiOf,
  readValue,
  skipSpace,
  standsAt,
  unreadablePdf,
  type PdfValue,
  type PdfValueOf,
} from './pdf-syntax.ts'

/** Where one object is: at an offset of the file, or as the n-th in an object stream. */
export type PdfPlace =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'packed'; readonly stream: number; readonly index: number }
  | { readonly kind: 'free' }

/** One cross-reference section. `find` answers for objects that it lists; `lowest` is the first byte of the objects that it lists. */
export type PdfSection = {
  readonly kind: 'table' | 'stream'
  readonly offset: number
  readonly trailer: PdfValueOf<'dictionary'>
  readonly find: (object: number) => PdfPlace | undefined
  readonly lowest: () => number
}

const MAX_SECTIONS = 1000
const MAX_OBJECTS = 8_388_607

/** All sections, from the one that the file's end names to the first. Throws Fault `UNREADABLE` on anything out of order. */
export function readSections(bytes: Uint8Array): readonly [PdfSection, ...PdfSection[]] {
  const newest = readSection(bytes, startOfNewest(bytes))
  const sections: [PdfSection, ...PdfSection[]] = [newest]
  for (let at = previousOf(newest); at !== undefined;) {
    const section = readSection(bytes, at)
    sections.push(section)
    const previous = previousOf(section)
    if (sections.length > MAX_SECTIONS || (previous !== undefined && previous >= at))
      unreadablePdf('has cross-reference sections out of order')
    at = previous
  }
  return sections
}

function startOfNewest(bytes: Uint8Array): number {
  const end = asciiOf(bytes, { start: Math.max(0, bytes.length - 64), end: bytes.length })
  const match = /startxref[\r\n ]+(\d{1,10})[\r\n ]+%%EOF[\r\n ]*$/.exec(end)
  return match === null ? unreadablePdf('does not end as a PDF does') : Number(match[1])
}

function previousOf({ trailer }: PdfSection): number | undefined {
  const previous = trailer.entries.get('Prev')
  return previous === undefined ? undefined : wholeNumber(previous, '/Prev')
}

function readSection(bytes: Uint8Array, offset: number): PdfSection {
  return standsAt(bytes, offset, 'xref') ? readTable(bytes, offset) : readStream(bytes, offset)
}

type Range = { readonly first: number; readonly count: number; readonly start: number }

const ENTRY_BYTES = 20

function readTable(bytes: Uint8Array, offset: number): PdfSection {
  const ranges: Range[] = []
  let at = skipSpace(bytes, offset + 4)
  while (!standsAt(bytes, at, 'trailer')) {
    const head = /^(\d{1,10}) (\d{1,10})[ \r\n]{1,3}/.exec(
      asciiOf(bytes, { start: at, end: at + 26 }),
    )
    if (head === null) unreadablePdf('has a malformed cross-reference table')
    const range = { first: Number(head[1]), count: Number(head[2]), start: at + head[0].length }
    ranges.push(range)
    at = skipSpace(bytes, range.start + range.count * ENTRY_BYTES)
  }
  const trailer = dictionaryAt(bytes, at + 'trailer'.length)
  if (trailer.entries.has('XRefStm')) unreadablePdf('mixes two kinds of cross-references')
  const place = (range: Range, index: number) => tablePlace(asciiOf(bytes, entrySpan(range, index)))
  return { kind: 'table', offset, trailer, ...lookup(ranges, place, bytes.length) }
}

function entrySpan({ start }: Range, index: number): { start: number; end: number } {
  return { start: start + index * ENTRY_BYTES, end: start + (index + 1) * ENTRY_BYTES }
}

function tablePlace(entry: string): PdfPlace {
  const match = /^(\d{10}) \d{5} ([nf])[ \r\n]{2}$/.exec(entry)
  if (match === null) unreadablePdf('has a malformed cross-reference table')
  return match[2] === 'f' ? { kind: 'free' } : { kind: 'offset', offset: Number(match[1]) }
}

function readStream(bytes: Uint8Array, offset: number): PdfSection {
  const head = /^\d{1,10} \d{1,5} obj/.exec(asciiOf(bytes, { start: offset, end: offset + 32 }))
  if (head === null) unreadablePdf('has no cross-references where it says')
  const trailer = dictionaryAt(bytes, offset + head[0].length)
  const type = trailer.entries.get('Type')
  if (type?.kind !== 'name' || type.text !== 'XRef')
    unreadablePdf('has no cross-references where it says')
  const length = wholeNumber(trailer.entries.get('Length'), '/Length')
  const rows = streamAfter(bytes, trailer, length)
  const [kind = 0, second = 0, third = 0] = numbersOf(trailer.entries.get('W'))
  const width = kind + second + third
  if (width === 0 || width > 32) unreadablePdf('has malformed cross-references')
  const place = ({ start }: Range, index: number) => {
    const row = rows.subarray((start + index) * width, (start + index + 1) * width)
    if (row.length !== width) unreadablePdf('has fewer cross-references than it says')
    return rowPlace(row, kind, kind + second)
  }
  return { kind: 'stream', offset, trailer, ...lookup(rangesOf(trailer), place, bytes.length) }
}

function rangesOf(trailer: PdfValueOf<'dictionary'>): readonly Range[] {
  const index = trailer.entries.get('Index')
  const size = wholeNumber(trailer.entries.get('Size'), '/Size')
  const numbers = index === undefined ? [0, size] : numbersOf(index)
  const ranges: Range[] = []
  let start = 0
  for (let at = 0; at < numbers.length; at += 2) {
    const [first = 0, count = 0] = numbers.slice(at, at + 2)
    ranges.push({ first, count, start })
    start += count
  }
  return ranges
}

function rowPlace(row: Uint8Array, kindEnd: number, secondEnd: number): PdfPlace {
  const kind = kindEnd === 0 ? 1 : bigEndian(row.subarray(0, kindEnd))
  const second = bigEndian(row.subarray(kindEnd, secondEnd))
  if (kind === 1) return { kind: 'offset', offset: second }
  if (kind === 2)
    return { kind: 'packed', stream: second, index: bigEndian(row.subarray(secondEnd)) }
  return { kind: 'free' }
}

type Lookup = Pick<PdfSection, 'find' | 'lowest'>

function lookup(
  ranges: readonly Range[],
  place: (range: Range, index: number) => PdfPlace,
  end: number,
): Lookup {
  const total = ranges.reduce((sum, { count }) => sum + count, 0)
  if (total > MAX_OBJECTS) unreadablePdf('lists more objects than it can have')
  const find = (object: number) => {
    const range = ranges.find(({ first, count }) => object >= first && object < first + count)
    return range && place(range, object - range.first)
  }
  const lowest = () => {
    let least = end
    for (const range of ranges)
      for (let index = 0; index < range.count; index++) {
        const found = place(range, index)
        if (found.kind === 'offset') least = Math.min(least, found.offset)
      }
    return least
  }
  return { find, lowest }
}

function dictionaryAt(bytes: Uint8Array, offset: number): PdfValueOf<'dictionary'> {
  const value = readValue(bytes, offset)
  return value.kind === 'dictionary' ? value : unreadablePdf('lacks a dictionary that it names')
}

function numbersOf(value: PdfValue | undefined): readonly number[] {
  if (value?.kind !== 'array') unreadablePdf('has malformed cross-references')
  return value.items.map((item) => wholeNumber(item, 'cross-references'))
}

function bigEndian(octets: Uint8Array): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}
