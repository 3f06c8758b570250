/** Groups that mean nothing (ISO 32000-1, 14.8.4.2: NonStruct), which are more than half of what Chromium writes. */

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
const HOLDS_ELEMENTS = /^<<\/Type \/StructElem\n\/S \/(?:Table|TR|L)\n/

/** Those of a part's elements. Without them a file is smaller, and says the same. Throws an Error where one is above itself. */
export function groupsIn(elements: ReadonlyMap<number, string>): ReadonlyMap<number, Group> {
  const found = new Map<number, Found>()
  for (const [number, head] of elements) {
    const group = head.startsWith(NON_STRUCT) ? groupOf(head) : undefined
    const above = group === undefined ? undefined : elements.get(group.parent)
    if (group !== undefined && above !== undefined && !HOLDS_ELEMENTS.test(above))
      found.set(number, group)
  }
  const groups = new Map<number, Group>()
  for (const [number, { parent, kids }] of found)
    groups.set(number, { parent, kids, owner: ownerOf(number, found) })
  return groups
}

const NON_STRUCT = '<</Type /StructElem\n/S /NonStruct\n'

/** An element as such a group; undefined: it holds what only itself can. */
function groupOf(head: string): Found | undefined {
  const found = GROUP.exec(head)
  if (found === null) return undefined
  const kids = kidsIn(found[3] ?? '', found[2])
  return kids === undefined ? undefined : { parent: Number(found[1]), kids }
}

/** Content that names no page is of that of its element. */
function kidsIn(list: string, page: string | undefined): readonly Kid[] | undefined {
  // nearly all hold one piece of content
  if (page !== undefined && /^\d+$/.test(list))
    return [{ page: Number(page), content: Number(list) }]
  const kids: Kid[] = []
  const plain = list.replace(/[[\]]/g, '')
  for (KID.lastIndex = 0; KID.lastIndex < plain.length;) {
    const found = KID.exec(plain)
    if (found === null) return undefined
    if (found[1] !== undefined) kids.push({ element: Number(found[1]) })
    else if (found[2] !== undefined)
      kids.push({ page: Number(found[2]), content: Number(found[3]) })
    else if (page !== undefined) kids.push({ page: Number(page), content: Number(found[4]) })
    else return undefined
  }
  return kids
}

function ownerOf(number: number, groups: ReadonlyMap<number, Found>): number {
  let [owner, steps] = [number, 0]
  for (let group = groups.get(owner); group !== undefined; group = groups.get(owner)) {
    if (steps++ > groups.size) throw new Error('a tag of the printed file is above itself')
    owner = group.parent
  }
  return owner
}
