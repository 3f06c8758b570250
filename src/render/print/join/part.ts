/** One printed part as its pieces: what is joined with the pieces of other parts, and what is copied. */
import { pagesOf, readPdf, reference } from '../pdf-reader.ts'
import type { PdfFile, PdfObject } from '../pdf-reader.ts'
import { outlineOf } from './outline-reader.ts'
import type { PrintedBookmark } from './outline-reader.ts'
import { listIn } from './references.ts'

/** What Chromium printed of one part. Numbers are those of the part's own file. */
export type Part = {
  readonly file: PdfFile
  readonly catalog: PdfObject
  readonly pages: readonly PdfObject[]
  /** the children of its one Document element, and that element */
  readonly document: PdfObject
  readonly structure: number
  /** keys of the parent tree, ascending, with the object that each leads to */
  readonly parents: readonly (readonly [key: number, object: number])[]
  readonly nextKey: number
  /** names with the text of their destination, an array */
  readonly destinations: readonly (readonly [name: string, target: string])[]
  readonly bookmarks: readonly PrintedBookmark[]
  /** objects that stand for the whole document: written once, for all parts */
  readonly common: ReadonlySet<number>
}

/** Reads a part. Throws an Error that says what is not as Chromium writes it. */
export function readPart(raw: Uint8Array): Part {
  const file = readPdf(raw)
  const catalog = file.object(required(file.trailer, 'Root'))
  const root = file.object(required(catalog.head, 'StructTreeRoot'))
  const document = file.object(required(root.head, 'K'))
  if (!document.head.includes('/S /Document\n')) throw new Error('the printed file has no tags')
  const tree = file.object(required(root.head, 'ParentTree'))
  const outline = outlineOf(file, reference(catalog.head, 'Outlines'))
  const dests = reference(catalog.head, 'Dests')
  const pages = pagesOf(file)
  return {
    file,
    catalog,
    pages,
    document,
    structure: root.number,
    parents: parentsIn(tree.head),
    nextKey: nextKeyIn(root.head),
    destinations: dests === undefined ? [] : destinationsIn(file.object(dests).head),
    bookmarks: outline.bookmarks,
    common: new Set([
      catalog.number,
      root.number,
      document.number,
      tree.number,
      ...(dests === undefined ? [] : [dests]),
      ...nodesBelow(file, reference(root.head, 'IDTree')),
      ...nodesBelow(file, required(catalog.head, 'Pages')),
      ...outline.objects,
      ...(reference(file.trailer, 'Info') === undefined ? [] : [required(file.trailer, 'Info')]),
    ]),
  }
}

function nextKeyIn(text: string): number {
  const key = /\/ParentTreeNextKey (\d+)/.exec(text)?.[1]
  if (key === undefined) throw new Error('the printed file has no parents of its tags')
  return Number(key)
}

/** The object that an entry names. Throws an Error where it names none. */
export function required(text: string, name: string): number {
  const number = reference(text, name)
  if (number === undefined) throw new Error(`the printed file has no ${name} where it must`)
  return number
}

/** `/Nums [0 12 0 R 1 13 0 R]`: a number tree of one node (ISO 32000-1, 7.9.7). */
function parentsIn(text: string): readonly (readonly [number, number])[] {
  const list = /\/Nums \[((?:\d+ \d+ 0 R\s*)*)\]/.exec(text)?.[1]
  if (list === undefined) throw new Error('the printed file has no parents of its tags')
  let before = -1
  return Array.from(list.matchAll(/(\d+) (\d+) 0 R/g), ([, key, object]) => {
    if (Number(key) <= before) throw new Error('the parents of tags are not in order')
    before = Number(key)
    return [before, Number(object)] as const
  })
}

/** `<</name [12 0 R /XYZ 0 841 0]>>` (ISO 32000-1, 12.3.2.3). */
function destinationsIn(text: string): readonly (readonly [string, string])[] {
  const found = Array.from(
    text.matchAll(/\/([\w.-]+) (\[\d+ 0 R \/XYZ [-\d.]+ [-\d.]+ [-\d.]+\])/g),
    ([, name = '', target = '']) => [name, target] as const,
  )
  if (found.length !== (text.match(/ 0 R/g) ?? []).length)
    throw new Error('the printed file has a destination of another kind')
  return found
}

/** The nodes of a tree that have nodes below them, and those. */
function nodesBelow(file: PdfFile, root: number | undefined): readonly number[] {
  const found = new Set<number>()
  const visit = (number: number): void => {
    if (found.has(number)) throw new Error('a tree of the printed file has a branch twice')
    found.add(number)
    const { head } = file.object(number)
    if (!head.includes('/Kids')) return
    const isPages = head.includes('/Type /Pages')
    for (const kid of listIn(head, 'Kids'))
      if (!isPages || file.object(kid).head.includes('/Type /Pages')) visit(kid)
  }
  if (root !== undefined) visit(root)
  return Array.from(found)
}
