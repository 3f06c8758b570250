import type { ControlView, FrameworkView, Report, SubjectView } from '../report-schema.ts'

/** A control that fails over the estate, as a summary names it. */
export type FailingControl = {
  readonly id: string
  /** `requirement 1.3.1` */
  readonly name: string
  readonly title: string
  readonly word: string
  readonly reason: string
  /** the first of its failures; absent where no subject shows it */
  readonly first?: Pick<SubjectView, 'subject' | 'reason'>
  /** numbers of what shows it, in the order of the report, so many at most as were asked for */
  readonly evidence: readonly string[]
  /** how many more there are */
  readonly more: number
}

/** A framework of which some control fails, with all that do. */
export type FailingFramework = {
  readonly framework: FrameworkView
  readonly controls: readonly FailingControl[]
}

/** What fails over the expected clusters, in the order of the report; a requirement with a waiver is among them, since it still fails. */
export function failingFrameworks(
  { frameworks }: Report,
  mostEvidence: number,
): readonly FailingFramework[] {
  return frameworks
    .map((framework) => ({ framework, controls: failingControls(framework, mostEvidence) }))
    .filter(({ controls }) => controls.length > 0)
}

function failingControls(framework: FrameworkView, most: number): readonly FailingControl[] {
  return framework.controls
    .filter(({ outcome }) => outcome === 'fail' || isWaivedRequirement(framework, outcome))
    .map((control) => {
      const failures = failuresOf(control)
      const numbers = evidenceOf(failures)
      const [first] = failures
      const { id, name, title, word, reason } = control
      return {
        ...{ id, name, title, word, reason },
        ...(first === undefined ? {} : { first }),
        evidence: numbers.slice(0, most),
        more: Math.max(0, numbers.length - most),
      }
    })
}

function isWaivedRequirement({ noun }: FrameworkView, outcome: ControlView['outcome']): boolean {
  return noun === 'requirement' && outcome === 'waived'
}

/** What fails without a waiver; where every failure has one, these. */
function failuresOf({ clusters }: ControlView): readonly SubjectView[] {
  const all = clusters
    .flatMap(({ subjects }) => subjects)
    .filter(({ verdict }) => verdict === 'fail')
  const open = all.filter(({ waiver }) => waiver === undefined)
  return open.length === 0 ? all : open
}

/** Numbers of the evidence of failures, each once. */
function evidenceOf(failures: readonly SubjectView[]): readonly string[] {
  return [...new Set(failures.flatMap(({ evidence }) => evidence.map(({ number }) => number)))]
}
