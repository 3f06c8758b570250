import { REDACTED } from '../../core/redacted.ts'
import type { Labels } from '../../model/object.ts'
import { NEWEST_STANDARD } from './pod-standards.ts'
import type { StandardLevel } from './pod-standards.ts'

const ENFORCE = 'pod-security.kubernetes.io/enforce'
const VERSION = 'pod-security.kubernetes.io/enforce-version'

/**
 * What the labels of a namespace make the API server enforce of new pods: a level, `privileged`, which forbids nothing, or no label, so that the
 * default of the API server holds. `unknown`: the label was redacted. `written`: the value of the label, which need not be the name of a level.
 */
export type EnforcedStandard =
  | {
      readonly kind: 'level'
      readonly level: StandardLevel
      readonly written: string
      readonly minor: number
    }
  | { readonly kind: 'privileged' | 'none' | 'unknown' }

/** The label that sets a level. */
export const ENFORCE_LABEL = ENFORCE

/**
 * What a namespace enforces (k8s.io/pod-security-admission api/helpers.go, PolicyToEvaluate): a level that is none counts as `restricted`, a version
 * that is none, or newer than the server, as the server's. Labels `warn` and `audit` enforce nothing.
 *
 * @param server the server's minor version; undefined: not known
 */
export function enforcedBy(labels: Labels, server: number | undefined): EnforcedStandard {
  const level = own(labels, ENFORCE)
  if (level === undefined) return { kind: 'none' }
  if (level === REDACTED) return { kind: 'unknown' }
  if (level === 'privileged') return { kind: 'privileged' }
  const minor = Math.min(server ?? NEWEST_STANDARD, versionOf(own(labels, VERSION)))
  const taken = level === 'baseline' ? 'baseline' : 'restricted'
  return { kind: 'level', level: taken, written: level, minor }
}

function own(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

function versionOf(text: string | undefined): number {
  const minor = /^v1\.(?<minor>0|[1-9][0-9]*)$/.exec(text ?? '')?.groups?.minor
  return minor === undefined ? NEWEST_STANDARD : Number(minor)
}
