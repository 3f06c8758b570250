/**
 * The candidate nearest to a word by Levenshtein distance over code units, letter case ignored; the first of equally near ones.
 *
 * Undefined when there is no candidate, or when none shares enough with the word to be a likely slip (distance above half its length).
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.floor(Math.max(word.length, 2) / 2) + 1
  for (const candidate of candidates) {
    const found = distance(lower, candidate.toLowerCase())
    if (found < bestDistance) {
      best = candidate
      bestDistance = found
    }
  }
  return best
}

/** How many code units must be inserted, deleted or replaced to make one text of another (Levenshtein 1965). */
export function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replace = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(replace, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}

/** ` did you mean "context"?` after a comma, or the sorted list of what is known where nothing is near. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates)
  if (near !== undefined) return `, did you mean "${near}"?`
  return candidates.length === 0 ? '' : `, known are: ${[...candidates].sort().join(', ')}`
}
