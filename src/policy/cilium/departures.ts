import type {
  Direction,
  Peer,
  PodChoice,
  Policy,
  Rule,
  Selector,
  Traffic,
} from '../../model/policy.ts'
import type { CiliumOptions } from './options.ts'
import { NAME_IN_CLUSTER } from './traffic.ts'
import { EVERYTHING } from '../selector.ts'

/** Why rules of a direction that policyTypes leaves out may hold: every version does it (cilium issue 48703, still open). */
const UNLISTED =
  'Cilium applies rules of a direction that policyTypes leaves out, in every version up to 1.20 (pkg/k8s/network_policy.go)'

/** Why a selector over namespaces may mean more than pods (cilium issue 46949, still open). */
const OTHERS =
  'to Cilium up to 1.20 a selector that asks for no label also means nodes, and without policy-default-local-cluster outside addresses'

/** The nodes, which have a label of the cluster and none of a namespace. */
const NODES: Peer = { kind: 'nodes', selector: EVERYTHING }

/** Whoever has no label of a pod. */
const NO_POD: Peer = {
  kind: 'not',
  peer: {
    kind: 'pods',
    namespaces: { kind: 'selector', selector: EVERYTHING },
    pods: EVERYTHING,
  },
}

/** A NetworkPolicy with all that Cilium may make of it beyond what the API says: each further part only perhaps. */
export function networkPolicyOfCilium(policy: Policy, options: CiliumOptions): readonly Policy[] {
  const { unlisted = [], ...stated } = policy
  const others = options.localCluster === true ? NODES : NO_POD
  const full = (rules: readonly Rule[]) =>
    rules.flatMap((rule) => [rule, ...alsoOthers(rule, others)]).flatMap(namesApart)
  const uncertain = policy.subject.uncertain ?? UNLISTED
  const aside: Policy = {
    ...stated,
    subject: { ...policy.subject, uncertain },
    isolates: directionsOf(unlisted),
    rules: full(unlisted),
    untranslated: [],
  }
  return [{ ...stated, rules: full(policy.rules) }, ...(unlisted.length === 0 ? [] : [aside])]
}

function directionsOf(rules: readonly Rule[]): readonly Direction[] {
  return [...new Set(rules.map(({ direction }) => direction))].sort()
}

/** What a rule may match because some of its selectors ask for no label. */
export function alsoOthers(rule: Rule, others: Peer = NO_POD): readonly Rule[] {
  const asksNothing = rule.peers.some((peer) => peer.kind === 'pods' && isNegative(peer))
  return asksNothing ? [{ ...rule, peers: [others], conditional: rule.conditional ?? OTHERS }] : []
}

/** Whether a choice of pods asks for no label; one of all namespaces, or of one by its name, asks for that of the namespace. */
function isNegative({ namespaces, pods, where }: PodChoice): boolean {
  if (namespaces.kind === 'name' || namespaces.selector.length === 0) return false
  return where === undefined && [namespaces.selector, pods].every(asksForNothing)
}

function asksForNothing(selector: Selector): boolean {
  return selector.every(({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist')
}

/** A rule of egress with what it says of ports by name apart, which holds perhaps for any port: names are looked up over all pods. */
export function namesApart(rule: Rule): readonly Rule[] {
  if (rule.direction === 'ingress' || rule.traffic === 'all') return [rule]
  const named = rule.traffic.filter((each) => each.kind === 'named')
  if (named.length === 0) return [rule]
  const kept = rule.traffic.filter(({ kind }) => kind !== 'named')
  const whole = [...new Set(named.map(({ protocol }) => protocol))]
  const traffic = whole.map((protocol): Traffic => ({ kind: 'ports', protocol }))
  return [
    ...(kept.length === 0 ? [] : [{ ...rule, traffic: kept }]),
    { ...rule, traffic, conditional: rule.conditional ?? NAME_IN_CLUSTER },
  ]
}
