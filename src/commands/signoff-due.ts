import { printable } from '../core/log.ts'
import { wordOf } from '../evaluate/bound-words.ts'
import { changesSince, describeBetween, digestChanges } from '../evaluate/ended-by-change.ts'
import type { Framework, SignOffDemand } from '../model/control.ts'
import type {
  ControlOutcome,
  ControlResult,
  Evaluation,
  SignOffReport,
  SignOffState,
} from '../model/evaluation.ts'

/** How a statement stands that a control asks for, the most urgent first. `not-asked`: the control has no subjects, or its benchmark is not used. */
export const DUE_STATES = [
  'invalidated',
  'overdue',
  'due-soon',
  'missing',
  'in-force',
  'not-asked',
] as const

export type DueState = (typeof DUE_STATES)[number]

/** The same in print. */
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
  return DUE_STATES.indexOf(state)
}

function byDue({ due: one = LAST }: DueStatement, { due: other = LAST }: DueStatement): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** Behind every day. */
const LAST = '9999-12-31'

function dueOf(
  evaluation: Evaluation,
  { framework, control, title, outcome, reason, unused }: ControlResult,
  demand: SignOffDemand,
): DueStatement {
  const { cluster, history, organisation } = evaluation
  const stated = organisation.signOffs?.find(
    (each) => each.framework === framework && each.control === control && answers(each),
  )
  const isAsked = outcome !== 'not-applicable' && unused === undefined
  const state = isAsked ? stateOf(stated) : 'not-asked'
  const isEnded = stated !== undefined && state === 'invalidated'
  return {
    state,
    ...(stated?.until === undefined ? {} : { due: stated.until }),
    endedBy: isEnded ? endedBy(stated.performedOn, demand, history).map(printable) : [],
    ...{ cluster, framework, control, title, outcome },
    reason: printable(reason),
  }
}

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
