import { textString } from '../pdf-text.ts'
import type { PdfWriter } from './writer.ts'

/** A bookmark of the joined file, in reading order. */
export type Bookmark = {
  readonly title: string
  /** 1 to 6, as of headings */
  readonly level: number
  /** an array */
  readonly destination: string
  /** number of its structure element */
  readonly element: number
}

type Node = { readonly number: number; readonly bookmark?: Bookmark; readonly kids: Node[] }

/** Writes the bookmarks as a tree by their levels, closed but for the outermost, and the root as the object `number` (ISO 32000-1, 12.3.3). */
export function writeOutline(
  writer: PdfWriter,
  number: number,
  bookmarks: readonly Bookmark[],
): void {
  const root: Node = { number, kids: [] }
  const open: Node[] = [root]
  for (const bookmark of bookmarks) {
    while (open.length > 1 && (open.at(-1)?.bookmark?.level ?? 0) >= bookmark.level) open.pop()
    const node = { number: writer.reserve(), bookmark, kids: [] }
    open.at(-1)?.kids.push(node)
    open.push(node)
  }
  const isOnly = root.kids.length === 1
  const shown = isOnly ? 1 + (root.kids[0]?.kids.length ?? 0) : root.kids.length
  writer.put(number, `<</Type/Outlines${kidsOf(root)}/Count ${shown}>>`)
  for (const index of root.kids.keys()) writeNode(writer, root, index, isOnly)
}

function writeNode(writer: PdfWriter, parent: Node, index: number, isOpen = false): void {
  const node = parent.kids[index]
  if (node?.bookmark === undefined) return
  const { title, destination, element } = node.bookmark
  const [before, after] = [index === 0 ? undefined : parent.kids[index - 1], parent.kids[index + 1]]
  const count = node.kids.length === 0 ? '' : `/Count ${isOpen ? '' : '-'}${node.kids.length}`
  const siblings = `${before === undefined ? '' : `/Prev ${before.number} 0 R`}${after === undefined ? '' : `/Next ${after.number} 0 R`}`
  writer.put(
    node.number,
    `<</Title${textString(title)}/Dest ${destination}/SE ${element} 0 R/Parent ${parent.number} 0 R${siblings}${kidsOf(node)}${count}>>`,
  )
  for (const kid of node.kids.keys()) writeNode(writer, node, kid)
}

function kidsOf({ kids }: Node): string {
  const [first, last] = [kids[0], kids.at(-1)]
  return first === undefined || last === undefined
    ? ''
    : `/First ${first.number} 0 R/Last ${last.number} 0 R`
}
