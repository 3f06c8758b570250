import type { ListRecord } from '../model/collection.ts'
import type { ResourceName } from '../model/object.ts'
import type { Discovery } from './discovery.ts'
import { CONSTRAINT_GROUP, KIND_READERS, readerOf, resourceName } from './kinds.ts'
import { isAboutSomethingElse, looksLikePolicyApi } from './policy-names.ts'
import { NO_DEFINITION, NO_SERVICE } from './policy-traces.ts'
import type { Before, PolicyTraces } from './policy-traces.ts'

/** What a cluster says it serves, as far as it matters for what exhibit does not read. */
export type Surroundings = {
  /** whether discovery names a resource, or a folder was asked for it */
  readonly serves: (resource: ResourceName) => boolean
  /** whether discovery names a group at all */
  readonly namesGroup: (group: string) => boolean
  /** group versions that discovery lists and cannot describe, to the reason */
  readonly failed: ReadonlyMap<string, string>
  /** policy APIs that earlier runs saw */
  readonly before: readonly ResourceName[]
  /** whether all definitions of custom resources were read */
  readonly definitionsAreWhole: boolean
}

/** APIs outside the registry that should have been seen and were not. */
export type Strangers = {
  /** one failed record each, sorted; a whole group is `*.group` */
  readonly records: readonly ListRecord[]
  /** those that may decide which traffic may pass, sorted */
  readonly unknownPolicyApis: readonly ResourceName[]
  /** what page one says of groups that could not be described and are about something else */
  readonly notes: readonly string[]
}

type Missing = {
  readonly resource: ResourceName
  readonly kind: string
  readonly reason: string
  readonly mayDecide: boolean
}

const OWN_GROUPS = new Set(KIND_READERS.map(({ group }) => group))

/**
 * The gaps outside the registry: groups that cannot be described, and policy APIs of which only a definition, an API service or an earlier run is
 * left. A group whose kinds nobody names may hold a policy API, so it counts as one; a gap never improves a result.
 */
export function strangersOf(traces: PolicyTraces, around: Surroundings): Strangers {
  const missing = new Map<ResourceName, Missing>()
  const all = [
    ...undescribed(traces, around),
    ...undefinedServices(traces, around),
    ...unserved(traces, around),
    ...lost(traces, around),
  ]
  for (const one of all) if (!missing.has(one.resource)) missing.set(one.resource, one)
  const sorted = [...missing.values()].sort((a, b) => (a.resource < b.resource ? -1 : 1))
  return {
    records: sorted.map(({ resource, kind, reason }) => ({
      ...{ resource, kind, reason },
      status: 'failed',
      count: 0,
    })),
    unknownPolicyApis: sorted.filter(({ mayDecide }) => mayDecide).map(({ resource }) => resource),
    notes: [...around.failed]
      .filter(([name]) => isLeftOut(groupOf(name)))
      .map(([name, why]) => `discovery cannot describe ${name}, which is not read: ${why}`)
      .sort(),
  }
}

/** What a live cluster's discovery says of what exhibit does not read. */
export function surroundingsOf(
  { served, failed }: Discovery,
  { policyApis }: Before,
  definitionsAreWhole: boolean,
): Surroundings {
  const names = new Set(served.map(resourceName))
  const groups = new Set([...served.map(({ group }) => group), ...[...failed.keys()].map(groupOf)])
  return {
    serves: (resource) => names.has(resource),
    namesGroup: (group) => groups.has(group),
    failed,
    before: policyApis.map(({ resource }) => resource),
    definitionsAreWhole,
  }
}

function groupOf(groupVersion: string): string {
  return groupVersion.split('/')[0] ?? ''
}

/** Groups that cannot hold a policy API, and of which nothing is read. */
function isLeftOut(group: string): boolean {
  return isAboutSomethingElse(group) && group !== CONSTRAINT_GROUP && !OWN_GROUPS.has(group)
}

function undescribed(traces: PolicyTraces, around: Surroundings): Missing[] {
  return [...around.failed].flatMap(([name, why]) => {
    const group = groupOf(name)
    if (OWN_GROUPS.has(group) || isLeftOut(group)) return []
    return wholeGroup(group, `discovery cannot describe ${name}: ${why}`, traces, around)
  })
}

function undefinedServices(traces: PolicyTraces, around: Surroundings): Missing[] {
  const { namesGroup } = around
  return [...traces.services]
    .filter((group) => !namesGroup(group) && !OWN_GROUPS.has(group) && !isLeftOut(group))
    .flatMap((group) => wholeGroup(group, NO_SERVICE, traces, around))
}

/** The kinds of a group of custom resources are known by their definitions; of any other group nothing is. */
function wholeGroup(
  group: string,
  reason: string,
  { definitions }: PolicyTraces,
  { definitionsAreWhole }: Surroundings,
): Missing[] {
  const isKnown =
    definitionsAreWhole && [...definitions.values()].some((one) => one.group === group)
  const mayDecide = !isKnown && !isAboutSomethingElse(group)
  return [{ resource: `*.${group}`, kind: '*', reason, mayDecide }]
}

/** Definitions of policy APIs that exhibit does not read and that nothing serves. */
function unserved({ definitions }: PolicyTraces, { serves }: Surroundings): Missing[] {
  return [...definitions.values()]
    .filter(({ resource }) => readerOf(resource) === undefined && !serves(resource))
    .filter(({ group, plural, kind }) => looksLikePolicyApi(group, plural, kind))
    .map(({ resource, kind }) => ({ resource, kind, reason: NO_DEFINITION, mayDecide: true }))
}

function lost(traces: PolicyTraces, { before, serves }: Surroundings): Missing[] {
  return before
    .filter((resource) => readerOf(resource) === undefined && !serves(resource))
    .flatMap((resource) => {
      const reason = traces.lossOf(resource)
      return reason === undefined ? [] : { resource, kind: '*', reason, mayDecide: true }
    })
}
