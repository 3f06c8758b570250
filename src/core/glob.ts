/**
 * Whether a pattern matches a whole name; `*` stands for any run of characters, all else for itself.
 *
 * Takes at most pattern times text steps: names come from clusters, and a regular expression made of them could be made to hang.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text
  let at = 0
  let next = 0
  let star = -1
  let mark = 0
  while (next < text.length) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++
      mark = next
    } else if (at < pattern.length && pattern[at] === text[next]) {
      at++
      next++
    } else if (star >= 0) {
      at = star + 1
      next = ++mark
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
