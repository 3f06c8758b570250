import type { ControlResult } from '../../model/evaluation.ts'
import type { CountsView } from '../report-schema.ts'

/** Of an empty population. */
export const NOTHING: CountsView = {
  population: 0,
  pass: 0,
  fail: 0,
  waived: 0,
  undetermined: 0,
  outOfReach: 0,
  notApplicable: 0,
}

/** How many subjects of a control got which verdict in one cluster. */
export function countsOf({ counts }: ControlResult): CountsView {
  const { population, pass, fail, waived, undetermined, outOfReach, notApplicable } = counts
  return { population, pass, fail, waived, undetermined, outOfReach, notApplicable }
}

/** The counts of two clusters together. */
export function plus(one: CountsView, other: CountsView): CountsView {
  return {
    population: one.population + other.population,
    pass: one.pass + other.pass,
    fail: one.fail + other.fail,
    waived: one.waived + other.waived,
    undetermined: one.undetermined + other.undetermined,
    outOfReach: one.outOfReach + other.outOfReach,
    notApplicable: one.notApplicable + other.notApplicable,
  }
}
