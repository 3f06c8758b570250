import type { CheckInput } from '../model/check.ts'
import type { Direction, Policy } from '../model/policy.ts'
import type { ObjectKey } from '../model/object.ts'
import { openByDefault } from './open-to-all.ts'

/** The policies of a namespace that hold for every pod in one direction: those fully understood, and those of which a part was not. */
export type DefaultDeny = {
  readonly sure: readonly ObjectKey[]
  readonly unclear: readonly ObjectKey[]
  /** what their rules together let pass to or from everyone; empty: nothing */
  readonly open: readonly string[]
}

/** The policies of a namespace that isolate every pod in it, present and future, in one direction: those with an empty pod selector. */
export function defaultDenyOf(
  input: CheckInput,
  namespace: string,
  direction: Direction,
): DefaultDeny {
  const found = input.cluster.policies.filter((policy) => isolatesAll(policy, namespace, direction))
  const [sure, unclear] = [true, false].map((understood) =>
    found.filter(
      ({ untranslated, subject }) =>
        (untranslated.length === 0 && subject.uncertain === undefined) === understood,
    ),
  )
  const keys = (policies: readonly Policy[] = []) => policies.map(({ source }) => source)
  const rules = found.flatMap((policy) => policy.rules)
  return { sure: keys(sure), unclear: keys(unclear), open: openByDefault(input, rules, direction) }
}

function isolatesAll(
  { subject, isolates }: Policy,
  namespace: string,
  direction: Direction,
): boolean {
  return (
    subject.kind === 'pods' &&
    subject.where === undefined &&
    subject.within === undefined &&
    subject.namespaces.kind === 'name' &&
    subject.namespaces.name === namespace &&
    subject.pods.length === 0 &&
    isolates.includes(direction)
  )
}
