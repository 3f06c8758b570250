import type { ControlResult, Evaluation, SignOffReport, SignOffState } from '../model/evaluation.ts'
import type { ControlDue, DueState, StatementDue } from '../model/statement-due.ts'

/**
 * How what a control asks of people stands, from its result in a cluster and the statements made there: the one answer that the list of sign-offs, messages and
 * reports of a period give. What a check found besides does not take the duty to state away.
 */
export function statementDue(
  { framework, control, outcome, unused }: Asked,
  signOffs: readonly SignOffReport[],
): StatementDue {
  const stated = signOffs.find(
    (each) => each.framework === framework && each.control === control && answers(each),
  )
  const isAsked = outcome !== 'not-applicable' && unused === undefined
  const state = isAsked ? stateOf(stated) : 'not-asked'
  return { state, ...(stated === undefined ? {} : { stated }) }
}

/** The same of every control of a cluster that has a result, in the order of the results. */
export function statementsDue({
  controls,
  organisation: { signOffs = [] },
}: Pick<Evaluation, 'controls' | 'organisation'>): readonly ControlDue[] {
  return controls.map((result) => ({
    ...{ framework: result.framework, control: result.control },
    ...statementDue(result, signOffs),
  }))
}

type Asked = Pick<ControlResult, 'framework' | 'control' | 'outcome' | 'unused'>

/** Whether a statement is the one that answers its control, or says why nothing does. */
function answers({ state }: SignOffReport): boolean {
  return state !== 'superseded' && state !== 'unused' && state !== 'not-yet'
}

const STATES: Readonly<Partial<Record<SignOffState, DueState>>> = {
  changed: 'invalidated',
  expired: 'overdue',
  'due-soon': 'due-soon',
  'in-force': 'in-force',
}

/** One that does not count (not signed as required, incomplete, not comparable) is missing; the reason says why. */
function stateOf(stated: SignOffReport | undefined): DueState {
  return (stated && STATES[stated.state]) ?? 'missing'
}
