/** Building blocks of the pictures: strings of SVG in which every value from outside is escaped. No glyph symbols: marks are drawn. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as SVG or HTML character data and as the value of a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** A coordinate with at most one decimal, so that equal pictures are equal bytes. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A whole picture of the given size in CSS pixels; `label` says in words what it shows. */
export function picture(width: number, height: number, label: string, body: string): string {
  const [w, h] = [coordinate(width), coordinate(height)]
  return `<svg class="picture" role="img" aria-label="${escaped(label)}" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">${body}</svg>`
}

/** A rectangle; `style` is one of the stylesheet's classes. */
export function box(
  x: number,
  y: number,
  width: number,
  height: number,
  style: string,
  radius = 0,
): string {
  const round = radius === 0 ? '' : ` rx="${coordinate(radius)}"`
  return `<rect class="${escaped(style)}" x="${coordinate(x)}" y="${coordinate(y)}" width="${coordinate(width)}" height="${coordinate(height)}"${round}/>`
}

/** One line of text at its baseline; `anchor` as in SVG. */
export function label(
  x: number,
  y: number,
  text: string,
  style: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  return `<text class="${escaped(style)}" x="${coordinate(x)}" y="${coordinate(y)}" text-anchor="${anchor}">${escaped(text)}</text>`
}

/** The name cut in its middle to about `length` characters; the whole name always stands in the text beside the picture. */
export function cut(text: string, length: number): string {
  const characters = Array.from(text)
  if (characters.length <= length) return text
  const head = Math.ceil((length - 1) / 2)
  return `${characters.slice(0, head).join('')}\u2026${characters.slice(head + 1 - length).join('')}`
}
