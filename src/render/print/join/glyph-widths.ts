import { reference } from '../pdf-reader.ts'
import type { PdfFile, PdfObject } from '../pdf-reader.ts'
import type { TextBlock } from './text-block.ts'

/** The width of a glyph in thousandths of its font's size. */
export type Widths = (glyph: number) => number

/** How wide glyphs are that follow each other by their widths alone, where the font has size 1. */
export function widthOf(glyphs: readonly string[], widths: Widths): number {
  return glyphs.reduce((sum, glyph) => sum + widths(Number.parseInt(glyph, 16)), 0) * 0.001
}

/** From the first glyph of a block to the end of its last, before any matrix. */
export function blockWidth({ size, lastRun }: TextBlock, widths: Widths): number {
  return lastRun.start + widthOf(lastRun.glyphs, widths) * size
}

/** The widths of the fonts of one file, each read once: of a page, and of a font by its name there. Throws an Error as `glyphWidths` does. */
export function widthsIn(file: PdfFile): (page: PdfObject) => (font: string) => Widths {
  const known = new Map<number, Widths>()
  return (page) => {
    const named = new Map<string, Widths>()
    return (font) => {
      const there = named.get(font)
      if (there !== undefined) return there
      const number = reference(page.head, font) ?? 0
      const widths = known.get(number) ?? glyphWidths(file, page, font)
      known.set(number, widths)
      named.set(font, widths)
      return widths
    }
  }
}

/** The widths of a page's font in thousandths of its size, by glyph (ISO 32000-1, 9.7.4.3). Throws an Error where it is not as Chromium writes it. */
export function glyphWidths(file: PdfFile, page: PdfObject, font: string): Widths {
  const composite = file.object(reference(page.head, font) ?? 0).head
  const descendant = /\/DescendantFonts \[(\d+) 0 R\]/.exec(composite)?.[1]
  if (descendant === undefined) throw new Error('the printed file has a font of another kind')
  const { head } = file.object(Number(descendant))
  const list = /\/W \[((?:[\d.\s]+|\[[\d.\s]*\])*)\]/.exec(head)?.[1] ?? ''
  const usual = Number(/\/DW ([\d.]+)/.exec(head)?.[1] ?? 1000)
  const widths = new Map<number, number>()
  for (const [, first, each, last, all] of list.matchAll(
    /(\d+) (?:\[([^\]]*)\]|(\d+) ([\d.]+))/g,
  )) {
    if (each !== undefined)
      each
        .trim()
        .split(/\s+/)
        .forEach((width, index) => widths.set(Number(first) + index, Number(width)))
    else
      for (let glyph = Number(first); glyph <= Number(last); glyph += 1)
        widths.set(glyph, Number(all))
  }
  return (glyph) => widths.get(glyph) ?? usual
}
