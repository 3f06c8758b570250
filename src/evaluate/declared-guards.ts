import type { CheckInput } from '../model/check.ts'
import type { Pod } from '../model/cluster.ts'
import type { SecurityControl, SecurityPurpose } from '../model/scope.ts'
import { matchesAnyGlob } from './glob.ts'
import { selectsPod } from './scope-of.ts'

/** A security control that the scope file names for a cluster, and its pods there. */
export type DeclaredGuard = { readonly control: SecurityControl; readonly pods: readonly Pod[] }

/** The security controls that the scope file names for a cluster, of some purposes, in its order. A redacted label does not make a pod one of them. */
export function declaredGuards(
  { cluster, organisation }: CheckInput,
  purposes: readonly SecurityPurpose[],
): readonly DeclaredGuard[] {
  return (organisation.scope?.securityControls ?? [])
    .filter(
      ({ purpose, subjects }) =>
        purposes.includes(purpose) && matchesAnyGlob(subjects.clusters, cluster.name),
    )
    .map((control) => ({
      control,
      pods: cluster.pods.filter((pod) => selectsPod(control.subjects, cluster.name, pod) === 'yes'),
    }))
}

/** Every purpose, as the scope file names it. */
export const SECURITY_PURPOSES: readonly SecurityPurpose[] = [
  'network-security',
  'policy-engine',
  'intrusion-detection',
  'change-detection',
  'anti-malware',
  'audit-logging',
]
