/**
 * Text cut to what fits into so many letters of ordinary width, with an ellipsis where something was left out; only where all of it stands elsewhere.
 * Capitals count more, letters that are as wide as high twice, and those of scripts that no bundled font has as they are spelled out.
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

const SQUARE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff01-\uff60]/u
const OTHER =
  /[\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Thai}]/u

/** How many letters of ordinary width a text takes. */
export function widthOf(text: string): number {
  let used = 0
  for (const character of text) used += characterWidth(character)
  return used
}

function characterWidth(character: string): number {
  if (SQUARE.test(character)) return 2
  if (OTHER.test(character)) return 1.3
  const point = character.codePointAt(0) ?? 0
  if (point > 0xffff) return 9
  if (point > 0x24f) return 6
  return /[A-Z@%&mw\u00c0-\u00de]/.test(character) ? 1.5 : 1
}
