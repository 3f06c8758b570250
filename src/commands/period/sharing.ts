import type { Counts } from '../../model/evaluation.ts'
import type { SeenBasis } from '../../period/bases.ts'
import type { ControlSeen } from './run-reading.ts'

type Observation = ControlSeen['observation']

/**
 * An observation that shares with the one before it whatever both say alike: most controls say the same for months, so that a period of a year needs little more memory
 * than one of a month.
 */
export function sharing(now: Observation, before: Observation | undefined): Observation {
  if (before === undefined) return now
  return {
    ...now,
    reason: now.reason === before.reason ? before.reason : now.reason,
    counts: isSame(now.counts, before.counts) ? before.counts : now.counts,
    basis: isSameBasis(now.basis, before.basis) ? before.basis : now.basis,
  }
}

function isSame(one: Counts, two: Counts): boolean {
  return (
    one.population === two.population &&
    one.pass === two.pass &&
    one.fail === two.fail &&
    one.waived === two.waived &&
    one.undetermined === two.undetermined &&
    one.outOfReach === two.outOfReach &&
    one.notApplicable === two.notApplicable
  )
}

function isSameBasis(one: SeenBasis, two: SeenBasis): boolean {
  return (
    one.definition === two.definition &&
    one.scope === two.scope &&
    one.uid === two.uid &&
    one.checks.length === two.checks.length &&
    one.checks.every((check, index) => check === two.checks[index]) &&
    one.versions.size === two.versions.size &&
    Array.from(one.versions).every(([check, version]) => two.versions.get(check) === version)
  )
}
