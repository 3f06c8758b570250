import type { PeriodReport } from '../period/schema.ts'
import type { ControlView, SubjectView } from '../report-schema.ts'

type Observation = SubjectView['evidence'][number]

/** The number that the report of a period gives to what was observed in its newest run; undefined: its annex does not have the observation. */
export type PeriodNumbers = (cluster: string, observation: Observation) => string | undefined

/** The evidence numbers of a report of a period: it numbers what its pages cite of the newest run, the open results. */
export function numbersOf({ frameworks }: Pick<PeriodReport, 'frameworks'>): PeriodNumbers {
  const numbers = new Map<string, string>()
  for (const { controls } of frameworks)
    for (const { newest } of controls)
      for (const { cluster, subjects } of newest)
        for (const { evidence } of subjects)
          for (const each of evidence) numbers.set(keyOf(cluster, each), each.number)
  return (cluster, observation) => numbers.get(keyOf(cluster, observation))
}

function keyOf(cluster: string, { object, pointer, value }: Observation): string {
  return JSON.stringify([cluster, object, pointer, value])
}

/** A control of the newest run with the evidence numbers of the report of the period; what that does not number has none: an empty one. */
export function withNumbersOf(numbers: PeriodNumbers, control: ControlView): ControlView {
  return {
    ...control,
    clusters: control.clusters.map((part) => ({
      ...part,
      subjects: part.subjects.map((subject) => ({
        ...subject,
        evidence: subject.evidence.map((each) => ({
          ...each,
          number: numbers(part.cluster, each) ?? '',
        })),
      })),
    })),
  }
}
