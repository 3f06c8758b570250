import type { Control, Framework } from '../model/control.ts'
import type { CheckResult, ControlOutcome, ControlResult, Counts } from '../model/evaluation.ts'
import type { Waiver } from '../model/scope.ts'
import { counted } from './answers.ts'
import type { Beyond } from './applicability.ts'
import { describeSubject } from './subject.ts'

type WaiverOf = (result: CheckResult) => Waiver | undefined

/**
 * One control's result from the results of its checks: the worst subject decides. Only an automated control passes by checks alone.
 *
 * `beyond`: why the framework says nothing of the cluster, which is then the result of each of its controls. Where the framework knows no waivers (PCI DSS), a failure stays one; with a complete compensating control for every failure it says so.
 */
export function rollUp(
  framework: Framework,
  control: Control,
  results: readonly CheckResult[],
  waiverOf: WaiverOf,
  beyond?: Beyond,
): ControlResult {
  const marked = results.map((result) => withWaiver(result, waiverOf(result)))
  const lifts = framework.waiversLift !== 'never'
  const counts = countsOf(marked, lifts)
  const outcome = beyond?.answer.verdict ?? outcomeOf(control, counts)
  return Object.freeze({
    framework: framework.id,
    control: control.id,
    title: control.title,
    method: control.method,
    ...(control.ownMethod === undefined ? {} : { ownMethod: control.ownMethod }),
    outcome,
    reason:
      beyond?.answer.reason ?? reasonOf(control, outcome, marked, lifts ? undefined : waiverOf),
    counts,
    results: Object.freeze(marked),
    residual: control.residual,
    procedures: control.procedures,
    ...(control.signOff === undefined ? {} : { signOff: control.signOff.statement }),
    ...(beyond?.unused === undefined ? {} : { unused: beyond.unused }),
  })
}

function withWaiver(result: CheckResult, waiver: Waiver | undefined): CheckResult {
  return waiver === undefined ? result : Object.freeze({ ...result, waiver: waiver.id })
}

/** Every result counts once; a waived failure counts as waived only where waivers lift. */
export function countsOf(results: readonly CheckResult[], lifts: boolean): Counts {
  const count = (test: (result: CheckResult) => boolean) => results.filter(test).length
  const isWaived = (result: CheckResult) => lifts && result.waiver !== undefined
  return {
    population: results.length,
    pass: count(({ verdict }) => verdict === 'pass'),
    fail: count((result) => result.verdict === 'fail' && !isWaived(result)),
    waived: count((result) => result.verdict === 'fail' && isWaived(result)),
    undetermined: count(({ verdict }) => verdict === 'undetermined'),
    outOfReach: count(({ cause }) => cause === 'out-of-reach'),
    notApplicable: count(({ verdict }) => verdict === 'not-applicable'),
  }
}

function outcomeOf(control: Control, counts: Counts): ControlOutcome {
  const { method } = control
  if (method === 'out-of-reach' && counts.population === 0) return 'undetermined'
  if (counts.fail > 0) return 'fail'
  if (counts.undetermined > 0 && !isLeftToPerson(control, counts)) return 'undetermined'
  if (asksPerson(method)) return 'needs-sign-off'
  if (counts.waived + counts.pass === 0) return 'not-applicable'
  return counts.waived > 0 ? 'waived' : 'pass'
}

/**
 * Whether a person must state it, whatever passes: checks of an assisted control see a part of it, so that it is asked also where they find no subject. Outside
 * evidence of what is out of reach is another's word.
 */
function asksPerson(method: Control['method']): boolean {
  if (method === 'signed-off-only' || method === 'out-of-reach') return true
  return method === 'assisted'
}

/** Whether all that is undetermined lies beyond the API, and the person's statement speaks of that, too. */
function isLeftToPerson({ signOff }: Control, counts: Counts): boolean {
  return signOff?.beyondReach === true && counts.undetermined === counts.outOfReach
}

function reasonOf(
  control: Control,
  outcome: ControlOutcome,
  results: readonly CheckResult[],
  compensating: WaiverOf | undefined,
): string {
  const failed = results.filter(({ verdict }) => verdict === 'fail')
  switch (outcome) {
    case 'fail':
      return failure(failed, results, compensating)
    case 'undetermined':
      return control.method === 'out-of-reach' && results.length === 0
        ? `not assessable: ${control.residual}`
        : firstOf(results, 'undetermined', 'cannot be decided for')
    case 'needs-sign-off':
      return `${leftToPerson(results)}; a person's statement is needed`
    case 'waived':
      return `fails for ${failed.length} of ${counted(results.length, 'subject')}, waived (${waiverIds(failed)})`
    case 'signed-off':
    case 'pass':
      return passing(results)
    case 'not-applicable':
      return onlyReason(results) ?? 'no subjects'
  }
}

function failure(
  failed: readonly CheckResult[],
  results: readonly CheckResult[],
  compensating: WaiverOf | undefined,
): string {
  const standing = failed.filter(
    (result) => compensating !== undefined || result.waiver === undefined,
  )
  const said = firstOf(results, 'fail', 'fails for', standing)
  if (compensating === undefined) return said
  const recorded = failed.filter(
    (result) => compensating(result)?.compensatingControl !== undefined,
  )
  if (recorded.length === failed.length)
    return `fails; compensating control recorded for the assessor (${waiverIds(failed)})`
  const waived = failed.filter(({ waiver }) => waiver !== undefined)
  if (waived.length === 0) return said
  return `${said}; a waiver lifts nothing here without a complete compensating control for each failure`
}

function firstOf(
  results: readonly CheckResult[],
  verdict: CheckResult['verdict'],
  verb: string,
  among = results.filter((result) => result.verdict === verdict),
): string {
  const [first] = among
  if (first === undefined) throw new Error(`no result is ${verdict}`)
  if (results.length === 1) return first.reason
  const many = `${verb} ${among.length} of ${counted(results.length, 'subject')}`
  return `${many}; first: ${describeSubject(first.subject)}: ${first.reason}`
}

/** What the checks say, and what they leave open beyond the API. */
function leftToPerson(results: readonly CheckResult[]): string {
  const open = results.filter(({ verdict }) => verdict === 'undetermined')
  if (open.length === 0) return passing(results)
  const said = firstOf(results, 'undetermined', 'not assessable for')
  const passed = results.some(({ verdict }) => verdict === 'pass')
  return passed ? `${passing(results)}; ${said}` : said
}

function passing(results: readonly CheckResult[]): string {
  const passed = results.filter(({ verdict }) => verdict === 'pass')
  const [only] = passed
  if (only === undefined) return onlyReason(results) ?? 'no check applies'
  if (results.length === 1) return only.reason
  const waived = results.filter(({ verdict }) => verdict === 'fail').length
  const apart = results.filter(({ verdict }) => verdict === 'not-applicable').length
  const rest = [
    ...(waived === 0 ? [] : [`${waived} waived`]),
    ...(apart === 0 ? [] : [`${apart} outside this check`]),
  ]
  return [`the checks pass for ${counted(passed.length, 'subject')}`, ...rest].join(', ')
}

/** What all subjects that the checks do not speak of have in common: the one reason for it. */
function onlyReason(results: readonly CheckResult[]): string | undefined {
  const [reason, ...others] = new Set(results.map((result) => result.reason))
  return others.length === 0 ? reason : undefined
}

function waiverIds(failed: readonly CheckResult[]): string {
  return [...new Set(failed.flatMap(({ waiver }) => waiver ?? []))].sort().join(', ')
}
