/** The source of a period report: a quarter of an invented payments estate. */
import { digestOf } from '../../../src/core/digest.ts'
import type { Instant } from '../../../src/core/clock.ts'
import type { PeriodSource, PopulationItem } from '../../../src/model/period.ts'
import { reportSource } from '../fixture.ts'
import { CHANGES, REVIEWS } from './fixture-changes.ts'
import { controlsOver } from './fixture-controls.ts'
import { CLUSTERS, ledgerUntil, pointIn, RUNS, runsUntil } from './fixture-runs.ts'
import { sheetsOf } from './fixture-sheets.ts'
import { without } from './without.ts'

const AFTER: Instant = '2027-01-04T08:00:00Z'

/** A whole source; give fields to differ from it. */
export function periodSource(different: Partial<PeriodSource> = {}): PeriodSource {
  return { ...sourceAsOf(AFTER), ...different }
}

/** The same quarter reported on before its end. */
export function interimSource(): PeriodSource {
  return {
    ...sourceAsOf('2026-12-10T08:00:00Z'),
    interim: true,
    revision: { number: 1 },
    reportId: '2026-Q4-11aa22bb',
  }
}

function sourceAsOf(generatedAt: Instant): PeriodSource {
  const runs = runsUntil(generatedAt)
  const ledger = ledgerUntil(generatedAt)
  const newest = reportSource()
  return {
    reportId: '2026-Q4-5d0c3e71',
    title: 'Segmentation and configuration of the payment platform',
    ...{ entity: 'Example Payments', classification: 'Confidential' },
    period: {
      ...{ name: '2026-Q4', timeZone: 'Europe/Berlin' },
      ...{ from: '2026-09-30T22:00:00Z', to: '2026-12-31T23:00:00Z' },
    },
    interim: false,
    asOf: { from: '2026-10-05T02:00:06Z', to: runs.at(-1)!.finishedAt },
    generatedAt,
    revision: {
      number: 2,
      of: {
        reportId: '2026-Q4-0f9e8d7c',
        digest: digestOf('revision 1'),
        why: 'a run for slot 2026-12-07T02:00:00Z came after it',
      },
    },
    tool: { name: 'exhibit', version: '0.1.0', revision: '4f2a9be' },
    signature: newest.signature,
    previous: { number: 44, digest: digestOf('entry 44') },
    ...{ runs, ledger, controls: controlsOver(runs, ledger) },
    ...{ changes: CHANGES, reviews: REVIEWS, population: population(), neverRead: [] },
    sheets: sheetsOf(runs),
    newest: {
      ...newest,
      clusters: newest.clusters.filter(({ name }) => CLUSTERS.some((one) => one === name)),
    },
    notes: [
      'Nothing outside of the archive remembers its log: that no entry was taken away at its end cannot be shown.',
    ],
  }
}

function population(): readonly PopulationItem[] {
  const keys = {
    cluster: [''],
    namespace: ['/v1/Namespace//payments', '/v1/Namespace//shop'],
    workload: ['apps/v1/Deployment/payments/api', 'apps/v1/Deployment/shop/web'],
    policy: ['networking.k8s.io/v1/NetworkPolicy/payments/default-deny'],
    snapshot: RUNS.slice(0, 3).map(({ id }) => id),
  } as const
  let number = 0
  return (Object.keys(keys) as (keyof typeof keys)[]).flatMap((kind) =>
    CLUSTERS.flatMap((cluster) =>
      keys[kind].map((key): PopulationItem => {
        number += 1
        return {
          ...{ number, kind, cluster },
          key: kind === 'cluster' ? cluster : kind === 'snapshot' ? `${key}/${cluster}` : key,
          ...{ first: pointIn(RUNS[0]!, cluster)!, last: pointIn(RUNS.at(-1)!, cluster)! },
        }
      }),
    ),
  )
}

/** A period of which the archive has nothing. */
export function emptyPeriod(): PeriodSource {
  return {
    ...without(periodSource(), 'asOf', 'newest', 'previous'),
    revision: { number: 1 },
    ...{ runs: [], sheets: [], controls: [], reviews: [], population: [], notes: [] },
    ledger: { schedules: [], slots: [], rows: [], adHoc: [] },
    changes: { policies: [], stated: [], significant: [], connectivity: [], gaps: [] },
  }
}
