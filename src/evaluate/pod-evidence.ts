import type { Violation } from '../analyse/queries/pod-controls.ts'
import type { Evidence } from '../model/evaluation.ts'
import type { SecurityGroup } from '../model/pod-security.ts'
import { objectEvidence, someOf } from './answers.ts'

/** Where pods of a workload show something, in the first of them; without anything to show, that it is there. */
export function violationEvidence(
  { key, pointer }: Pick<SecurityGroup, 'key' | 'pointer'>,
  violations: readonly Violation[],
): readonly Evidence[] {
  if (violations.length === 0) return [objectEvidence(key)]
  return violations.map(({ pointer: below, what }) => ({
    ...{ object: key, pointer: `${pointer}${below}`, value: what },
  }))
}

/** Up to three of them, and how many more. */
export function violationText(violations: readonly Violation[]): string {
  return someOf([...new Set(violations.map(({ what }) => what))])
}

/** That no pod runs now and the template is meant; nothing where pods run. */
export function latentText({ pods }: Pick<SecurityGroup, 'pods'>): string {
  return pods === 0 ? ' (by its template: no pod runs now)' : ''
}
