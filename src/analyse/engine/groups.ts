import type { Cluster } from '../../model/cluster.ts'
import type { Direction, Policy, Tier } from '../../model/policy.ts'
import { isPassedOver } from '../enforcer/ownerless.ts'
import type { ClassRecord } from './classes.ts'
import type { Program, Programs } from './programs.ts'
import type { SubjectFinder } from './subjects.ts'

/** A program as it applies to a group: surely, or only perhaps. */
export type Applied = { readonly program: Program; readonly sure: boolean }

/** Classes that answer alike in one direction: the same programs and, where ports are named, the same port profile. */
export type Group = {
  /** by tier, then priority */
  readonly applied: readonly Applied[]
  /** the port profile of its classes where ingress rules name ports, else 0 */
  readonly profile: number
}

/** A policy that applies to a class: its position in the cluster's policies, and whether that is certain under its network plugin. */
export type Applying = { readonly policy: number; readonly sure: boolean }

/** Who is in which group, in one direction. Group 0 has no programs. */
export type Grouping = {
  readonly groups: readonly Group[]
  /** group of each class */
  readonly groupOf: readonly number[]
  /** policies of each class, by key */
  readonly applying: readonly (readonly Applying[])[]
}

/** Groups the classes by what applies to them in one direction, as far as one layer goes. */
export function groupingOf(
  direction: Direction,
  layer: Layer,
  cluster: Cluster,
  records: readonly ClassRecord[],
  subjects: SubjectFinder,
  programs: Programs,
): Grouping {
  const applying: Applying[][] = records.map(() => [])
  const programOf = cluster.policies.map((policy) =>
    layerOf(policy) === layer ? programs.of(policy, direction) : undefined,
  )
  const passedOver = layer === 'network' ? passedOverIn(cluster, records) : NONE
  for (const [policy, { subject, under }] of cluster.policies.entries()) {
    if (programOf[policy] === undefined) continue
    const { sure, maybe } = subjects(subject)
    const certain = subject.uncertain === undefined || subject.uncertain === under?.why
    for (const at of sure) applying[at]?.push({ policy, sure: certain && !passedOver.has(at) })
    for (const at of maybe) applying[at]?.push({ policy, sure: false })
  }
  const groups: Group[] = [{ applied: [], profile: 0 }]
  const ids = new Map<string, number>([['', 0]])
  const groupOf = records.map((record, at) => {
    const { key, make } = groupFor(direction, record, applying[at] ?? [], programOf, programs)
    const known = ids.get(key)
    if (known !== undefined) return known
    ids.set(key, groups.length)
    return groups.push(make()) - 1
  })
  return { groups, groupOf, applying }
}

const NONE: ReadonlySet<number> = new Set()

/** Classes on which policies may have no effect. A pod without owner is a workload of its own. */
function passedOverIn(cluster: Cluster, records: readonly ClassRecord[]): ReadonlySet<number> {
  return new Set([...records.keys()].filter((at) => isPassed(cluster, records[at])))
}

function isPassed(cluster: Cluster, record: ClassRecord | undefined): boolean {
  return record !== undefined && isPassedOver(cluster, record.sample)
}

/** The group of a class to which policies apply, made when it is new; equal groups have equal keys. */
export function groupFor(
  direction: Direction,
  record: ClassRecord,
  applying: readonly Applying[],
  programOf: readonly (number | undefined)[],
  programs: Programs,
): { readonly key: string; readonly make: () => Group } {
  const codes = codesOf(applying, programOf)
  const named = codes.some((code) => programs.get(code >> 1).named)
  const profile = direction === 'ingress' && named ? record.profile : 0
  const key = codes.length === 0 ? '' : `${codes.join()}/${profile}`
  return { key, make: () => ({ applied: appliedOf(codes, programs), profile }) }
}

/** Where a policy is decided: by the network plugin or by a service mesh. */
export type Layer = NonNullable<Tier['layer']>

/** The layer of a policy. */
export function layerOf({ tier }: Policy): Layer {
  return tier.layer ?? 'network'
}

/** Programs as numbers, twice the id and one more where certain; a program that applies surely need not apply perhaps. */
function codesOf(
  applying: readonly Applying[],
  programOf: readonly (number | undefined)[],
): readonly number[] {
  const codes = new Set(
    applying.map(({ policy, sure }) => 2 * (programOf[policy] ?? 0) + (sure ? 1 : 0)),
  )
  return [...codes].filter((code) => code % 2 === 1 || !codes.has(code + 1)).sort((a, b) => a - b)
}

function appliedOf(codes: readonly number[], programs: Programs): readonly Applied[] {
  return codes
    .map((code) => ({ program: programs.get(code >> 1), sure: code % 2 === 1 }))
    .sort(
      (a, b) =>
        a.program.tier.order - b.program.tier.order || a.program.priority - b.program.priority,
    )
}
