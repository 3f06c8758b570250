import type { ControlView, FrameworkView } from './report-schema.ts'

/** Controls that follow each other and of which a page each would say the same: shown in one table. */
export type BeyondGroup = Pick<ControlView, 'section' | 'methodWord' | 'residual' | 'clusters'> &
  Pick<FrameworkView, 'nouns'> & {
    /** whether any of them supports a testing procedure */
    readonly hasProcedures: boolean
    readonly hasRelated: boolean
    readonly controls: readonly ControlView[]
  }

/** The controls of a framework in their order, those of one section that are out of reach for the same reason as one group; a single one stays as it is. */
export function pagesOf({
  nouns,
  controls,
}: Pick<FrameworkView, 'nouns' | 'controls'>): readonly (ControlView | BeyondGroup)[] {
  const runs: ControlView[][] = []
  for (const control of controls) {
    const run = runs.at(-1)
    const [first] = run ?? []
    if (run !== undefined && first !== undefined && isAlike(first, control)) run.push(control)
    else runs.push([control])
  }
  return runs.flatMap((run): readonly (ControlView | BeyondGroup)[] => {
    const [first, ...others] = run
    if (first === undefined || others.length === 0) return run
    const { section, methodWord, residual, clusters } = first
    const hasProcedures = run.some(({ procedures }) => procedures.length > 0)
    const hasRelated = run.some(({ related }) => related.length > 0)
    return [
      {
        ...{ section, methodWord, residual, clusters, nouns },
        ...{ hasProcedures, hasRelated, controls: run },
      },
    ]
  })
}

/** Whether two controls are out of reach and say the same of every cluster but for their titles. */
function isAlike(one: ControlView, other: ControlView): boolean {
  return (
    isBare(one) &&
    isBare(other) &&
    one.section === other.section &&
    one.residual === other.residual &&
    one.signOff === other.signOff &&
    one.clusters.every(({ word, reason }, at) => {
      const same = other.clusters[at]
      return same?.word === word && same.reason === reason
    })
  )
}

/** Whether nothing was looked at for a control that is out of reach. */
function isBare({ method, checks, signOff, clusters }: ControlView): boolean {
  return (
    method === 'out-of-reach' &&
    checks.length === 0 &&
    signOff === undefined &&
    clusters.every(({ subjects }) => subjects.length === 0)
  )
}
