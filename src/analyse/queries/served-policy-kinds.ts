import type { ResourceRecord } from '../../model/snapshot.ts'
import { isOfPolicies } from '../known-kinds.ts'

/** The kinds of policies that a cluster serves, and of what says what policies mean, by resource name; sorted. Versions are left out. */
export function servedPolicyKinds(resources: readonly ResourceRecord[]): readonly string[] {
  return resources
    .filter(({ status, apiVersion = '', kind }) => {
      const cut = apiVersion.indexOf('/')
      return (
        status !== 'not-served' && isOfPolicies(`${apiVersion.slice(0, Math.max(cut, 0))}/${kind}`)
      )
    })
    .map(({ resource }) => resource)
    .sort()
}
