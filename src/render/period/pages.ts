import type { PeriodControl, PeriodFramework } from './schema.ts'

/** Controls that follow each other and of which a page each would say the same. */
export type SameControls = Pick<PeriodControl, 'section' | 'method' | 'residual' | 'parts'> & {
  readonly nouns: string
  readonly controls: readonly PeriodControl[]
}

/** The pages of a framework: a control each, those in a row of which the same is to be said as one. */
export function periodPages({
  nouns,
  controls,
}: PeriodFramework): readonly (PeriodControl | SameControls)[] {
  const rows: { key: string; controls: PeriodControl[] }[] = []
  for (const control of controls) {
    const key = keyOf(control)
    const last = rows.at(-1)
    if (last !== undefined && key !== undefined && last.key === key) last.controls.push(control)
    else rows.push({ key: key ?? '', controls: [control] })
  }
  return rows.flatMap(({ controls: alike }): readonly (PeriodControl | SameControls)[] => {
    const [first, ...others] = alike
    if (first === undefined || others.length === 0) return alike
    const { section, method, residual, parts } = first
    return [{ section, method, residual, parts, nouns, controls: alike }]
  })
}

/** What controls have to share to stand on one page; undefined: the control has something of its own to show. */
function keyOf(control: PeriodControl): string | undefined {
  const { section, method, residual, signOff, procedures, related, parts, newest, word } = control
  const isQuiet =
    newest.length + procedures.length + related.length === 0 &&
    (word === 'undetermined' || word === 'not-applicable')
  return isQuiet ? JSON.stringify([section, method, residual, signOff, parts]) : undefined
}
