import { numbered } from '../../core/numbered.ts'
import { objectKeyParts } from '../../core/object-key.ts'
import type { Policy, PolicyWorld, Settled } from '../../model/policy.ts'
import { addressSetsOf, plainName, servedOnce, versionOf } from './context.ts'
import { readHosts, readProfiles } from './endpoints.ts'
import type { HostEndpoint } from './endpoints.ts'
import { readFailsafe } from './failsafe.ts'
import { hostPolicies } from './hosts.ts'
import { CALICO, readCalicoPolicy } from './policy.ts'
import { podProfiles } from './profiles.ts'
import { namingPods } from './port-names.ts'
import { SEVERAL, hasRival, underEither, untouched } from './rivals.ts'
import { readTiers } from './tier-objects.ts'
import { placePolicies } from './tiers.ts'
import { namesPorts } from './traffic.ts'

/** What policies mean in a cluster that Calico enforces, or that has policies of Calico. */
export function settleCalico(world: PolicyWorld): Settled {
  const own = world.policies.filter(({ api }) => api === CALICO)
  const others = world.policies.filter(({ api }) => api !== CALICO)
  const present = world.enforcer?.split(', ').includes('Calico') === true
  const objects = servedOnce(world.context)
  const profiles = readProfiles(objects)
  const hosts = readHosts(objects, profiles)
  const changed = podProfiles(profiles)
  if (own.length === 0 && hosts.length === 0 && !(present && changed.length > 0))
    return present ? definedByCalico(others) : { policies: world.policies }
  if (!present && world.enforcer !== undefined) return notEnforced(own, others, world.enforcer)
  const global = objects.filter(({ kind }) => kind === 'GlobalNetworkPolicy')
  const calico = [
    ...ownOnce(own).filter(({ subject }) => subject.kind !== 'node-names'),
    ...hostPolicies(global.map(readCalicoPolicy), hosts, profiles, objects),
    ...changed,
  ]
  const rivalled = hasRival(world)
  const { policies, assumptions } = placePolicies(
    [...(rivalled ? untouched(world) : others).map(namingPods), ...calico],
    readTiers(objects),
    versionOf(objects),
  )
  return {
    policies: rivalled ? underEither(policies, others) : policies,
    addressSets: addressSetsOf(objects, hosts),
    assumptions: [...assumptions, ...assumptionsOf(hosts, readFailsafe(objects).stated)],
    blockers: [...(rivalled ? [SEVERAL] : []), ...blockersOf(own, hosts)],
  }
}

/** Policies once each: those that are stored under the name of one that is served are the same. */
function ownOnce(policies: readonly Policy[]): readonly Policy[] {
  const served = new Set(policies.filter(isServed).map(nameOf))
  return policies.filter((policy) => isServed(policy) || !served.has(nameOf(policy)))
}

function isServed({ source }: Policy): boolean {
  return source.startsWith('projectcalico.org/')
}

function nameOf({ source }: Policy): string {
  const { kind, namespace, name } = objectKeyParts(source)
  return `${kind} ${namespace} ${plainName(kind, name)}`
}

/** Calico decides by NetworkPolicy about protocols without ports as well: an isolated pod gets what a rule without ports allows, else nothing. */
function definedByCalico(policies: readonly Policy[]): Settled {
  return {
    policies: policies.map((policy) => {
      const { undefinedFor, ...tier } = policy.tier
      return namingPods(undefinedFor === undefined ? policy : { ...policy, tier })
    }),
  }
}

/** Policies that nothing enforces deny nothing, and where nothing denies they allow nothing either. */
function notEnforced(own: readonly Policy[], others: readonly Policy[], enforcer: string): Settled {
  const count = new Set(own.map(({ source }) => source)).size
  return {
    policies: others,
    assumptions: [
      `${numbered(count, 'policy of Calico is', 'policies of Calico are')} not enforced: the network plugin that was found is ${enforcer}`,
    ],
  }
}

function assumptionsOf(hosts: readonly HostEndpoint[], stated: boolean): readonly string[] {
  return [
    'Calico decides by NetworkPolicy about protocols without ports too',
    'no pod has labels of its own that begin with pcns. or pcsa., as Calico names those of namespaces and service accounts',
    ...(hosts.length > 0 && !stated
      ? ['failsafe ports of host endpoints are those that Calico has by default']
      : []),
  ]
}

function blockersOf(own: readonly Policy[], hosts: readonly HostEndpoint[]): readonly string[] {
  const named = own.some(({ rules }) =>
    rules.some(
      ({ direction, traffic }) =>
        direction === 'egress' && traffic !== 'all' && traffic.some(namesPorts),
    ),
  )
  return [
    ...hosts.flatMap(({ name, unreadable }) =>
      unreadable === undefined
        ? []
        : [`HostEndpoint ${name} cannot be read at ${unreadable.pointer}: ${unreadable.why}`],
    ),
    ...(named
      ? hosts
          .filter((host) => host.namesPorts)
          .map(({ name }) => `named ports of HostEndpoint ${name} are not examined`)
      : []),
  ]
}
