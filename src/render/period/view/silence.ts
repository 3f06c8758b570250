import type { PeriodControl, PeriodFramework } from '../schema.ts'

/** Why a framework says nothing of any cluster over the whole period; absent: it says something of some, or its controls give different reasons. */
export function silenceOf(controls: readonly PeriodControl[]): Pick<PeriodFramework, 'silent'> {
  const [first] = controls
  if (first === undefined || controls.length < 2) return {}
  const said = reasonsOf(first)
  const key = JSON.stringify(said)
  const isSilent =
    said !== undefined && controls.every((control) => JSON.stringify(reasonsOf(control)) === key)
  return isSilent ? { silent: said } : {}
}

/** What a control without any decided result says of each cluster; undefined: it has one, or more than one thing was seen. */
function reasonsOf({ parts, newest }: PeriodControl): PeriodFramework['silent'] {
  const isOpen = ({ word }: PeriodControl['parts'][number]) =>
    word === 'undetermined' || word === 'not-applicable'
  if (newest.length > 0 || !parts.every(isOpen)) return undefined
  if (parts.some(({ segments }) => segments.length > 1)) return undefined
  const spells = parts.map(({ segments }) => segments.flatMap((segment) => segment.spells))
  if (spells.some((all) => all.length > 1)) return undefined
  return parts.map(({ clusters, word, sentence }, index) => ({
    ...{ clusters, word, sentence },
    reason: spells[index]?.[0]?.reason ?? '',
  }))
}
