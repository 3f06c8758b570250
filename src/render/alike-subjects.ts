import type { ControlInCluster, SubjectView } from './report-schema.ts'

/** So many subjects that are alike, and so much of what was seen of them, stand on the page where nothing is wrong with them. */
const MOST = 10

/** Subjects of a cluster of which the same is to be said, as one row of the page of a control. */
export type SubjectRow = SubjectView & {
  /** how many there are */
  readonly count: number
  /** their names, in the order of the results; of those that fail or are undetermined all */
  readonly subjects: readonly string[]
  /** so many names and observations are left out, all in report.json; absent: none */
  readonly moreSubjects?: number
  readonly moreEvidence?: number
}

/** A control with rows for its subjects: those with the same answer of the same check in the same words are one, at the place of the first. */
export function withAlikeTogether<
  T extends { readonly clusters: readonly Pick<ControlInCluster, 'subjects'>[] },
>(control: T) {
  return {
    ...control,
    clusters: control.clusters.map((part) => ({ ...part, rows: rowsOf(part.subjects) })),
  }
}

/** The rows of some subjects; one with an example path stands alone. */
export function rowsOf(subjects: readonly SubjectView[]): readonly SubjectRow[] {
  const alike = Map.groupBy(subjects, ({ example, evidence, subject, ...said }) =>
    JSON.stringify(example === undefined ? said : [subject, evidence, said]),
  )
  return [...alike.values()].flatMap((all) => rowOf(all) ?? [])
}

/** Its number, which what was seen once has once; where it has none what it is. */
function nameOf({ number, object, pointer, value }: SubjectView['evidence'][number]): string {
  return number === '' ? JSON.stringify([object, pointer, value]) : number
}

function rowOf(all: readonly SubjectView[]): SubjectRow | undefined {
  const [first] = all
  if (first === undefined) return undefined
  const isOpen = first.verdict === 'fail' || first.verdict === 'undetermined'
  const most = isOpen || all.length === 1 ? Infinity : MOST
  const names = all.map(({ subject }) => subject)
  const seen = [
    ...new Map(
      all.flatMap(({ evidence }) => evidence).map((each) => [nameOf(each), each]),
    ).values(),
  ]
  const [moreSubjects, moreEvidence] = [names.length - most, seen.length - most]
  return {
    ...first,
    count: all.length,
    subjects: names.slice(0, most),
    evidence: seen.slice(0, most),
    ...(moreSubjects > 0 ? { moreSubjects } : {}),
    ...(moreEvidence > 0 ? { moreEvidence } : {}),
  }
}
