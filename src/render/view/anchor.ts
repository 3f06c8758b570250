/**
 * A fragment for links inside the report. Only letters, digits and hyphens are kept as they are; any other character becomes `_` and its code
 * point, so that different names give different anchors.
 */
export function anchorOf(...parts: readonly string[]): string {
  return parts.map(safe).join('.')
}

function safe(part: string): string {
  return part.replace(
    /[^A-Za-z0-9-]/gu,
    (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`,
  )
}
