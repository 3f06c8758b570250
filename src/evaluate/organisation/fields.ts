import { z } from 'zod'
import { instantOf } from '../../core/clock.ts'
import { parseCidr } from '../../core/ip-address.ts'
import { looseMember, looseText } from '../../core/meaning.ts'
import type { Loose } from '../../core/meaning.ts'
import type { Selector } from '../../model/policy.ts'
import type { SubjectSelector } from '../../model/scope.ts'

/** Text that says something, bounded: it is printed in reports. */
export const text = z
  .string()
  .max(2000, 'longer than 2000 characters')
  .refine((value) => value.trim() !== '', 'empty text')

/** An id that stands in results and file names: letters, digits, `.`, `_`, `-`. */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'not an id (letters, digits, . _ -, at most 63)')

/** A name pattern: a Kubernetes name in which `*` stands for any run of characters. */
export const pattern = z
  .string()
  .max(253, 'longer than 253 characters')
  .regex(/^[A-Za-z0-9*.:_-]+$/, 'not a name or a pattern with *')

/** The exact name of a namespace (RFC 1123 label). */
export const namespaceName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'not the exact name of a namespace')

/** `Kind/name`, both with `*`. */
export const workloadPattern = z
  .string()
  .regex(/^[A-Za-z*]+\/[A-Za-z0-9*.:_-]{1,253}$/, 'not Kind/name, as in Deployment/web')

/** A CIDR of either family. */
export const cidr = z.string().refine((value) => parseCidr(value) !== undefined, 'not a CIDR')

/** A day that exists, `2026-11-02`. */
export const day = z.string().refine(isDay, 'not a day, as in 2026-11-02')

function isDay(value: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return false
  const milliseconds = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(milliseconds) && instantOf(milliseconds).startsWith(value)
}

/** A member that is a day; empty where it is none, which its own schema tells. */
export function looseDay(value: Loose, key: string): string {
  const text = looseText(looseMember(value, key))
  return isDay(text) ? text : ''
}

/** A port number. */
export const port = z.number().int('not a whole number').min(1, 'below 1').max(65535, 'above 65535')

const operator = z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist'])

/** A label selector as manifests write it (meta/v1 LabelSelector); without any requirement it would mean everything, so one is needed. */
export const labelSelector = z
  .strictObject({
    matchLabels: z.record(z.string(), z.string()).exactOptional(),
    matchExpressions: z
      .array(z.strictObject({ key: z.string(), operator, values: z.array(z.string()).default([]) }))
      .exactOptional(),
  })
  .refine(
    (value) =>
      Object.keys(value.matchLabels ?? {}).length + (value.matchExpressions ?? []).length > 0,
    'selects everything; leave it out or name a label',
  )

/** The canonical form of a written selector: requirements by key and operator, values sorted. */
export function selectorOf(written: z.output<typeof labelSelector>): Selector {
  const labels = Object.entries(written.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: 'In' as const,
    values: [value],
  }))
  const expressions = (written.matchExpressions ?? []).map((each) => ({
    ...each,
    values: [...each.values].sort(),
  }))
  return [...labels, ...expressions].sort((one, other) =>
    `${one.key} ${one.operator}` < `${other.key} ${other.operator}` ? -1 : 1,
  )
}

/** What a scope or flow entry selects; at least one part, so that nothing is meant by accident. */
export const subjects = z
  .strictObject({
    clusters: z.array(pattern).min(1, 'empty list').exactOptional(),
    namespaces: z.array(pattern).min(1, 'empty list').exactOptional(),
    workloads: z.array(workloadPattern).min(1, 'empty list').exactOptional(),
    podLabels: labelSelector.exactOptional(),
  })
  .refine(
    ({ namespaces, workloads, podLabels, clusters }) =>
      [namespaces, workloads, podLabels, clusters].some((part) => part !== undefined),
    'selects everything; name clusters, namespaces, workloads or podLabels',
  )

/** The model of written subjects. */
export function subjectsOf(written: z.output<typeof subjects>): SubjectSelector {
  const { podLabels, ...names } = written
  return podLabels === undefined ? names : { ...names, podLabels: selectorOf(podLabels) }
}
