/** A field of a spreadsheet holds this many UTF-16 code units (Excel specifications and limits). */
export const MOST_TEXT = 32_767

/** What XML 1.0 cannot say in any way (section 2.2), and the carriage return, which its readers turn into a line feed. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** What a spreadsheet would take for a character by its number (ECMA-376 part 1, 22.9.2.19, ST_Xstring). */
const LIKE_NUMBERED = /_(?=x[0-9a-fA-F]{4}_)/g

/** Text for an XML element or a quoted attribute: what XML forbids is spelled out, `\u0000`. */
export function xmlText(text: string): string {
  return text
    .replace(FORBIDDEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** The text of a field as XML. What is longer than a field can hold is cut, and says so and where all of it is. */
export function fieldText(text: string, whole: string): string {
  return xmlText(cut(text, whole)).replace(LIKE_NUMBERED, '_x005F_')
}

function cut(text: string, whole: string): string {
  if (text.length <= MOST_TEXT) return text
  const said = ` ... cut: ${text.length} characters are too many for a field; ${whole} has them all`
  const kept = text.slice(0, MOST_TEXT - said.length)
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}${said}`
}
