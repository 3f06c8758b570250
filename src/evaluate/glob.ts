import { matchesGlob } from '../core/glob.ts'

/** Whether any of the patterns matches; an absent list matches everything. */
export function matchesAnyGlob(patterns: readonly string[] | undefined, text: string): boolean {
  return patterns === undefined || patterns.some((pattern) => matchesGlob(pattern, text))
}

/** Whether a pattern of four parts matches a subject part by part: `*` never reaches across a `/`. */
export function matchesSubject(pattern: string, subject: string): boolean {
  const patterns = pattern.split('/')
  const parts = subject.split('/')
  return (
    patterns.length === parts.length &&
    patterns.every((each, index) => matchesGlob(each, parts[index] ?? ''))
  )
}
