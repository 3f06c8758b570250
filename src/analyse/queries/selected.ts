import type { Policy } from '../../model/policy.ts'
import type { PodClass, Reachability } from '../../model/reachability.ts'
import { engineOf } from '../reachability.ts'

/** The classes of pods that a policy applies to: surely, and perhaps. In the order of the classes, disjoint. */
export type SelectedClasses = {
  readonly sure: readonly PodClass[]
  readonly maybe: readonly PodClass[]
}

/** Whom a policy of the analysed cluster applies to. A policy that is itself uncertain applies perhaps. */
export function selectedBy(reachability: Reachability, { subject }: Policy): SelectedClasses {
  const { sure, maybe } = engineOf(reachability).subjects(subject)
  const classes = (numbers: readonly number[]) =>
    numbers.flatMap((at) => reachability.podClasses[at] ?? [])
  if (subject.uncertain === undefined) return { sure: classes(sure), maybe: classes(maybe) }
  return { sure: [], maybe: classes([...sure, ...maybe].sort((a, b) => a - b)) }
}
