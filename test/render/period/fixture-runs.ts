/** Runs and ledger of a quarter with weekly slots: one missed in silence, one stated by the organisation, one partial, one late, one caught up, one outside the schedule. */
import { plusSeconds, type Instant } from '../../../src/core/clock.ts'
import { digestOf } from '../../../src/core/digest.ts'
import type { RunPoint } from '../../../src/model/history.ts'
import type { Ledger, PeriodRun } from '../../../src/model/ledger.ts'
import type { ManifestCluster } from '../../../src/model/manifest.ts'
import { ledgerOf } from '../../../src/period/ledger.ts'
import { catalogueDigest } from '../fixture.ts'
import { without } from './without.ts'

export const CLUSTERS = ['prod-eu', 'prod-us'] as const
const WEEK = 7 * 86_400

/** Mondays 02:00 UTC from 2026-10-05, thirteen of them. */
export const SLOTS: readonly Instant[] = Array.from({ length: 13 }, (_, week) =>
  plusSeconds('2026-10-05T02:00:00Z', week * WEEK),
)

const SCHEDULE = { cron: '0 2 * * 1', startingDeadlineSeconds: 3600 }

/** One run; the newest is the one of the report of a run. */
function run(slot: Instant, different: Partial<PeriodRun> = {}): PeriodRun {
  const startedAt = different.startedAt ?? plusSeconds(slot, 4)
  const stamp = startedAt.replaceAll(/[-:]/g, '')
  const isNewest = slot === SLOTS[12]
  const id = `${stamp}-${isNewest ? '7c1f09e2' : digestOf(startedAt).slice(7, 15)}`
  return {
    id,
    sumsDigest: digestOf(`sums of ${id}`),
    manifestDigest: digestOf(`manifest of ${id}`),
    entry: 30 + Math.round((Date.parse(startedAt) - Date.parse(SLOTS[0]!)) / 604_800_000),
    ...{ slot, at: different.trigger === 'ad-hoc' ? startedAt : slot },
    ...{ trigger: 'scheduled', attempt: 1, answers: true },
    startedAt,
    finishedAt: plusSeconds(startedAt, 217),
    sealedAt: plusSeconds(startedAt, 221),
    schedule: SCHEDULE,
    missed: [],
    tool: { name: 'exhibit', version: '0.1.0', revision: '4f2a9be' },
    catalogue: catalogueDigest,
    inputs: { 'scope.yaml': digestOf('scope') },
    clusters: CLUSTERS.map((name) => member(name, startedAt)),
    ...different,
  }
}

function member(
  name: string,
  startedAt: Instant,
  different: Partial<ManifestCluster> = {},
): ManifestCluster {
  return {
    name,
    ...{ status: 'complete', uid: `uid-${name}` },
    snapshotRoot: digestOf(`${name} ${startedAt}`),
    asOf: plusSeconds(startedAt, 2),
    reasons: [],
    ...different,
  }
}

function slotted(slot: Instant, week: number): readonly PeriodRun[] {
  switch (week) {
    case 2:
    case 5:
      return []
    case 7: {
      const startedAt = plusSeconds(slot, 4)
      const clusters = [
        member('prod-eu', startedAt),
        member('prod-us', startedAt, {
          ...{ status: 'partial', reasons: ['ingresses.networking.k8s.io: forbidden'] },
        }),
      ]
      const again = plusSeconds(slot, 7200)
      return [
        run(slot, { clusters }),
        run(slot, {
          startedAt: again,
          attempt: 2,
          answers: false,
          clusters: [member('prod-eu', again)],
        }),
        adHoc(plusSeconds(slot, 2.4 * 86_400)),
      ]
    }
    case 9:
      return [run(slot, { startedAt: plusSeconds(slot, 86_400 + 300), trigger: 'caught-up' })]
    case 10:
      return [run(slot, { startedAt: plusSeconds(slot, 5400), trigger: 'late' })]
    default:
      return [run(slot)]
  }
}

function adHoc(startedAt: Instant): PeriodRun {
  return without(run(startedAt, { startedAt, trigger: 'ad-hoc', answers: false }), 'slot')
}

/** Every run of the quarter, in the order of time. */
export const RUNS: readonly PeriodRun[] = SLOTS.flatMap(slotted)

/** The runs that had begun by then. */
export function runsUntil(now: Instant): readonly PeriodRun[] {
  return RUNS.filter(({ startedAt }) => startedAt <= now)
}

/** The ledger as of then. */
export function ledgerUntil(now: Instant): Ledger {
  return ledgerOf({
    schedules: [{ ...SCHEDULE, from: SLOTS[0]!, statedBy: 'run' }],
    slots: SLOTS,
    runs: runsUntil(now),
    stated: [
      {
        id: 'GAP-1',
        from: SLOTS[5]!,
        to: SLOTS[5]!,
        cause: 'the cluster that runs the CronJob was being replaced',
        noticedOn: '2026-11-09',
        by: { name: 'Ada Lind', role: 'Platform engineer' },
        authorship: { kind: 'asserted' },
        file: 'sign-offs/2026.yaml',
        said: 'the signature of the file is that of Ada Lind',
      },
    ],
    now,
  })
}

/** The point of a run in a cluster; undefined where it has no result of it. */
export function pointIn({ id, clusters }: PeriodRun, cluster: string): RunPoint | undefined {
  const found = clusters.find(({ name }) => name === cluster)
  return found === undefined ? undefined : { run: id, asOf: found.asOf }
}
