import type { ControlInCluster, ControlView, FrameworkView } from './report-schema.ts'

/** So many subjects of a cluster stand on the page of a control whose pairing is ours. */
const MOST_SUBJECTS = 10

/** A control as its page shows it. */
type ShownControl = Omit<ControlView, 'clusters'> & {
  readonly pairing?: string
  readonly clusters: readonly (ControlInCluster & {
    /** so many subjects are left out; absent: none */
    readonly left?: number
  })[]
}

/**
 * What the page of a control shows. Where the pairing with checks is ours, their results stand under other controls, too: then failures and what is not decided,
 * the first of them only, and no parameters of checks; report.json has all.
 */
export function shownControl(
  { pairing }: Pick<FrameworkView, 'pairing'>,
  control: ControlView,
): ShownControl {
  if (pairing === undefined) return control
  return {
    ...control,
    pairing,
    checks: checksOnce(control.checks),
    clusters: control.clusters.map(withFewSubjects),
  }
}

/** Each check once, without what it was asked: the controls that this one is related to say that. */
function checksOnce(checks: ControlView['checks']): ControlView['checks'] {
  const byId = new Map(checks.map((check) => [check.id, { ...check, parameters: [] }]))
  return [...byId.values()]
}

function withFewSubjects(part: ControlInCluster): ShownControl['clusters'][number] {
  const open = part.subjects.filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'undetermined',
  )
  const subjects = open.slice(0, MOST_SUBJECTS)
  const left = part.subjects.length - subjects.length
  return { ...part, subjects, ...(left === 0 ? {} : { left }) }
}
