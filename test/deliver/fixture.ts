import { digestOf } from '../../src/core/digest.ts'
import type { Archived } from '../../src/deliver/archived.ts'
import type { PeriodSource, Segment } from '../../src/model/period.ts'

const ID = '2026-q4-0a1b2c3d'
const AT = '2027-01-02T08:00:00Z'

/** A committed report of a period with HTML and PDF. */
export function archived(): Archived {
  const file = (path: string, mediaType: string) => ({
    ...{ path, mediaType, size: 9, digest: digestOf(path) },
  })
  return {
    entry: {
      ...{ format: 'entry/v1', number: 18, kind: 'report', runId: ID, trigger: 'ad-hoc' },
      ...{ attempt: 1, signatures: {}, sealedAt: AT },
      ...{ sumsDigest: digestOf('sums'), manifestDigest: digestOf('manifest') },
      summary: { status: 'complete', clusters: 2, complete: 2 },
    },
    manifest: {
      ...{ format: 'manifest/v1', archive: digestOf('archive'), id: ID, kind: 'report' },
      ...{ tool: { name: 'exhibit', version: '1.0.0' }, trigger: 'ad-hoc', attempt: 1 },
      ...{ startedAt: AT, finishedAt: AT, clusters: [], catalogue: digestOf('c'), inputs: {} },
      files: [file('period.html', 'text/html'), file('period.pdf', 'application/pdf')],
    },
    folder: `reports/${ID}/`,
    ...{ origin: 'Example Payments', readAt: 'https://evidence.example/' },
  }
}

const point = (day: string) => ({ run: `${day}-run`, asOf: `${day}T02:00:10Z` })

function segment(word: Segment['word'], from: string, to: string): Segment {
  return {
    ...{ from: point(from), to: point(to), because: [], word, expected: 2, without: 0 },
    basis: { checks: [], definition: digestOf('d') },
    slots: {
      ...{ pass: 0, fail: 0, undetermined: 0, 'needs-sign-off': 0 },
      ...{ waived: 0, 'signed-off': 0, 'not-applicable': 0 },
    },
    spells: [],
  }
}

/** A quarter of one cluster in which one control held, and another failed first. */
export function period(): PeriodSource {
  const control = { cluster: 'east', framework: 'pci-dss-4.0.1' }
  return {
    ...{ reportId: ID, title: 'Evidence', entity: 'Example Payments', classification: 'x' },
    period: {
      ...{ name: '2026-Q4', from: '2026-10-01T00:00:00Z', to: '2027-01-01T00:00:00Z' },
      timeZone: 'UTC',
    },
    ...{ interim: false, generatedAt: AT, revision: { number: 1 } },
    tool: { name: 'exhibit', version: '1.0.0' },
    signature: { subject: 'x', fingerprint: 'x', selfSigned: true },
    ...{ runs: [], sheets: [] },
    ledger: { schedules: [], slots: [], rows: [], adHoc: [] },
    controls: [
      {
        ...{ ...control, control: '1.3.1', title: 'Into the CDE' },
        segments: [
          segment('failed', '2026-10-12', '2026-10-19'),
          segment('held', '2026-10-26', '2026-12-28'),
        ],
      },
      {
        ...{ ...control, control: '1.4.2', title: 'Exposure' },
        segments: [segment('held', '2026-10-12', '2026-12-28')],
      },
    ],
    changes: {
      policies: [
        {
          ...{ from: point('2026-10-12'), to: point('2026-10-19'), cluster: 'east' },
          ...{ key: 'networking.k8s.io/v1/NetworkPolicy/shop/deny', change: 'added' },
          ...{ digest: digestOf('p'), programs: [], claimed: [] },
        },
      ],
      ...{ stated: [], significant: [], connectivity: [], gaps: [] },
    },
    ...{ reviews: [], population: [], neverRead: [], notes: [] },
  }
}
