/** Groups that mean nothing (ISO 32000-1, 14.8.4.2: NonStruct), which are more than half of what Chromium writes. */
import { elementType } from './element-text.ts'

/** An element that stands for nothing: its parent may hold what it holds. */
export type Group = {
  /** the element that lists it */
  readonly parent: number
  /** the first element above that is no such group */
  readonly owner: number
  readonly kids: readonly Kid[]
}

/** An element, or a piece of content of a page. */
export type Kid = { readonly element: number } | { readonly page: number; readonly content: number }

type Found = Omit<Group, 'owner'>

const GROUP =
  /^<<\/Type \/StructElem\n\/S \/NonStruct\n\/P (\d+) 0 R\n(?:\/Pg (\d+) 0 R\n)?\/K (\[[^\]]*\]|\d+ 0 R|\d+)>>\n$/
const KID = /\s*(?:(\d+) 0 R|<<\/Type \/MCR\n\/Pg (\d+) 0 R\n\/MCID (\d+)>>|(\d+)(?! 0 R))/y

/** What may hold elements alone (ISO 32000-1, 14.8.4.3). */
const HOLDS_ELEMENTS = new Set(['Table', 'TR', 'L'])

/** Those of a part's elements. Without them a file is smaller, and says the same. Throws an Error where one is above itself. */
export function groupsIn(elements: ReadonlyMap<number, string>): ReadonlyMap<number, Group> {
  const found = new Map<number, Found>()
  for (const [number, head] of elements) {
    const group = groupOf(head)
    const type = elementType(elements.get(group?.parent ?? 0) ?? '')
    if (group !== undefined && type !== undefined && !HOLDS_ELEMENTS.has(type))
      found.set(number, group)
  }
  return new Map(
    Array.from(found, ([number, group]) => [number, { ...group, owner: ownerOf(number, found) }]),
  )
}

/** An element as such a group; undefined: it is another one, or holds what only itself can. */
function groupOf(head: string): Found | undefined {
  if (!head.startsWith(NON_STRUCT)) return undefined
  const [, parent, page, list = ''] = GROUP.exec(head) ?? []
  const kids = parent === undefined ? undefined : kidsIn(list.replace(/[[\]]/g, ''), page)
  return kids === undefined ? undefined : { parent: Number(parent), kids }
}

const NON_STRUCT = '<</Type /StructElem\n/S /NonStruct\n'

/** Content that names no page is of that of its element. */
function kidsIn(list: string, page: string | undefined): readonly Kid[] | undefined {
  const kids: Kid[] = []
  for (KID.lastIndex = 0; KID.lastIndex < list.length;) {
    const [found, element, other, there, here] = KID.exec(list) ?? []
    if (found === undefined) return undefined
    if (element !== undefined) kids.push({ element: Number(element) })
    else if (other !== undefined) kids.push({ page: Number(other), content: Number(there) })
    else if (page !== undefined) kids.push({ page: Number(page), content: Number(here) })
    else return undefined
  }
  return kids
}

function ownerOf(number: number, groups: ReadonlyMap<number, Found>): number {
  const seen = new Set<number>()
  let owner = number
  for (let group = groups.get(owner); group !== undefined; group = groups.get(owner)) {
    if (seen.has(owner)) throw new Error('a tag of the printed file is above itself')
    seen.add(owner)
    owner = group.parent
  }
  return owner
}
