/** Figures of a report by what they count, `pci-dss-4.0.1 | prod-eu | fail`: what two sources must agree on. */
export type Figures = ReadonlyMap<string, number>

/** A name of a figure from its parts. */
export function figure(...parts: readonly string[]): string {
  return parts.join(' | ')
}

/** What stands for all clusters in a name. */
export const ALL = 'all clusters'
/** The heads of a table of results, in the order in which they are printed. */
export const RESULTS = [
  ...['fail', 'undetermined', 'needs sign-off', 'waived', 'signed off', 'pass'],
  'no subjects or left out',
]
/** What is counted of the undetermined controls apart. */
export const BEYOND = 'of the undetermined out of reach'
/** All controls of a framework. */
export const TOTAL = 'all'
/** What is counted of the subjects of a control. */
export const COUNTS = [
  ...['population', 'pass', 'fail', 'waived', 'undetermined', 'of these out of reach'],
  'outside the check',
]
