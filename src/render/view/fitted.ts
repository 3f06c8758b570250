/**
 * Text cut to what fits into so many letters of ordinary width, with an ellipsis where something was left out; only where all of it stands elsewhere.
 * Capitals count more, and what no bundled font has counts as it is spelled out.
 */
export function fitted(text: string, room: number): string {
  let used = 0
  let kept = ''
  for (const character of text) {
    used += characterWidth(character)
    if (used > room) return `${kept.trimEnd()}\u2026`
    kept += character
  }
  return kept
}

/** How many letters of ordinary width a text takes. */
export function widthOf(text: string): number {
  let used = 0
  for (const character of text) used += characterWidth(character)
  return used
}

function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0
  if (point > 0xffff) return 9
  if (point > 0x24f) return 6
  return /[A-Z@%&mw\u00c0-\u00de]/.test(character) ? 1.5 : 1
}
