import type { Rights, RightsRule, RightsSubject } from '../../model/rights.ts'
import { grantsOf } from './who-can.ts'
import { rightText, singleRights, withoutCovered } from './single-rights.ts'
import type { SingleRights } from './single-rights.ts'

/** What somebody may do in one namespace, beyond what they may in the whole cluster; no namespace: in the whole cluster. */
export type HeldRights = {
  readonly subject: RightsSubject
  readonly namespace?: string
  /** `get secrets`, `create pods/exec`, `get configmaps named x`, `get /metrics`: each once, none that another one of them includes; sorted */
  readonly rights: readonly string[]
}

/**
 * Who may do what, where: sorted by subject and namespace. It does not depend on names of roles and bindings, labels, annotations, order, nor on how
 * rules are split, as long as they grant the same; holders of the same roles share one list.
 */
export function rightsMatrix(rights: Rights): readonly HeldRights[] {
  const held = new Map<string, Holder>()
  for (const { subject, namespace, rule } of grantsOf(rights, () => true)) {
    const name = JSON.stringify([subject.kind, subject.namespace ?? '', subject.name])
    const holder: Holder = held.get(name) ?? { subject, everywhere: new Set(), inside: new Map() }
    held.set(name, holder)
    if (namespace === undefined) holder.everywhere.add(rule)
    else holder.inside.set(namespace, (holder.inside.get(namespace) ?? new Set()).add(rule))
  }
  const listOf = rightsLists()
  return [...held]
    .sort(byFirst)
    .flatMap(([, { subject, everywhere, inside }]) => [
      ...lineOf({ subject }, listOf(everywhere)),
      ...[...inside]
        .sort(byFirst)
        .flatMap(([namespace, rules]) => lineOf({ subject, namespace }, listOf(rules, everywhere))),
    ])
}

type Holder = {
  readonly subject: RightsSubject
  readonly everywhere: Set<RightsRule>
  readonly inside: Map<string, Set<RightsRule>>
}

function lineOf(who: Omit<HeldRights, 'rights'>, rights: readonly string[]): readonly HeldRights[] {
  return rights.length === 0 ? [] : [{ ...who, rights }]
}

type Rules = ReadonlySet<RightsRule>

/** Makes each list once, however many hold it. `everywhere` is given of what is held in one namespace: what is held in the whole cluster. */
function rightsLists(): (rules: Rules, everywhere?: Rules) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  const numbers = new Map<RightsRule, number>()
  const numberOf = (rule: RightsRule) => {
    const number = numbers.get(rule) ?? numbers.size
    numbers.set(rule, number)
    return number
  }
  const placeOf = (rules: Rules) => [...rules].map(numberOf).sort((one, other) => one - other)
  return (rules, everywhere) => {
    const place = JSON.stringify([placeOf(rules), everywhere && placeOf(everywhere)])
    const list = known.get(place) ?? listed(rules, everywhere)
    known.set(place, list)
    return list
  }
}

/** Paths that are no resources are granted in the whole cluster or not at all. */
function listed(rules: Rules, everywhere?: Rules): readonly string[] {
  const own = union(rules, everywhere === undefined)
  const wide = union(everywhere ?? new Set(), true)
  return withoutCovered(own, wide).map(rightText).sort()
}

function union(rules: Rules, withPaths: boolean): SingleRights {
  return new Map([...rules].flatMap((rule) => [...singleRights(rule, withPaths)]))
}

function byFirst([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}
