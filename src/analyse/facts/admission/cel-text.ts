/** The parts of an expression between separators that stand in no bracket. The expression holds no texts. */
export function partsOf(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let [depth, start] = [0, 0]
  for (let at = 0; at < text.length; at += 1) {
    depth += depthOf(text[at])
    if (depth !== 0 || !text.startsWith(separator, at)) continue
    parts.push(text.slice(start, at))
    start = at + separator.length
    at = start - 1
  }
  return [...parts, text.slice(start)]
}

/** Whether the bracket that opens at one place closes at another, and not before. */
export function closesAt(text: string, opened: number, closed: number): boolean {
  let depth = 0
  for (let at = opened; at < text.length; at += 1) {
    depth += depthOf(text[at])
    if (depth === 0) return at === closed
  }
  return false
}

/** An expression without the brackets around the whole of it. */
export function innerOf(text: string): string {
  let inner = text
  while (inner.startsWith('(') && closesAt(inner, 0, inner.length - 1)) inner = inner.slice(1, -1)
  return inner
}

function depthOf(sign: string | undefined): number {
  if (sign === '(' || sign === '[' || sign === '{') return 1
  return sign === ')' || sign === ']' || sign === '}' ? -1 : 0
}
