import type { PeriodControl, PeriodFramework } from './schema.ts'

/** Controls that follow each other and of which a page each would say the same. */
export type SameControls = Pick<
  PeriodControl,
  'section' | 'method' | 'residual' | 'signOff' | 'parts'
> & {
  readonly nouns: string
  /** whether any of them supports a testing procedure */
  readonly hasProcedures: boolean
  readonly hasRelated: boolean
  readonly controls: readonly PeriodControl[]
}

/** The pages of a framework: a control each, those in a row of which the same is to be said as one; none where it says nothing of any cluster. */
export function periodPages(framework: PeriodFramework): readonly (PeriodControl | SameControls)[] {
  const { nouns, silent, controls } = framework
  if (!speaks(framework)) return []
  const told = new Set(silent?.flatMap(({ clusters }) => clusters))
  const rows: { key: string; controls: PeriodControl[] }[] = []
  for (const control of controls.map((one) => without(one, told))) {
    const key = keyOf(control)
    const last = rows.at(-1)
    if (last !== undefined && key !== undefined && last.key === key) last.controls.push(control)
    else rows.push({ key: key ?? '', controls: [control] })
  }
  return rows.flatMap(({ controls: alike }): readonly (PeriodControl | SameControls)[] => {
    const [first, ...others] = alike
    if (first === undefined || others.length === 0) return alike
    const { section, method, residual, signOff, parts } = first
    const hasProcedures = alike.some(({ procedures }) => procedures.length > 0)
    const hasRelated = alike.some(({ related }) => related.length > 0)
    return [
      {
        ...{ section, method, residual, signOff, parts, nouns },
        ...{ hasProcedures, hasRelated, controls: alike },
      },
    ]
  })
}

/** Whether a framework says something of some cluster. */
export function speaks({ silent = [], controls }: PeriodFramework): boolean {
  const told = new Set(silent.flatMap(({ clusters }) => clusters))
  return controls.some(({ parts }) =>
    parts.some(({ clusters }) => clusters.some((one) => !told.has(one))),
  )
}

/** A control without the clusters of which its framework says nothing: that stands once, at its head. */
function without(control: PeriodControl, told: ReadonlySet<string>): PeriodControl {
  const others = <T extends { readonly clusters: readonly string[] }>(all: readonly T[]) =>
    all.flatMap((one) => {
      const clusters = one.clusters.filter((cluster) => !told.has(cluster))
      return clusters.length === 0 ? [] : [{ ...one, clusters }]
    })
  return { ...control, parts: others(control.parts), strip: others(control.strip) }
}

/** What controls have to share to stand on one page; undefined: the control has something of its own to show. */
function keyOf(control: PeriodControl): string | undefined {
  const { section, method, residual, signOff, parts, newest, word } = control
  const isQuiet = newest.length === 0 && (word === 'undetermined' || word === 'not-applicable')
  return isQuiet ? JSON.stringify([section, method, residual, signOff, parts]) : undefined
}
