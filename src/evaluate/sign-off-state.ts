import { DIGEST_OF_NOTHING, hexOf } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { BoundDigest, SignOffDemand } from '../model/control.ts'
import type { Evaluation, SignOffState } from '../model/evaluation.ts'
import type { EvaluationHistory } from '../model/history.ts'
import type { Authorship, SignOff } from '../model/sign-off.ts'
import { setAsideBecause } from './authorship.ts'
import { wordOf } from './bound-words.ts'
import { ageOf, intervalOf } from './cadence.ts'
import { changesSince } from './ended-by-change.ts'

/** What a sign-off is looked at with: one cluster on one day. */
export type SignOffContext = {
  readonly cluster: string
  readonly digests: NonNullable<Evaluation['digests']>
  /** absent: it is evaluated outside of a run */
  readonly history?: EvaluationHistory | undefined
  /** `YYYY-MM-DD` */
  readonly today: string
  readonly requireSigned: boolean
}

/** How a sign-off stands in one cluster, and every reason for that. */
export type Standing = {
  readonly state: SignOffState
  /** for people, also what is not known of the time since; empty: it is in force and nothing is to be said */
  readonly why: string
  /** the last day on which it holds; absent: until what it is bound to changes */
  readonly until?: string
}

/** A digest in the short form that pages print: its first 12 digits. */
export function shortDigest(digest: Digest): string {
  return hexOf(digest).slice(0, 12)
}

/** Whether a sign-off answers a demand in a cluster, with all that speaks against it; the first reason names the state. */
export function standingOf(
  signOff: SignOff,
  demand: SignOffDemand,
  context: SignOffContext,
): Standing {
  const cadence = intervalOf(demand, signOff.cadence)
  const age = cadence && ageOf(signOff.performedOn, cadence, context.today)
  const until = age === undefined ? {} : { until: age.until }
  const { ended, notKnown } = changesSince(signOff.performedOn, demand, context.history)
  const against: readonly (readonly [SignOffState, string])[] = [
    ...(signOff.performedOn > context.today
      ? [['not-yet', `dated ${signOff.performedOn}, which is still to come`] as const]
      : []),
    ...unsigned(signOff.authorship, context.requireSigned),
    ...(age?.state === 'expired'
      ? [['expired', `made ${age.days} days ago, held until ${age.until}`] as const]
      : []),
    ...lacking(signOff, demand),
    ...demand.binds.flatMap((bound) => unbound(signOff, bound, context)),
    ...ended.map((why) => ['changed', why] as const),
  ]
  const [first] = against
  if (first !== undefined)
    return { state: first[0], why: against.map(([, why]) => why).join('; '), ...until }
  const due = age?.state === 'due-soon'
  const soon = due ? [`made ${age.days} days ago, due again by ${age.until}`] : []
  return {
    state: due ? 'due-soon' : 'in-force',
    why: [...soon, ...notKnown].join('; '),
    ...until,
  }
}

/** What the framework leaves to the organisation, and a sign-off does not say. */
function lacking(
  { cadence, period }: SignOff,
  demand: SignOffDemand,
): readonly (readonly [SignOffState, string])[] {
  return [
    ...(demand.cadence === 'own' && cadence === undefined
      ? [
          [
            'incomplete',
            'it does not state how long it holds (cadence), which is left to it',
          ] as const,
        ]
      : []),
    ...(demand.period === true && period === undefined
      ? [['incomplete', 'it does not say of which days it speaks (period)'] as const]
      : []),
  ]
}

function unsigned(
  authorship: Authorship,
  requireSigned: boolean,
): readonly (readonly [SignOffState, string])[] {
  const why = setAsideBecause(authorship, requireSigned)
  return why === undefined ? [] : [['unsigned', why]]
}

function unbound(
  { clusters }: SignOff,
  bound: BoundDigest,
  { cluster, digests }: SignOffContext,
): readonly (readonly [SignOffState, string])[] {
  const stated = clusters.find(({ name }) => name === cluster)?.digests[bound]
  const now = digests[bound]
  if (stated === undefined) return [['changed', `it names no digest of the ${wordOf(bound)}`]]
  if (now === undefined)
    return [
      [
        'unknown',
        `the ${wordOf(bound)} of this cluster was not read whole, and cannot be compared`,
      ],
    ]
  if (stated === now) return []
  const mixed = Object.entries(digests).find(
    ([, digest]) => digest === stated && digest !== DIGEST_OF_NOTHING,
  )
  const what =
    mixed === undefined
      ? `the ${wordOf(bound)} has changed`
      : `what it names as the ${wordOf(bound)} is the digest of the ${wordOf(mixed[0] as BoundDigest)}`
  return [['changed', `${what} (stated ${shortDigest(stated)}, now ${shortDigest(now)})`]]
}
