import type { PdfFile } from '../pdf-reader.ts'
import { withoutZero } from './glyph-names.ts'
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
    const object = file.object(number)
    if (object.stream === undefined) writer.put(copy, renumbered(object.head, renumber))
    else {
      const { entries, bytes } = withoutZero(object)
      writer.putStream(copy, renumbered(entries, renumber), bytes)
    }
    return copy
  }
  return (text) => renumbered(text, renumber)
}
