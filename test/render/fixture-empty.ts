import { digestOf } from '../../src/core/digest.ts'
import type { ReportSource } from '../../src/model/report.ts'
import { reportSource } from './fixture.ts'

/** A run outside the schedule that expected no cluster and was given no file. */
export function emptySource(): ReportSource {
  return {
    ...reportSource(),
    trigger: 'ad-hoc',
    organisation: { waivers: [] },
    population: { notes: [] },
    catalogue: {
      frameworks: [],
      defaultRights: [],
      customChecks: [],
      digest: digestOf('none'),
      files: [],
    },
    inputs: [],
    clusters: [],
  }
}
