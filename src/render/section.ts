/**
 * A piece of a document's body that is never divided between two parts of its print. One after the other they are the document.
 */
export type Section = {
  /** what a reader would call it; named where it cannot be printed */
  readonly name: string
  /** from our templates */
  readonly html: string
  /**
   * where it begins: `page` on a page of its own in any case, `anywhere` where there is room, though a page may be begun for it, and `behind`
   * always with the section before it
   */
  readonly begins: 'page' | 'anywhere' | 'behind'
  /** opening tag of the element that it is in, where a section before has opened that; absent: it is in none */
  readonly within?: string
}

/** The HTML of sections, one after the other. */
export function* bodiesOf(sections: Iterable<Section>): Generator<string> {
  for (const { html } of sections) yield html
}

/** Sections that are printed together. */
export type Part = { readonly name: string; readonly body: string }

/** So many characters of text make about 50 pages: more make both processes large, fewer cost a start each, and leave a page that is not full. */
const WEIGHT = 120_000

/**
 * Parts of bounded size, made one after the other as they are asked for. The same sections give the same parts. A part ends where a page begins in any
 * case when it is at least half full, and begins a page for a section when it is full; what cannot be divided may be larger.
 */
export function* partsOf(sections: Iterable<Section>, weight = WEIGHT): Generator<Part> {
  let held: Section[] = []
  let size = 0
  for (const section of sections) {
    if (held.length > 0 && size >= fullFor(section, weight)) {
      yield partOf(held, section)
      held = []
      size = 0
    }
    held.push(section)
    size += weightOf(section.html)
  }
  if (held.length > 0) yield partOf(held)
}

/** Characters that are shown; tags, of which a table has more than text, need no room on paper. */
function weightOf(html: string): number {
  let [shown, from] = [0, 0]
  for (;;) {
    const tag = html.indexOf('<', from)
    if (tag === -1) return shown + html.length - from
    shown += tag - from
    from = html.indexOf('>', tag) + 1 || html.length
  }
}

function fullFor({ begins }: Section, weight: number): number {
  if (begins === 'behind') return Infinity
  return begins === 'page' ? weight / 2 : weight
}

/** The element that sections are in is opened again in each part, without what names it. */
function partOf(sections: readonly Section[], next?: Section): Part {
  const [first, last] = [sections[0], sections.at(-1)]
  const opening = first?.within ?? ''
  const closing = /^<(\w+)/.exec(next?.within ?? '')?.[1]
  const names = [first?.name, last?.name]
  return {
    name: names[0] === names[1] ? (names[0] ?? '') : names.join(' to '),
    body: [
      opening,
      ...sections.map(({ html }) => html),
      closing === undefined ? '' : `</${closing}>\n`,
    ].join(''),
  }
}
