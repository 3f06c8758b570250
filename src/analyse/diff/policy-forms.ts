import { isDeepStrictEqual } from 'node:util'
import { objectKeyOf } from '../../core/object-key.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { ObjectKey } from '../../model/object.ts'
import type { Policy } from '../../model/policy.ts'
import { meantPolicies } from '../meant-policies.ts'
import type { Meaning } from '../meant-policies.ts'
import { servedInEither } from '../places/served-either.ts'
import { servedByNamespace } from '../engine/served-ports.ts'

/** One of two clusters that are compared. */
export type Side = 'before' | 'after'

/** What the policy objects of one cluster mean under the settings, the network plugin and the mesh of one, by their keys. */
export type PolicyForms = (
  objects: Side,
  settings: Side,
) => ReadonlyMap<ObjectKey, readonly Policy[]>

/**
 * Finds what policies mean; that of one cluster's policies under what the other sets is made where it is asked for, once. What Services say of ports
 * is known of both clusters at once, so that policies mean the same under the Services of either.
 */
export function policyForms(before: Cluster, after: Cluster): PolicyForms {
  const clusters = { before, after }
  const known = new Map<string, ReadonlyMap<ObjectKey, readonly Policy[]>>()
  const [one, two] = [servedByNamespace(before.pods), servedByNamespace(after.pods)]
  const isServedAlike = isDeepStrictEqual(one, two)
  const served = isServedAlike ? one : servedInEither(before, after)
  const make = (objects: Side, settings: Side): readonly Policy[] =>
    objects === settings && isServedAlike
      ? clusters[objects].policies
      : underOthers(clusters[objects], clusters[settings], served)
  return (objects, settings) => {
    const key = `${objects} ${settings}`
    const found = known.get(key) ?? Map.groupBy(make(objects, settings), ({ source }) => source)
    known.set(key, found)
    return found
  }
}

/** An object that is a policy and says what policies mean as well is taken from where the policies are. */
function underOthers(own: Cluster, other: Cluster, served: Meaning['served']): readonly Policy[] {
  const policies = new Set(
    [...own.stated.policies, ...other.stated.policies].map(({ source }) => source),
  )
  const context = [
    ...other.stated.context.filter((each) => !policies.has(objectKeyOf(each))),
    ...own.stated.context.filter((each) => policies.has(objectKeyOf(each))),
  ]
  const { enforcer, mesh, namespaces, stated } = other
  const meaning = { ...stated, context, enforcer, mesh, namespaces, served }
  const { policies: meant } = meantPolicies(own.stated.policies, meaning).enforced
  return meant.toSorted((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0))
}
