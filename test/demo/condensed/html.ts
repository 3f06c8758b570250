import { visibleText } from './visible-text.ts'

/** A part of a page under an id of its own, as text. */
export type Part = { readonly id: string; readonly text: string }

/** Pages of controls that are kept whole, for what stands on each of them; of all others heading, result and reason are kept. */
const WHOLE = ['1.2.2', '1.3.1', '11.4.5'].map(
  (id) => `control.pci-dss-4_2e_0_2e_1.${id.replaceAll('.', '_2e_')}`,
)

/** Annexes: long lists of what the other goldens have. */
const LEFT_OUT = /^(lists|files|annex|evidence|index|runs|sampling)(\.|$)/

/** The parts of a report in their order: cover, chapters, what stands in them under an id, pages of controls. */
export function partsOf(html: string): readonly Part[] {
  const [, ...pieces] = html.slice(html.indexOf('<body')).split(/(?=<(?:section|header)\b)/)
  const parts = pieces.map((piece) => {
    const head = /^<[^>]*>/.exec(piece)?.[0] ?? ''
    const id = /id="([^"]*)"/.exec(head)?.[1] ?? /class="([^"]*)"/.exec(head)?.[1] ?? ''
    const isPage = head.includes('class="control"') && !WHOLE.includes(id)
    return { id, text: visibleText(isPage ? headOf(piece) : piece) }
  })
  return parts.filter(({ id }) => !LEFT_OUT.test(id))
}

/** Heading, result and reason of a control's page. */
function headOf(page: string): string {
  const [heading] = /<h3.*?<\/h3>/s.exec(page) ?? ['']
  const [result] = /<p class="result">.*?<\/p>/s.exec(page) ?? ['']
  return heading + result
}

/** What a part is of: a framework or its controls, a review that is due, or the report. */
export function sideOf({ id }: Part): 'controls' | 'reviews' | 'report' {
  if (id === 'control review') return 'reviews'
  return /^(framework|control)(\.|$)/.test(id) ? 'controls' : 'report'
}

/** Parts one behind the other; one that stands in another golden word for word is named alone. */
export function told(parts: readonly Part[], elsewhere: readonly Part[] = [], file = ''): string {
  const known = new Set(elsewhere.map(keyOf))
  return parts
    .map((part) => `== ${part.id}\n${known.has(keyOf(part)) ? `as in ${file}` : part.text}\n`)
    .join('\n')
}

function keyOf({ id, text }: Part): string {
  return `${id}\n${text}`
}
