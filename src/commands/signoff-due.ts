import { printable } from '../core/log.ts'
import { wordOf } from '../evaluate/bound-words.ts'
import { changesSince, describeBetween, digestChanges } from '../evaluate/ended-by-change.ts'
import { statementDue } from '../evaluate/statement-due.ts'
import type { Framework, SignOffDemand } from '../model/control.ts'
import type { ControlOutcome, ControlResult, Evaluation } from '../model/evaluation.ts'
import type { DueState } from '../model/statement-due.ts'

const STATES: readonly DueState[] = [
  'invalidated',
  'overdue',
  'due-soon',
  'missing',
  'in-force',
  'not-asked',
]

/** The states in print. */
export const DUE_WORDS: Readonly<Record<DueState, string>> = {
  invalidated: 'invalidated',
  overdue: 'overdue',
  'due-soon': 'due soon',
  missing: 'missing',
  'in-force': 'in force',
  'not-asked': 'not asked',
}

/** A control that asks for a statement, as a run answers it in one cluster. */
export type DueStatement = {
  readonly state: DueState
  /** the last day on which the newest statement holds or held; absent: there is none, or only a change ends it */
  readonly due?: string
  /** what ended it, with the runs between which it changed; empty: no change did, or no run saw it */
  readonly endedBy: readonly string[]
  readonly cluster: string
  readonly framework: string
  readonly control: string
  readonly title: string
  readonly outcome: ControlOutcome
  readonly reason: string
}

/** The statements that controls ask for in the clusters of a run, the most urgent first, of one state by the day on which they are due; then by cluster and catalogue. */
export function dueStatements(
  evaluations: readonly Evaluation[],
  frameworks: readonly Framework[],
): readonly DueStatement[] {
  const demands = new Map(
    frameworks.flatMap(({ controls }) =>
      controls.map(({ framework, id, signOff }) => [`${framework}/${id}`, signOff] as const),
    ),
  )
  return evaluations
    .flatMap((evaluation) =>
      evaluation.controls.flatMap((result) => {
        const demand = demands.get(`${result.framework}/${result.control}`)
        return demand === undefined ? [] : [dueOf(evaluation, result, demand)]
      }),
    )
    .sort((one, other) => rank(one) - rank(other) || byDue(one, other))
}

function rank({ state }: DueStatement): number {
  return STATES.indexOf(state)
}

function byDue({ due: one = LAST }: DueStatement, { due: other = LAST }: DueStatement): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** Behind every day. */
const LAST = '9999-12-31'

function dueOf(evaluation: Evaluation, result: ControlResult, demand: SignOffDemand): DueStatement {
  const { cluster, history, organisation } = evaluation
  const { framework, control, title, outcome, reason } = result
  const { state, stated } = statementDue(result, organisation.signOffs ?? [])
  const isEnded = stated !== undefined && state === 'invalidated'
  return {
    state,
    ...(stated?.until === undefined ? {} : { due: stated.until }),
    endedBy: isEnded ? endedBy(stated.performedOn, demand, history).map(printable) : [],
    ...{ cluster, framework, control, title, outcome },
    reason: printable(reason),
  }
}

/** What the control says ends it, and else the changes of the digests that it names. */
function endedBy(
  performedOn: string,
  demand: SignOffDemand,
  history: Evaluation['history'],
): readonly string[] {
  const { ended } = changesSince(performedOn, demand, history)
  if (ended.length > 0) return ended
  return digestChanges(demand.binds, history, performedOn).map(
    ({ bound, change }) => `${wordOf(bound)} changed ${describeBetween(change)}`,
  )
}
