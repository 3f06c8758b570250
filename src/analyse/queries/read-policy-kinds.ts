import type { Snapshot } from '../../model/snapshot.ts'
import { isOfPolicies } from '../known-kinds.ts'

/** The kinds of policies, and of what says what policies mean, of which a snapshot holds all there is, `group/Kind`; sorted. What is not served is none. */
export function readPolicyKinds({ resources, gaps }: Snapshot): readonly string[] {
  const open = new Set(gaps.map(({ resource }) => resource))
  return resources
    .filter(({ resource, status }) => {
      return (status === 'ok' || status === 'not-served') && !open.has(resource)
    })
    .map(({ resource, kind }) => `${groupIn(resource)}/${kind}`)
    .filter(isOfPolicies)
    .sort()
}

function groupIn(resource: string): string {
  return resource.includes('.') ? resource.slice(resource.indexOf('.') + 1) : ''
}
