import { matchesGlob } from '../../core/glob.ts'
import { looseItems, looseMember, looseText } from '../../core/meaning.ts'
import type { Loose } from '../../core/meaning.ts'

const NAMES = ['clusters', 'namespaces', 'workloads', 'nodes'] as const

/**
 * Whether written subjects certainly have all that others have, whatever a cluster holds. False says nothing: labels are compared as they are
 * written, and several patterns together are not looked at.
 */
export function covers(wide: Loose, narrow: Loose): boolean {
  const parts = [...NAMES, 'podLabels'].map((name) => looseMember(wide, name))
  if (narrow === undefined || parts.every((part) => part === undefined)) return false
  return (
    NAMES.every((name) => coversNames(looseMember(wide, name), looseMember(narrow, name))) &&
    coversLabels(looseMember(wide, 'podLabels'), looseMember(narrow, 'podLabels'))
  )
}

/** A pattern has all that another one has where it matches that one as text: what stands for any letters is matched by the same. */
function coversNames(wide: Loose, narrow: Loose): boolean {
  if (wide === undefined) return true
  const patterns = looseItems(narrow).map(looseText)
  return (
    patterns.length > 0 &&
    patterns.every((pattern) =>
      looseItems(wide).some((each) => matchesGlob(looseText(each), pattern)),
    )
  )
}

function coversLabels(wide: Loose, narrow: Loose): boolean {
  return wide === undefined || JSON.stringify(wide) === JSON.stringify(narrow)
}
