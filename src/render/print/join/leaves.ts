import { elementType } from './element-text.ts'

/** An element that stands for nothing: it only holds one piece of content, which its parent may hold as well. */
export type Leaf = { readonly parent: number; readonly page: number; readonly content: number }

const LEAF =
  /^<<\/Type \/StructElem\n\/S \/NonStruct\n\/P (\d+) 0 R\n\/Pg (\d+) 0 R\n\/K (\d+)>>\n$/

/** What may hold elements alone (ISO 32000-1, 14.8.4.3). */
const HOLDS_ELEMENTS = new Set(['Table', 'TR', 'L'])

/** Those of a part's elements, which are more than half of them. Without them a file is smaller, and says the same. */
export function leavesIn(elements: ReadonlyMap<number, string>): ReadonlyMap<number, Leaf> {
  const leaves = new Map<number, Leaf>()
  for (const [number, head] of elements) {
    const found = LEAF.exec(head)
    if (found === null) continue
    const [parent = 0, page = 0, content = 0] = found.slice(1).map(Number)
    const type = elementType(elements.get(parent) ?? '')
    if (type !== undefined && !HOLDS_ELEMENTS.has(type))
      leaves.set(number, { parent, page, content })
  }
  return leaves
}
