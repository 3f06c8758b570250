/**
 * What to say when another version of exhibit renders a run than made it; undefined when both are the same.
 *
 * Versions are compared number by number (Semantic Versioning 2.0.0, section 11); a pre-release is only told apart, not ordered.
 */
export function renderedAgain(made: string, now: string): string | undefined {
  if (made === now) return undefined
  const kept = 'the report that was archived with the run stays what was signed then'
  const words = `rendered again by exhibit ${now}; the run was made by exhibit ${made}`
  const relation = { newer: 'a newer', older: 'an older', other: 'another' }[order(made, now)]
  return `${words}: ${relation} program may word and lay out the same results differently; ${kept}`
}

function order(made: string, now: string): 'newer' | 'older' | 'other' {
  const [one, two] = [made, now].map((version) => (version.split(/[-+]/)[0] ?? '').split('.'))
  for (let part = 0; part < 3; part += 1) {
    const difference = Number(two?.[part] ?? 0) - Number(one?.[part] ?? 0)
    if (difference !== 0 && !Number.isNaN(difference)) return difference > 0 ? 'newer' : 'older'
  }
  return 'other'
}
