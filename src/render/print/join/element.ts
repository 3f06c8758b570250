/** One element of a part as the joined file has it. */
import { masked } from '../pdf-text.ts'
import type { Leaf } from './leaves.ts'
import { bodyOf } from './list-items.ts'
import type { ListItem } from './list-items.ts'
import { referencesIn, renumbered, replaced } from './references.ts'
import { aroundChildren } from './element-text.ts'

/**
 * How each element is written, its identifiers left aside: `items` are new ones in the place of old list items, `leaves` are left out and their
 * content is that of their parents.
 */
export function rewriting(
  items: readonly ListItem[],
  leaves: ReadonlyMap<number, Leaf>,
  renumber: (number: number) => number,
): (number: number, head: string) => string {
  const bodies = new Map(items.map((one) => [one.body, one]))
  const itemOf = new Map(items.flatMap(({ item, labels }) => labels.map((one) => [one, item])))
  const altered = new Set([
    ...items.map(({ list }) => list),
    ...Array.from(leaves.values(), ({ parent }) => parent),
  ])
  const childOf = (number: number, page: number | undefined): string => {
    const leaf = leaves.get(number)
    if (leaf === undefined) return `${bodies.get(number)?.item ?? renumber(number)} 0 R`
    if (leaf.page === page) return String(leaf.content)
    return `<</Type/MCR/Pg ${renumber(leaf.page)} 0 R/MCID ${leaf.content}>>`
  }
  return (number, head) => {
    const body = bodies.get(number)
    const item = body?.item ?? itemOf.get(number)
    const plain = withoutUsual(isWordless(head) ? head.replace('/S /Figure', '/S /Div') : head)
    if (item === undefined && !altered.has(number)) return renumbered(plain, renumber)
    const [before, children, after] = aroundChildren(
      body === undefined ? plain : bodyOf(plain, body),
    )
    const own = /\/Pg (\d+) 0 R/.exec(before)?.[1]
    const page = own === undefined ? firstPage(children, leaves) : Number(own)
    const added = own === undefined && page !== undefined ? `/Pg ${renumber(page)} 0 R` : ''
    const kids = replaced(children, (kid) => childOf(kid, page))
    const text = `${renumbered(before, renumber)}${added}/K ${kids}${renumbered(after, renumber)}`
    return item === undefined ? text : text.replace(/\/P \d+ 0 R/, `/P ${item} 0 R`)
  }
}

/** The page of the first content that becomes an element's own. */
function firstPage(children: string, leaves: ReadonlyMap<number, Leaf>): number | undefined {
  const first = referencesIn(children).find((kid) => leaves.has(kid))
  return first === undefined ? undefined : leaves.get(first)?.page
}

/** A group around pictures that say for themselves what they are: HTML calls it a figure. */
function isWordless(head: string): boolean {
  return head.includes('/S /Figure\n') && !masked(head).includes('/Alt ')
}

/** A cell without what every cell is said to be: of one row and one column (ISO 32000-1, table 349). */
function withoutUsual(head: string): string {
  if (!CELL.test(head) || head.includes('/Alt ')) return head
  return head.replace(USUAL, '').replace(/\n\/A \[\]/, '')
}

const CELL = /^<<\/Type \/StructElem\n\/S \/T[DH]\n/
const USUAL = / ?<<\/O \/Table\n\/(?:Row|Col)Span 1>>/g
