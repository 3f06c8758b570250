import type { Policy, Rule, Subject, Tier } from '../../model/policy.ts'
import type { CalicoProfile, HostEndpoint } from './endpoints.ts'
import { CALICO } from './policy.ts'

/** Why it is not certain that a policy applies to a node. */
export const ONE_INTERFACE = 'it is for traffic through one interface of the node'

/** Nodes whose only host endpoint stands for all of their interfaces are known to meet a policy; on others it depends on the interface. */
export function isCertain(host: HostEndpoint, hosts: readonly HostEndpoint[]): boolean {
  const alone = hosts.every((other) => other === host || other.node !== host.node)
  return host.everywhere && alone && host.unreadable === undefined
}

/** The pods on the network of some nodes. */
export function onNodes(names: readonly string[]): Subject {
  return { kind: 'node-names', names: [...new Set(names)].sort() }
}

const PROFILE_TIER: Tier = {
  name: 'profiles',
  order: 100_000,
  combine: 'ordered',
  otherwise: 'deny',
  rest: 'Calico denies what neither a policy nor a profile allows',
}

/** Who is decided by no policy is denied what no profile of the endpoint allows (felix/rules/endpoints.go at 018190a). */
export function profilePolicies(
  host: HostEndpoint,
  hosts: readonly HostEndpoint[],
  profiles: ReadonlyMap<string, CalicoProfile>,
): Policy[] {
  const certain = isCertain(host, hosts)
  const base = {
    api: CALICO,
    tier: PROFILE_TIER,
    subject: certain ? onNodes([host.node]) : { ...onNodes([host.node]), uncertain: ONE_INTERFACE },
    isolates: ['egress', 'ingress'] as const,
  }
  const allowed = host.profiles.flatMap((name, priority): Policy[] => {
    const profile = profiles.get(name)
    if (profile === undefined) return [unknownProfile(name, host, base, priority)]
    const { source, rules, untranslated } = profile
    return [{ ...base, source, priority, rules: profileRules(rules), untranslated }]
  })
  return allowed.length > 0
    ? allowed
    : [{ ...base, source: host.source, priority: 0, rules: [], untranslated: [] }]
}

const ALLOWS_ALL = 'projectcalico-default-allow'

/** One profile is built in; another that was not read may allow and may deny. */
function unknownProfile(
  name: string,
  host: HostEndpoint,
  base: Pick<Policy, 'api' | 'tier' | 'subject' | 'isolates'>,
  priority: number,
): Policy {
  const conditional = name === ALLOWS_ALL ? {} : { conditional: `profile ${name} was not read` }
  const rules = (['ingress', 'egress'] as const).map((direction): Rule => {
    const pointer = '/spec/profiles'
    return {
      pointer,
      direction,
      action: 'allow',
      peers: [{ kind: 'any' }],
      traffic: 'all',
      ...conditional,
    }
  })
  return { ...base, source: host.source, priority, rules, untranslated: [] }
}

/** After a profile there is nothing to pass to (app-policy/checker/check.go). */
function profileRules(rules: CalicoProfile['rules']): readonly Rule[] {
  return rules.map(({ rule, within }): Rule => {
    const action = rule.action === 'pass' ? 'deny' : rule.action
    const why = 'it is for a part of the endpoints of its profile'
    return within === undefined
      ? { ...rule, action }
      : { ...rule, action, conditional: rule.conditional ?? why }
  })
}

/** Profiles of pods: each namespace has one that allows everything; one that was changed decides what no policy did. */
export function podProfiles(profiles: ReadonlyMap<string, CalicoProfile>): readonly Policy[] {
  return [...profiles].flatMap(([name, { source, rules, untranslated }]): Policy[] => {
    const namespace = /^kns\.(.+)$/.exec(name)?.[1]
    if (namespace === undefined || allowsAll(rules)) return []
    const uncertain = 'profiles of its service account may allow more'
    return [
      {
        source,
        api: CALICO,
        tier: PROFILE_TIER,
        priority: 0,
        subject: { kind: 'pods', namespaces: { kind: 'name', name: namespace }, pods: [] },
        isolates: ['egress', 'ingress'],
        rules: profileRules(rules),
        untranslated,
        ...([...profiles.keys()].some((other) => other.startsWith(`ksa.${namespace}.`))
          ? {
              subject: {
                kind: 'pods',
                namespaces: { kind: 'name', name: namespace },
                pods: [],
                uncertain,
              },
            }
          : {}),
      },
    ]
  })
}

function allowsAll(rules: CalicoProfile['rules']): boolean {
  return (['ingress', 'egress'] as const).every((direction) => {
    const first = rules.find(({ rule }) => rule.direction === direction)
    const rule = first?.rule
    return (
      rule?.action === 'allow' &&
      rule.traffic === 'all' &&
      rule.conditional === undefined &&
      first?.within === undefined &&
      rule.peers.some(({ kind }) => kind === 'any')
    )
  })
}
