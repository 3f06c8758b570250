import type { PdfFile } from '../pdf-reader.ts'
import { renumbered } from './references.ts'
import type { PdfWriter } from './writer.ts'

/** Copies what texts of one file refer to, each object once, and gives the texts with the new numbers. */
export function copier(file: PdfFile, writer: PdfWriter): (text: string) => string {
  const known = new Map<number, number>()
  const renumber = (number: number): number => {
    const there = known.get(number)
    if (there !== undefined) return there
    const copy = writer.reserve()
    known.set(number, copy)
    const { head, stream } = file.object(number)
    if (stream === undefined) writer.put(copy, renumbered(head, renumber))
    else writer.putStream(copy, renumbered(entriesOf(head), renumber), stream)
    return copy
  }
  return (text) => renumbered(text, renumber)
}

/** The entries of a stream's dictionary but for its length. */
export function entriesOf(head: string): string {
  return head
    .replace(/^<</, '')
    .replace(/>>\s*$/, '')
    .replace(/\/Length \d+/, '')
}
