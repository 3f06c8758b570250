import type { PageFrame } from './frame.ts'
import { treeOf } from './name-tree.ts'
import type { Tree } from './name-tree.ts'
import type { Bookmark } from './outline-writer.ts'
import type { Unnumbered } from './page-numbers.ts'
import type { PdfWriter } from './writer.ts'

/** The joined file while parts are added: what is known of all parts so far. */
export type JoinedDocument = {
  readonly writer: PdfWriter
  readonly frame: PageFrame
  /** numbers of the objects that stand for the whole, written last */
  readonly root: Readonly<Record<'catalog' | 'info' | 'pages' | 'structure' | 'element', number>>
  readonly parents: Tree
  readonly identifiers: Tree
  /** places by name, each an array */
  readonly destinations: Map<string, string>
  readonly bookmarks: Bookmark[]
  /** children of the one Document element, in reading order */
  readonly children: number[]
  /** all pages, in their order */
  readonly pages: number[]
  /** those whose lists name other pages, written last */
  readonly unnumbered: Unnumbered[]
  /** one node of the page tree for each part */
  readonly pageNodes: number[]
  /** for each page the object that paints its margins, written last, when the number of pages is known */
  readonly margins: number[]
  /** objects that parts have in common, by their bytes */
  readonly shared: Map<string, number>
  parts: number
  /** the first free key of the parent tree */
  nextKey: number
}

/** Begins a document with the frame of its pages. */
export function emptyDocument(writer: PdfWriter, frame: PageFrame): JoinedDocument {
  const reserve = () => writer.reserve()
  return {
    writer,
    frame,
    root: {
      catalog: reserve(),
      info: reserve(),
      pages: reserve(),
      structure: reserve(),
      element: reserve(),
    },
    parents: treeOf(writer, 'Nums'),
    identifiers: treeOf(writer, 'Names'),
    destinations: new Map(),
    bookmarks: [],
    children: [],
    pages: [],
    unnumbered: [],
    pageNodes: [],
    margins: [],
    shared: new Map(),
    parts: 0,
    nextKey: 0,
  }
}
