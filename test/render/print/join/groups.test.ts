import { expect } from 'chai'
import fc from 'fast-check'
import { groupsIn } from '../../../../src/render/print/join/groups.ts'
import { structureOf } from '../../../../src/render/print/join/structure.ts'

/** What is tagged: an element with its type, or a piece of content of page 1 or 2. */
type Tagged =
  { readonly type: string; readonly kids: readonly Tagged[] } | { readonly page: number }

const { tagged } = fc.letrec<{ tagged: Tagged }>((tie) => ({
  tagged: fc.oneof(
    { depthSize: 'medium' },
    fc.record({ page: fc.constantFrom(1, 2) }),
    fc.record({
      type: fc.constantFrom('NonStruct', 'NonStruct', 'P', 'H4', 'TR', 'L', 'TD'),
      kids: fc.array(tie('tagged'), { minLength: 1, maxLength: 4 }),
    }),
  ),
}))

/** Elements as Chromium writes them, by their numbers; pages are 1 and 2, the root is 10. Content is numbered in reading order on each page. */
function written(root: Tagged): Map<number, string> {
  const elements = new Map<number, string>()
  const contents: Record<number, number> = { 1: 0, 2: 0 }
  let next = 10
  const write = (one: Tagged, parent: number): number => {
    if ('page' in one) return -1
    const number = next++
    const page = one.kids.find((kid) => 'page' in kid)?.page
    const kids = one.kids.map((kid) => {
      if (!('page' in kid)) return `${write(kid, number)} 0 R`
      const content = contents[kid.page]!++
      return kid.page === page
        ? String(content)
        : `<</Type /MCR\n/Pg ${kid.page} 0 R\n/MCID ${content}>>`
    })
    const own = page === undefined ? '' : `/Pg ${page} 0 R\n`
    const list = kids.length === 1 ? kids[0]! : `[${kids.join(' ')}]`
    elements.set(
      number,
      `<</Type /StructElem\n/S /${one.type}\n/P ${parent} 0 R\n${own}/K ${list}>>\n`,
    )
    return number
  }
  write(root, 5)
  return elements
}

/** Elements and content in reading order, groups that mean nothing left aside; each below is known by its parent's listing. */
function read(elements: ReadonlyMap<number, string>, number: number): readonly string[] {
  const head = elements.get(number) ?? ''
  const type = /\/S ?\/(\w+)/.exec(head)?.[1] ?? ''
  const page = /^[^[]*?\/Pg (\d+) 0 R/.exec(head)?.[1]
  const list = /\/K (\[[^\]]*\]|\d+ 0 R|\d+)/.exec(head)?.[1] ?? ''
  const kids = Array.from(
    list.matchAll(/\/Pg (\d+) 0 R\s*\/MCID (\d+)|(\d+) 0 R|(\d+)/g),
    ([, other, there, element, here]) =>
      element === undefined
        ? [`${other ?? page ?? '?'}:${there ?? here ?? ''}`]
        : read(elements, Number(element)),
  ).flat()
  return type === 'NonStruct' ? kids : [`<${type}`, ...kids, '>']
}

describe('groups that mean nothing', () => {
  const joined = (elements: ReadonlyMap<number, string>) => {
    const groups = groupsIn(elements)
    const { objects } = structureOf(elements, {
      prefix: '0000',
      groups,
      renumber: (number) => groups.get(number)?.owner ?? number,
      reserve: () => 0,
    })
    return new Map(objects)
  }

  it('are left out, and what they hold is read in the same order, in the same elements', () => {
    const root = fc.record({
      type: fc.constantFrom('P', 'Div', 'TR'),
      kids: fc.array(tagged, { minLength: 1, maxLength: 4 }),
    })
    fc.assert(
      fc.property(root, (one) => {
        const elements = written(one)
        const after = joined(elements)
        expect(read(after, 10)).to.deep.equal(read(elements, 10))
        for (const [number, head] of after) {
          const parent = Number(/\/P (\d+) 0 R/.exec(head)?.[1])
          if (number === 10) continue
          expect(after.get(parent)).to.match(new RegExp(`\\b${number} 0 R`))
        }
      }),
    )
  })

  it('stay where only elements of a certain type may stand', () => {
    const group = { type: 'NonStruct', kids: [{ page: 1 }] }
    const row = written({ type: 'TR', kids: [group] })
    expect(joined(row)).to.have.property('size', 2)
    expect(joined(written({ type: 'TD', kids: [group] }))).to.have.property('size', 1)
  })

  it('are refused where one is above itself', () => {
    const group = (parent: number, kid: number) =>
      `<</Type /StructElem\n/S /NonStruct\n/P ${parent} 0 R\n/K ${kid} 0 R>>\n`
    const ring = new Map([
      [1, group(2, 2)],
      [2, group(1, 1)],
    ])
    expect(() => groupsIn(ring)).to.throw('above itself')
  })
})
