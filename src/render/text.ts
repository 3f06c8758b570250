/**
 * What must never reach a page as it came: control and format characters (bidirectional overrides, zero-width marks, tags), lone surrogates,
 * separators that break lines, and private or unassigned code points.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu

/** Text from outside on one line, spelled out where it would hide or turn something: a tab becomes `\u0009`, an override `\u202e`. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, escapeOf)
}

/** A sentence that a person wrote: runs of white space, line breaks included, are one space; the rest as in `visible`. */
export function prose(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
}

/** Text of several lines: line feeds and leading blanks stay, tabs become two blanks, the rest as in `visible`. */
export function lines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => visible(line.replaceAll('\t', '  ')))
    .join('\n')
}

/** At most `length` characters, the last an ellipsis where something was left out; only for running heads, never for data. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text)
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}\u2026`
}

/** `1 cluster`, `3 clusters`: a count with its noun. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`
}

/** Digits in groups of three, `12,480`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
}

function escapeOf(character: string): string {
  const point = character.codePointAt(0) ?? 0
  const hex = point.toString(16)
  return point > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}
