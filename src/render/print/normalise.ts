import type { Instant } from '../../core/clock.ts'
import { readPdf } from './pdf-reader.ts'

/**
 * The same PDF without what differs from print to print: creation and modification date become `date`, and the names of structure elements,
 * which count the browser's DOM nodes, become their rank. Every replacement has the length of what it replaces, so that the cross-reference
 * table stays true; streams are not touched.
 */
export function normalisedPdf(raw: Uint8Array, date: Instant): Uint8Array {
  const file = readPdf(Buffer.from(raw))
  const places: { readonly at: number; readonly name: string }[] = []
  for (const number of file.numbers) {
    const { start, head } = file.object(number)
    for (const match of head.matchAll(/\(node(\d{8})\)/g))
      places.push({ at: start + match.index + '(node'.length, name: match[1] ?? '' })
    for (const match of head.matchAll(/\/(?:CreationDate|ModDate) \(D:(\d{14})\+00'00'\)/g))
      file.bytes.write(
        date.replace(/\D/g, ''),
        start + match.index + match[0].indexOf('D:') + 2,
        'latin1',
      )
  }
  const ranks = new Map(
    Array.from(new Set(places.map(({ name }) => name)))
      .sort()
      .map((name, rank) => [name, rank]),
  )
  for (const { at, name } of places)
    file.bytes.write(String(ranks.get(name)).padStart(8, '0'), at, 'latin1')
  return file.bytes
}
