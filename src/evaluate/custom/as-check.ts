import type { Check } from '../../model/check.ts'
import type { Catalogue } from '../../model/control.ts'
import type { CustomCheck } from '../../model/custom-check.ts'
import { checkOf } from '../checks.ts'

/** The checks of a catalogue beside ours. */
export type WithCustomChecks = Pick<Catalogue, 'customChecks'>

/** The check of an id, ours or one of the organisation's; undefined where there is none. */
export function checkIn({ customChecks }: WithCustomChecks, id: string): Check | undefined {
  const custom = customChecks.find((each) => each.id === id)
  return custom === undefined ? checkOf(id) : asCheck(custom)
}

/** An organisation's check like every other: its answers were collected before the evaluation. */
export function asCheck({
  id,
  version,
  title,
  logic,
  reads,
  needs,
  parameters,
}: CustomCheck): Check {
  return {
    ...{ id, version, title, logic, reads, needs, parameters },
    evaluate: (input) => input.customAnswers(id, input.parameters),
  }
}
