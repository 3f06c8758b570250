import type { BoundDigest } from '../model/control.ts'

/** What a digest is of, for people. */
export function wordOf(bound: BoundDigest): string {
  return bound === 'rule-set' ? 'rule set' : bound
}
