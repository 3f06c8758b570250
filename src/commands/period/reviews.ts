import { wordOf } from '../../evaluate/bound-words.ts'
import { dueDay } from '../../evaluate/due-day.ts'
import { digestChanges } from '../../evaluate/ended-by-change.ts'
import { statementDue } from '../../evaluate/statement-due.ts'
import type { Catalogue, SignOffDemand } from '../../model/control.ts'
import type { ControlResult, Evaluation } from '../../model/evaluation.ts'
import type { ReviewDue } from '../../model/period.ts'

/** The statements of people that controls ask for where they apply, and those that were made, as the newest evaluation of each cluster knows them; in the order of clusters and catalogue. */
export function reviewsDue(
  catalogue: Catalogue,
  evaluations: readonly Evaluation[],
): readonly ReviewDue[] {
  const demands = new Map(
    catalogue.frameworks.flatMap(({ controls }) =>
      controls.map(({ framework, id, signOff }) => [`${framework}/${id}`, signOff] as const),
    ),
  )
  return evaluations.flatMap((evaluation) =>
    evaluation.controls.flatMap((result) => {
      const demand = demands.get(`${result.framework}/${result.control}`)
      if (demand === undefined || result.unused === true) return []
      const review = reviewOf(evaluation, result, demand)
      return review.outcome === 'not-applicable' && review.signOffs.length === 0 ? [] : [review]
    }),
  )
}

function reviewOf(evaluation: Evaluation, result: ControlResult, demand: SignOffDemand): ReviewDue {
  const { cluster, organisation, history } = evaluation
  const { binds } = demand
  const { framework, control, title, outcome, reason } = result
  const signOffs = (organisation.signOffs ?? []).filter(
    (each) => each.framework === framework && each.control === control,
  )
  const tracks = binds.flatMap((name) => {
    const track = history?.digests[name]
    return track === undefined ? [] : [[name, track] as const]
  })
  const newest = signOffs
    .map(({ performedOn }) => performedOn)
    .sort()
    .at(-1)
  const changed = digestChanges(binds, history, newest).map(
    ({ bound, change: { from, to } }) =>
      `${wordOf(bound)} changed between ${from.asOf} and ${to.asOf}`,
  )
  const significant = (history?.changes ?? [])
    .filter(({ to }) => newest === undefined || to.asOf.slice(0, 10) > newest)
    .map(({ from, to, what, count }) => {
      const more = count > what.length ? `, and ${count - what.length} more` : ''
      return `between ${from.asOf} and ${to.asOf}: ${what.join('; ')}${more}`
    })
  const due = statementDue(result, signOffs)
  const dueBy = dueDay(demand, due, evaluation)
  return {
    ...{ cluster, framework, control, title, outcome, reason, binds },
    digests: Object.fromEntries(tracks),
    ...{ signOffs, due },
    ...(dueBy === undefined ? {} : { dueBy }),
    changedSince: newest === undefined ? [] : [...changed, ...significant],
  }
}
