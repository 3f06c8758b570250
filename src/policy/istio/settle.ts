import type { Peer, Policy, PolicyWorld, Rule, Settled, Subject } from '../../model/policy.ts'
import { IDENTIFIED, TRUST_DOMAIN } from './identity.ts'
import {
  BYPASSING,
  ENVOYS,
  PRESENCE_TIER,
  ROOT_NAMESPACE,
  WAYPOINTS,
  ZTUNNEL,
  asksIdentity,
  inModes,
} from './mesh.ts'
import type { Mode } from './mesh.ts'
import { isUnsettled, settleStreams } from './streams.ts'
import { mutualTls } from './peer-authentication.ts'
import { plainText } from './plain-text.ts'

const NOT_KNOWN = 'whether a control plane of the mesh runs is not known'
const PAST_PROXY = 'annotations of the pod let some of its traffic pass its proxy by'

/**
 * Adds what PeerAuthentication demands, and what makes the mesh's word less than certain: a control plane that is not recognised, traffic that passes
 * proxies by, identities that are missing where mutual TLS is switched off.
 */
export function settleIstio(world: PolicyWorld): Settled {
  const tls = mutualTls(world.context.filter(({ kind }) => kind === 'PeerAuthentication'))
  const [own, others] = [
    ofIstio(world.policies),
    world.policies.filter(({ api }) => api !== 'istio'),
  ]
  if (own.length + tls.policies.length === 0) return { policies: world.policies }
  const toPlain = plainText(tls.said)
  const known = own.flatMap((policy) => (isFor(policy, 'sidecar') ? toPlain(policy) : [policy]))
  const settled = [...known, ...tls.policies].map((policy) =>
    world.mesh?.bypassed === true ? withBypass(policy) : policy,
  )
  const guarded = settled.filter((policy) => !isUnsettled(policy))
  return {
    policies: [...others, ...settleStreams(settled, world), ...presence(guarded, world.mesh)],
    assumptions: assumptionsOf(world, settled),
  }
}

function ofIstio(policies: readonly Policy[]): readonly Policy[] {
  return policies.filter(({ api }) => api === 'istio')
}

function isFor({ subject }: Policy, mode: Mode): boolean {
  return JSON.stringify(subject.kind === 'pods' ? subject.where : undefined).includes(`"${mode}"`)
}

/** Who sends past its own proxy comes with an identity or without. */
function withBypass(policy: Policy): Policy {
  const rules = policy.rules.flatMap((rule): readonly Rule[] => {
    if (!asksIdentity(rule)) return [rule]
    const certain = rule.peers.map((peer): Peer => ({
      kind: 'all-of',
      peers: [peer, { kind: 'not', peer: PASSING }],
    }))
    return [
      { ...rule, peers: certain },
      { ...rule, peers: [PASSING], conditional: rule.conditional ?? PAST_PROXY },
    ]
  })
  return { ...policy, rules }
}

const PASSING: Peer = {
  ...(IDENTIFIED as Extract<Peer, { kind: 'pods' }>),
  where: BYPASSING,
}

/** Where it is not certain that a proxy enforces, everything may pass; what its policies allow passes either way. */
function presence(policies: readonly Policy[], mesh: PolicyWorld['mesh']): readonly Policy[] {
  const doubts: readonly { readonly modes: readonly Mode[]; readonly why?: string }[] = [
    { modes: [...ENVOYS, ...WAYPOINTS], ...doubt(mesh === undefined ? NOT_KNOWN : mesh.sidecar) },
    { modes: ZTUNNEL, ...doubt(mesh === undefined ? NOT_KNOWN : mesh.ambient) },
  ]
  const guards = policies.flatMap((policy) => [
    ...doubts.flatMap(({ modes, why }) =>
      why === undefined || !modes.some((mode) => isFor(policy, mode))
        ? []
        : [guard(policy, inModes(modes), why)],
    ),
    ...(mesh?.bypassed === true ? [guard(policy, BYPASSING, PAST_PROXY)] : []),
  ])
  return [
    ...new Map(guards.map((each) => [JSON.stringify([each.source, each.subject]), each])).values(),
  ]
}

function doubt(why: string | undefined): { readonly why?: string } {
  return why === undefined ? {} : { why }
}

function guard(policy: Policy, condition: ReturnType<typeof inModes>, why: string): Policy {
  const { subject } = policy
  const narrowed: Subject =
    subject.kind === 'pods'
      ? {
          ...subject,
          where: {
            kind: 'all',
            of: [...(subject.where === undefined ? [] : [subject.where]), condition],
          },
        }
      : subject
  const rule: Rule = {
    pointer: policy.place ?? '/spec',
    direction: 'ingress',
    action: 'allow',
    peers: [{ kind: 'any' }],
    traffic: 'all',
    conditional: why,
    unenforced: true,
  }
  return {
    ...policy,
    tier: PRESENCE_TIER,
    priority: 0,
    subject: narrowed,
    isolates: [],
    rules: [rule],
    untranslated: [],
  }
}

function assumptionsOf(
  { context, mesh }: PolicyWorld,
  policies: readonly Policy[],
): readonly string[] {
  const rules = policies.flatMap((policy) => policy.rules)
  const filters = context.filter(({ kind }) => kind === 'EnvoyFilter').length
  const waypoints = policies.some((policy) => isFor(policy, 'waypoint'))
  return [
    `policies of Istio in namespace ${ROOT_NAMESPACE} hold for the whole mesh`,
    "of the mesh only TCP is decided; ports 15020, 15021 and 15090 of a pod with a proxy are the proxy's own and are not examined",
    'what pods show of their proxies is taken as it stands',
    ...enforcement(mesh),
    ...(rules.some(asksIdentity)
      ? [
          `the trust domain of the mesh is ${TRUST_DOMAIN}, or that stands for it`,
          'pods of the mesh reach each other with mutual TLS under the identity of their service account, and nobody outside of the cluster has one',
        ]
      : []),
    ...(waypoints
      ? [
          'what goes through a waypoint is two connections: to the waypoint, and from it, and pods let it in by their own policies only (PILOT_AUTO_ALLOW_WAYPOINT_POLICY is not set)',
        ]
      : []),
    ...(filters > 0
      ? [`${filters} EnvoyFilter objects are not read: they may change what proxies do`]
      : []),
  ]
}

function enforcement(mesh: PolicyWorld['mesh']): readonly string[] {
  if (mesh?.taken !== undefined) return []
  const [sidecar, ambient] = [
    mesh === undefined ? NOT_KNOWN : mesh.sidecar,
    mesh === undefined ? NOT_KNOWN : mesh.ambient,
  ]
  const said = (what: string, why: string | undefined) =>
    why === undefined
      ? `policies of Istio are taken as declared; ${what} present, not tested`
      : `what policies of Istio deny at ${what} is not certain: ${why}`
  return [said('sidecars and gateways', sidecar), said('ztunnel', ambient)]
}
