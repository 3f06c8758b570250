/** The words of the report, each in one place. An assessor owns some words; these are ours (DESIGN.md, "Words"). */
import type { ChangeKind } from '../model/history.ts'
import type { BoundDigest, ControlMethod, ControlNoun, Framework } from '../model/control.ts'
import type {
  ControlOutcome,
  OrganisationReport,
  SignOffState,
  UndeterminedCause,
  Verdict,
} from '../model/evaluation.ts'
import type { ReachVerdict } from '../model/reachability.ts'
import type { ReportSource } from '../model/report.ts'
import type { ScopeClass } from '../model/scope.ts'
import type { ClusterStatus, ListStatus, Redaction } from '../model/snapshot.ts'

/** Results of a control, worst first: the order of every roll-up, table and bar. */
export const OUTCOMES = [
  'fail',
  'undetermined',
  'needs-sign-off',
  'waived',
  'signed-off',
  'pass',
  'not-applicable',
] as const satisfies readonly ControlOutcome[]

const OUTCOME_WORDS: Record<ControlOutcome, string> = {
  fail: 'fail',
  undetermined: 'undetermined',
  'needs-sign-off': 'needs sign-off',
  waived: 'waived',
  'signed-off': 'signed off',
  pass: 'pass',
  'not-applicable': 'no subjects or left out',
}

/** Of a control that asks nothing of a cluster: there is nothing to ask about, or what there is was taken out. */
export function notAskedWord(subjects: number): string {
  return subjects === 0 ? 'no subjects' : 'left out'
}

/** A control's result as its framework's readers know it; a PCI requirement has no waiver, only a compensating control. */
export function outcomeWord(outcome: ControlOutcome, noun: ControlNoun): string {
  return outcome === 'waived' && noun === 'requirement'
    ? 'fails; compensating control recorded for the assessor'
    : OUTCOME_WORDS[outcome]
}

/** A control's result in a table head. */
export function shortOutcomeWord(outcome: ControlOutcome): string {
  return OUTCOME_WORDS[outcome]
}

/** What a check says of one subject. */
export const VERDICT_WORDS: Record<Verdict, string> = {
  pass: 'pass',
  fail: 'fail',
  undetermined: 'undetermined',
  'not-applicable': 'outside this check',
}

/** Why nothing could be decided. */
export const CAUSE_WORDS: Record<UndeterminedCause, string> = {
  gap: 'something was not read',
  untranslated: 'a policy was not fully understood',
  'out-of-reach': 'out of reach of the Kubernetes API',
  'scope-silent': 'scope does not say',
  error: 'the check failed',
}

/** How a control is answered, beside the framework's own word. */
export const METHOD_WORDS: Record<ControlMethod, string> = {
  automated: 'decided by checks',
  assisted: 'checks inform a person, who signs off',
  'signed-off-only': 'decided by a person',
  'out-of-reach': 'out of reach of the Kubernetes API',
}

/** Who says which checks speak of a control, where its publisher names none that a cluster can answer. */
export const PAIRING_WORDS: Record<NonNullable<Framework['pairing']>, string> = {
  ours: 'ours: no publisher says which checks speak of this',
}

/** Classes of the scope, and what stands outside of the cluster. */
export const CLASS_WORDS: Record<ScopeClass | 'unclassified' | 'external', string> = {
  cde: 'CDE',
  connected: 'connected-to / security-impacting',
  'out-of-scope': 'declared out of scope',
  unclassified: 'unclassified, counted as in scope',
  external: 'outside the cluster',
}

/** The same on the axis of a picture. */
export const SHORT_CLASS_WORDS: Record<ScopeClass | 'unclassified' | 'external', string> = {
  cde: 'CDE',
  connected: 'connected-to',
  'out-of-scope': 'declared out',
  unclassified: 'unclassified',
  external: 'outside',
}

/** How a cluster ended. */
export const STATUS_WORDS: Record<ClusterStatus, string> = {
  complete: 'complete',
  partial: 'partial',
  unreachable: 'unreachable',
  unauthorised: 'unauthorised',
  retired: 'retired',
}

/** How a list ended. */
export const LIST_WORDS: Record<ListStatus, string> = {
  ok: 'read',
  'not-served': 'not served',
  forbidden: 'forbidden',
  failed: 'failed',
  inconsistent: 'inconsistent',
}

/** Reachability of one connection, in the declared configuration. */
export const REACH_WORDS: Record<ReachVerdict, string> = {
  allowed: 'allowed',
  denied: 'denied',
  indeterminate: 'cannot be decided, counted as allowed',
}

/** Why a run was made. */
export const TRIGGER_WORDS: Record<ReportSource['trigger'], string> = {
  scheduled: 'scheduled',
  late: 'scheduled, late',
  'caught-up': 'scheduled, caught up',
  'ad-hoc': 'ad hoc, outside the schedule',
}

/** States of a waiver, in one cluster or over all of them. */
export const WAIVER_WORDS: Record<
  OrganisationReport['waivers'][number]['state'] | 'not-known',
  string
> = {
  active: 'in force',
  'over-cap': 'over its cap, not applied',
  expired: 'expired, not applied',
  'not-yet': 'not in force yet',
  unused: 'unused',
  unsigned: 'not signed as required, not applied',
  'not-known': 'not known',
}

/** How a sign-off stands in one cluster, or that there is none. */
export const SIGN_OFF_WORDS: Record<SignOffState | 'missing', string> = {
  'in-force': 'in force',
  'due-soon': 'in force, due soon',
  expired: 'overdue',
  changed: 'ended by a change',
  unknown: 'cannot be compared',
  'not-yet': 'dated in the future',
  unsigned: 'not signed as required',
  incomplete: 'incomplete',
  superseded: 'superseded',
  unused: 'answers nothing',
  missing: 'nothing is stated',
}

/** What a digest is of that a statement is bound to. */
export const BOUND_WORDS: Record<BoundDigest, string> = {
  'rule-set': 'rule set',
  segmentation: 'segmentation',
  scope: 'scope',
  rights: 'rights',
}

/** Why a value was replaced before anything was written. */
export const REDACTION_WORDS: Record<Redaction['why'], string> = {
  'env-value': 'environment values',
  argument: 'arguments',
  annotation: 'annotation values',
  'last-applied': 'last-applied configuration',
  'secret-shaped': 'text shaped like a key or token',
  'status-text': 'status messages',
  probe: 'probe and lifecycle commands and headers',
  'free-text': 'free text',
}

/** So many ranges of addresses are named, and the rest counted: data holds all of them. */
const NAMED_RANGES = 3

/** One end of a connection for people: a workload as it is, ranges of addresses three at most and how many more. */
export function endWords(name: string): string {
  if (name.includes('/')) return name
  const ranges = name.split(', ')
  const rest = ranges.length - NAMED_RANGES
  if (rest <= 0) return name
  return `${ranges.slice(0, NAMED_RANGES).join(', ')} and ${rest} more range${rest === 1 ? '' : 's'}`
}

/** The kinds of significant change. */
export const CHANGE_WORDS: Readonly<Record<ChangeKind, string>> = {
  admission: 'admission',
  boundary: 'flows across the border of the CDE',
  enforcement: 'enforcement',
  estate: 'clusters',
  exposure: 'ways in from outside',
  kubernetes: 'Kubernetes',
  scope: 'scope',
}
