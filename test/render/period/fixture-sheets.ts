/** How the runs of the fixture read their clusters: alike, but for a program, an account and an error. */
import { digestOf } from '../../../src/core/digest.ts'
import type { PeriodRun } from '../../../src/model/ledger.ts'
import type { RunSheets, SnapshotSheet } from '../../../src/model/period.ts'
import { plusSeconds } from '../../../src/core/clock.ts'

/** The sheets of runs, in their order. */
export function sheetsOf(runs: readonly PeriodRun[]): readonly RunSheets[] {
  return runs.map((run, at) => ({
    run: run.id,
    ...(at === 0 ? {} : { image: 'registry.example/exhibit@sha256:0' }),
    clusters: run.clusters.map(({ name, status, reasons, snapshotRoot }) => ({
      ...sheet(name, run.startedAt, at),
      ...{ status, errors: reasons, root: snapshotRoot ?? digestOf('') },
    })),
  }))
}

function sheet(cluster: string, startedAt: string, at: number): SnapshotSheet {
  return {
    ...{ cluster, status: 'complete', source: { kind: 'live', via: 'in-cluster' } },
    identity: {
      ...{ uid: `uid-${cluster}`, server: 'https://10.0.0.1:443', version: 'v1.34.2' },
      caDigest: digestOf(cluster),
    },
    account: {
      ...{ user: 'system:serviceaccount:exhibit:reader', groups: ['system:authenticated'] },
      rights: { lines: at === 1 ? 15 : 14, digest: digestOf(`rules ${at === 1}`) },
    },
    ...{ takenFrom: plusSeconds(startedAt, 2), takenTo: plusSeconds(startedAt, 40) },
    clockDifference: { first: 0, last: at },
    lists: { total: 60, read: 52, notServed: 8, unread: 0 },
    ...{ objectCount: 1200 + at, replaced: 3, unknownPolicyApis: [], errors: [] },
    root: digestOf(`${cluster} ${startedAt}`),
  }
}
