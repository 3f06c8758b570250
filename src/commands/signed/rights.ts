import { rightsMatrix } from '../../analyse/queries/rights-matrix.ts'
import { describeHolder } from '../../evaluate/rights-holders.ts'
import type { Rights } from '../../model/rights.ts'
import type { SignedGroup } from './signed-text.ts'

/** Who may do what, where: a line for each holder and place, with verbs on the same thing together. */
export function rightsWords(rights: Rights): readonly SignedGroup[] {
  const lines = rightsMatrix(rights).map(({ subject, namespace, rights: held }) => {
    const where = namespace === undefined ? 'everywhere' : `in ${namespace}`
    return [`${describeHolder(subject)} ${where}:`, together(held)]
  })
  return [{ lines }]
}

/** `get pods` and `list pods` as `get, list pods`; whatever begins with no plain verb stays as it is. */
function together(rights: readonly string[]): readonly string[] {
  const split = rights.map((right) => /^([A-Za-z*]+) (.+)$/s.exec(right) ?? [right, '', right])
  const byThing = Map.groupBy(split, ([, , thing = '']) => thing)
  return [...byThing].map(([thing, all]) => {
    const verbs = all.map(([, verb = '']) => verb).filter((verb) => verb !== '')
    return verbs.length === 0 ? thing : `${verbs.join(', ')} ${thing}`
  })
}
