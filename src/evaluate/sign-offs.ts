import type { Control, Framework, Interval } from '../model/control.ts'
import type { SignOffReport, SignOffState } from '../model/evaluation.ts'
import type { Organisation } from '../model/scope.ts'
import type { SignOff } from '../model/sign-off.ts'
import { byText } from './answers.ts'
import { authorshipWords } from './authorship.ts'
import { daysFrom, intervalDays, shorter } from './cadence.ts'
import { matchesGlob } from '../core/glob.ts'
import { standingOf } from './sign-off-state.ts'
import type { SignOffContext, Standing } from './sign-off-state.ts'

/** What the organisation has stated for one control in one cluster. */
export type Stated =
  | { readonly kind: 'in-force'; readonly signOff: SignOff; readonly standing: Standing }
  /** `why` is absent where no file of sign-offs was given at all */
  | { readonly kind: 'missing'; readonly why?: string }

/** The sign-offs of one cluster: what they answer, and how each stands. */
export type SignOffs = {
  /** of a control that asks for a statement */
  statedFor(framework: Framework, control: Control): Stated
  /** every sign-off that speaks of this cluster, in the order of the files */
  readonly report: readonly SignOffReport[]
}

type Stood = { readonly signOff: SignOff; readonly standing: Standing }

const IN_FORCE: readonly SignOffState[] = ['in-force', 'due-soon']

/**
 * Holds the sign-offs that speak of a cluster against what its controls ask. Of several for one control the newest that is in force answers, and else
 * the newest says why there is none; older ones are superseded.
 */
export function signOffsOf(
  { signOffs, approvers }: Organisation,
  frameworks: readonly Framework[],
  context: Omit<SignOffContext, 'requireSigned'>,
): SignOffs {
  const requireSigned = approvers?.requireSigned === true
  const here = (signOffs ?? []).filter(({ clusters }) =>
    clusters.some(({ name }) => matchesGlob(name, context.cluster)),
  )
  const stood = new Map<string, readonly Stood[]>()
  for (const [place, all] of Map.groupBy(here, placeOf)) {
    const control = controlAt(frameworks, place)
    if (control?.signOff !== undefined)
      stood.set(place, ranked(all, control.signOff, { ...context, requireSigned }))
  }
  const known = new Map([...stood.values()].flat().map((one) => [one.signOff.id, one.standing]))
  return {
    statedFor: ({ id: framework }, { id: control }) =>
      statedOf(stood.get(placeOf({ framework, control })), signOffs === undefined),
    report: here.map((each) => reportOf(each, known.get(each.id) ?? UNUSED)),
  }
}

const UNUSED: Standing = {
  state: 'unused',
  why: 'the control asks for no statement, or its framework is not evaluated',
}

function placeOf({ framework, control }: Pick<SignOff, 'framework' | 'control'>): string {
  return JSON.stringify([framework, control])
}

function controlAt(frameworks: readonly Framework[], place: string): Control | undefined {
  const all = frameworks.flatMap(({ id, controls }) =>
    controls.map((control) => [placeOf({ framework: id, control: control.id }), control] as const),
  )
  return all.find(([at]) => at === place)?.[1]
}

/** The one that answers first, then the others from the newest, which it supersedes unless they are of a day to come. */
function ranked(
  all: readonly SignOff[],
  demand: NonNullable<Control['signOff']>,
  context: SignOffContext,
): readonly Stood[] {
  const stood = all
    .map((signOff) => ({ signOff, standing: standingOf(signOff, demand, context) }))
    .sort((a, b) => rank(b) - rank(a) || newestFirst(a.signOff, b.signOff))
  return stood.map((one, index): Stood => {
    const { signOff, standing } = one
    if (index > 0 && standing.state !== 'not-yet') {
      const by = stood[0]?.signOff.id ?? ''
      return { signOff, standing: { ...standing, state: 'superseded', why: `superseded by ${by}` } }
    }
    const interval = demand.cadence && shorter(demand.cadence, signOff.cadence)
    const late = interval && lateness(signOff, all, interval)
    if (late === undefined) return one
    return {
      signOff,
      standing: { ...standing, why: [standing.why, late].filter(Boolean).join('; ') },
    }
  })
}

function rank({ standing: { state } }: Stood): number {
  if (IN_FORCE.includes(state)) return 2
  return state === 'not-yet' ? 0 : 1
}

function newestFirst(one: SignOff, other: SignOff): number {
  return byText(other.performedOn, one.performedOn) || byText(one.id, other.id)
}

/** That the one before it was longer ago than the control allows, and no missed activity is recorded. */
function lateness(
  signOff: SignOff,
  all: readonly SignOff[],
  interval: Interval,
): string | undefined {
  const before = all
    .filter(({ performedOn }) => performedOn < signOff.performedOn)
    .sort(newestFirst)[0]
  if (before === undefined) return undefined
  const days = daysFrom(before.performedOn, signOff.performedOn)
  const bound = intervalDays(interval)
  if (days <= bound) return undefined
  const record =
    signOff.missed === undefined
      ? 'no missed activity is recorded'
      : 'the missed activity is recorded'
  return `${days} days after ${before.id}, at most ${bound} are allowed: ${record}`
}

function statedOf(all: readonly Stood[] | undefined, isSilent: boolean): Stated {
  const [first] = all ?? []
  if (first === undefined)
    return isSilent ? { kind: 'missing' } : { kind: 'missing', why: 'never signed off' }
  const { signOff, standing } = first
  if (IN_FORCE.includes(standing.state)) return { kind: 'in-force', signOff, standing }
  return { kind: 'missing', why: `${signOff.id} of ${signOff.performedOn}: ${standing.why}` }
}

function reportOf(signOff: SignOff, { state, why, until }: Standing): SignOffReport {
  return {
    id: signOff.id,
    framework: signOff.framework,
    control: signOff.control,
    state,
    why,
    performedOn: signOff.performedOn,
    ...(until === undefined ? {} : { until }),
    authorship: authorshipWords(signOff.authorship),
  }
}
