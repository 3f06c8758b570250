/** One element of a part as the joined file has it. */
import { masked } from '../pdf-text.ts'
import type { Group } from './groups.ts'
import { bodyOf } from './list-items.ts'
import type { ListItem } from './list-items.ts'
import { referencesIn, renumbered, replaced } from './references.ts'
import { aroundChildren } from './element-text.ts'

/**
 * How each element is written, its identifiers left aside: `items` are new ones in the place of old list items, `groups` are left out and what they hold
 * is held by the element above.
 */
export function rewriting(
  items: readonly ListItem[],
  groups: ReadonlyMap<number, Group>,
  renumber: (number: number) => number,
): (number: number, head: string) => string {
  const bodies = new Map(items.map((one) => [one.body, one]))
  const itemOf = new Map(items.flatMap(({ item, labels }) => labels.map((one) => [one, item])))
  const altered = new Set([
    ...items.map(({ list }) => list),
    ...Array.from(groups.values(), ({ owner }) => owner),
  ])
  const shown = (kid: number, above: number, page: number | undefined): string => {
    const group = groups.get(kid)
    if (group?.parent !== above) return `${bodies.get(kid)?.item ?? renumber(kid)} 0 R`
    const kids = group.kids.map((one) => {
      if ('element' in one) return shown(one.element, kid, page)
      if (one.page === page) return String(one.content)
      return `<</Type/MCR/Pg ${renumber(one.page)} 0 R/MCID ${one.content}>>`
    })
    return kids.filter((one) => one !== '').join(' ')
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
    const page = own === undefined ? firstPage(children, number, groups) : Number(own)
    const added = own === undefined && page !== undefined ? `/Pg ${renumber(page)} 0 R` : ''
    const kids = asList(replaced(children, (kid) => shown(kid, number, page)))
    const text = `${renumbered(before, renumber)}${added}/K ${kids}${renumbered(after, renumber)}`
    return item === undefined ? text : text.replace(/\/P \d+ 0 R/, `/P ${item} 0 R`)
  }
}

/** Children as they are written: several, and none, in brackets. */
function asList(kids: string): string {
  return kids.startsWith('[') || /^\d+(?: 0 R)?$/.test(kids) ? kids : `[${kids}]`
}

/** The page of the first content that becomes an element's own; undefined: none does. */
function firstPage(
  children: string,
  above: number,
  groups: ReadonlyMap<number, Group>,
): number | undefined {
  for (const kid of referencesIn(children)) {
    const page = pageIn(kid, above, groups)
    if (page !== undefined) return page
  }
  return undefined
}

function pageIn(
  kid: number,
  above: number,
  groups: ReadonlyMap<number, Group>,
): number | undefined {
  const group = groups.get(kid)
  if (group?.parent !== above) return undefined
  for (const one of group.kids) {
    const page = 'element' in one ? pageIn(one.element, kid, groups) : one.page
    if (page !== undefined) return page
  }
  return undefined
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
