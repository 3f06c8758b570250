import type { PodSecurity } from '../../model/pod-security.ts'
import type { FactReader } from './fact-reader.ts'
import { podGroupsReader } from './pod-groups.ts'
import { readPodShape } from './pod-shape.ts'
import { podText } from './pod-text.ts'
import type { Alikeness } from './pods-alike.ts'

/** Reads what pods may do, by workload. */
export function podSecurityReader(areAlike: Alikeness): FactReader<PodSecurity> {
  const { kinds, take, done } = podGroupsReader(
    { shapeOf: readPodShape, textOf: podText },
    areAlike,
  )
  return { kinds, take, done: () => ({ groups: done() }) }
}
