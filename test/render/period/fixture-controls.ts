/** Controls of the quarter: one that failed for two weeks, one decided by another version of its check from November on, one that is signed off later, and quiet ones. */
import { digestOf } from '../../../src/core/digest.ts'
import type { Instant } from '../../../src/core/clock.ts'
import type { ControlOutcome } from '../../../src/model/evaluation.ts'
import type { Ledger, PeriodRun } from '../../../src/model/ledger.ts'
import type { ControlPeriod } from '../../../src/model/period.ts'
import { intervalsOf } from '../../../src/period/intervals.ts'
import { reportSource } from '../fixture.ts'
import { CLUSTERS, pointIn, SLOTS } from './fixture-runs.ts'

type Seen = { readonly outcome: ControlOutcome; readonly reason: string }

const pass: Seen = { outcome: 'pass', reason: 'pass for all 6 subjects' }

/** What controls say that say the same in every run; all others pass. */
const ALWAYS: Readonly<Record<string, Seen>> = {
  '5.3.2': { outcome: 'waived', reason: 'fails for 1 of 6 subjects, with waiver W-014' },
  '12.5.2': { outcome: 'needs-sign-off', reason: 'SO-1 is overdue since 2026-10-01' },
  '2.2.3': { outcome: 'not-applicable', reason: 'no subjects' },
  '1.4.4': { outcome: 'undetermined', reason: 'scope does not say which workloads are stores' },
}

const fails: Seen = {
  outcome: 'fail',
  reason: 'A workload declared out of scope has an allowed path into the CDE.',
}

/** What a control says in a cluster at a run. */
function seen(control: string, cluster: string, { startedAt, clusters }: PeriodRun): Seen {
  const isPartial = clusters.some((one) => one.name === cluster && one.status === 'partial')
  const isOpen = startedAt > SLOTS[3]! && startedAt < SLOTS[6]!
  if (control === '1.3.1' && cluster === 'prod-eu' && isOpen) return fails
  if (control === '1.4.2' && isPartial)
    return { outcome: 'undetermined', reason: 'Ingresses were not read: forbidden.' }
  if (control === '5.6.1')
    return startedAt < SLOTS[4]!
      ? { outcome: 'needs-sign-off', reason: 'nobody has stated that the owners are right' }
      : { outcome: 'signed-off', reason: 'SO-4 is in force until 2027-11-02' }
  return ALWAYS[control] ?? pass
}

/** The version of a control's check: that of 1.2.5 changed in November. */
function versionOf(control: string, startedAt: Instant): number {
  return control === '1.2.5' && startedAt >= SLOTS[6]! ? 3 : 2
}

/** Every control in every cluster over the runs, in the order of the catalogue. */
export function controlsOver(runs: readonly PeriodRun[], ledger: Ledger): readonly ControlPeriod[] {
  const { frameworks } = reportSource().catalogue
  return frameworks.flatMap(({ id: framework, controls }) =>
    controls.flatMap(({ id, title, checks }) =>
      CLUSTERS.map((cluster) => {
        const observations = runs.flatMap((run) => {
          const at = pointIn(run, cluster)
          if (at === undefined) return []
          const counts = CALM
          return {
            ...{ at, counts, ...seen(id, cluster, run) },
            ...(run.answers ? { slot: run.slot! } : {}),
            basis: {
              checks: checks.map(({ check }) => check),
              versions: new Map(checks.map(({ check }) => [check, versionOf(id, run.startedAt)])),
              definition: digestOf(id),
            },
          }
        })
        const row = ledger.rows.find((one) => one.cluster === cluster)
        const due = (row?.cells ?? [])
          .filter(({ state }) => state !== 'to-come')
          .map(({ slot }) => slot)
        return intervalsOf({ cluster, framework, control: id, title, observations }, due)
      }),
    ),
  )
}

const CALM = {
  ...{ population: 6, pass: 6, fail: 0, waived: 0 },
  ...{ undetermined: 0, outOfReach: 0, notApplicable: 0 },
}
