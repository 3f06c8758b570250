import type { Instant } from '../core/clock.ts'
import type { CheckResult, OrganisationReport } from '../model/evaluation.ts'
import type { Organisation, Waiver } from '../model/scope.ts'
import { matchesGlob } from '../core/glob.ts'
import { fileNamed } from './authorship.ts'
import { matchesSubject } from './glob.ts'
import { concernsOf } from './waiver-concerns.ts'

type WaiverState = OrganisationReport['waivers'][number]['state']

/** How the waivers lie over the failures of one cluster. */
export type WaiverOverlay = {
  /** the waiver that lies over a failure; undefined where none does */
  waiverOf(result: CheckResult): Waiver | undefined
  /** every waiver that speaks of this cluster with its state here, in the order of the file */
  readonly report: OrganisationReport['waivers']
}

/**
 * Lays waivers over failures as of the day of the snapshot. A waiver counts from the day of its approval up to and including the day it
 * expires; one that matches more subjects than its cap waives none of them, and none waives anything where their file counts as missing. Nothing but a
 * failure is ever waived.
 */
export function overlayWaivers(
  organisation: Pick<Organisation, 'waivers' | 'files'>,
  results: readonly CheckResult[],
  cluster: string,
  asOf: Instant,
): WaiverOverlay {
  const failures = results.filter(({ verdict }) => verdict === 'fail')
  const isSetAside = fileNamed(organisation, 'waivers.yaml')?.setAside !== undefined
  const here = organisation.waivers
    .filter((waiver) => speaksOf(waiver, cluster))
    .map((waiver) => {
      const matched = matchedSubjects(waiver, failures)
      const state = isSetAside ? 'unsigned' : stateOf(waiver, matched.size, asOf)
      return { waiver, matched, state }
    })
  const active = here.filter(({ state }) => state === 'active')
  return {
    waiverOf: ({ verdict, check, subject }) =>
      verdict !== 'fail'
        ? undefined
        : active.find(({ waiver, matched }) => waiver.check === check && matched.has(subject))
            ?.waiver,
    report: here.map(({ waiver, matched, state }) => ({
      id: waiver.id,
      state,
      matched: matched.size,
      expires: waiver.expires,
      reason: waiver.reason,
      approvedBy: waiver.approvedBy,
      check: waiver.check,
      concerns: concernsOf(waiver, asOf.slice(0, 10)),
    })),
  }
}

/** Whether any pattern of a waiver can mean a subject of the cluster. */
function speaksOf({ subjects }: Waiver, cluster: string): boolean {
  return subjects.some((pattern) => matchesGlob(pattern.split('/')[0] ?? '', cluster))
}

/** Subjects are counted once, however many controls name the check. */
function matchedSubjects(waiver: Waiver, failures: readonly CheckResult[]): ReadonlySet<string> {
  const subjects = failures
    .filter(({ check }) => check === waiver.check)
    .map(({ subject }) => subject)
    .filter((subject) => waiver.subjects.some((pattern) => matchesSubject(pattern, subject)))
  return new Set(subjects)
}

function stateOf(waiver: Waiver, matched: number, asOf: Instant): WaiverState {
  const today = asOf.slice(0, 10)
  if (waiver.expires < today) return 'expired'
  if (waiver.approvedOn > today) return 'not-yet'
  if (matched === 0) return 'unused'
  return matched > waiver.maxSubjects ? 'over-cap' : 'active'
}
