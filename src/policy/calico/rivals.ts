import type { PluginChoice } from '../../model/enforcer.ts'
import type { Policy, PolicyWorld } from '../../model/policy.ts'

const CILIUM = 'cilium'
const NETWORK_POLICY = 'network-policy'
const PLUGINS = ['Calico', 'Cilium'] as const

/** A blocker of which answers know: of what either would deny they say so, and what both would deny is denied. */
export const SEVERAL =
  'there are policies of Calico and of another network plugin, and which one enforces is not known'

/** Whether there are policies of Cilium too. */
export function hasRival({ stated }: PolicyWorld): boolean {
  return stated.some(({ api }) => api === CILIUM)
}

/** The policies of Kubernetes as they were translated, whatever Cilium would make of them. */
export function untouched({ stated }: PolicyWorld): readonly Policy[] {
  return stated.filter(({ api, tier }) => !OF_PLUGINS.has(api) && tier.layer !== 'mesh')
}

const OF_PLUGINS: ReadonlySet<string> = new Set(['calico', CILIUM])

/** Policies as each of the two takes them, in one list; those of a mesh are neither's. A NetworkPolicy that both enforce applies for certain. */
export function underEither(byCalico: readonly Policy[], byCilium: readonly Policy[]) {
  const [ours, theirs] = [byCalico, byCilium].map(
    (policies) =>
      new Set(policies.flatMap(({ api, source }) => (api === NETWORK_POLICY ? [source] : []))),
  )
  const isShared = ({ source }: Policy) =>
    ours?.has(source) === true && theirs?.has(source) === true
  const taken = (policies: readonly Policy[], plugin: PluginChoice['plugin']) =>
    policies.map((policy): Policy => {
      if (policy.tier.layer === 'mesh') return policy
      const under = { plugin, of: PLUGINS, why: SEVERAL }
      if (isShared(policy)) return { ...policy, under }
      return { ...policy, under, subject: { uncertain: SEVERAL, ...policy.subject } }
    })
  return [...taken(byCalico, PLUGINS[0]), ...taken(byCilium, PLUGINS[1])]
}
