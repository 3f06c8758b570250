import type { KubeObject } from '../../src/model/object.ts'
import { namespace, networkPolicy, node, object, pod, SHOP } from '../analyse/builders.ts'
import { randomAdminEstate, randomEstate } from '../analyse/estates.ts'
import { testAgreement } from './agreement.ts'
import { testDifference } from './difference.ts'
import { describePeer } from './peer.ts'
import { realistic } from './realistic.ts'

const EVERYBODY = { namespaces: {} }

describePeer('kube-network-policies', (peer) => {
  testDifference(peer, {
    title: 'a NetworkPolicy for egress does not shield ingress from a baseline policy',
    source:
      'network-policy-api leaves it open: "Further evaluation only happens for Pods not selected by a v1.NetworkPolicy"; Calico, Cilium and netpol-analyzer read it by direction',
    objects: [
      ...SHOP,
      networkPolicy('shop', 'egress', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] }),
      baseline({ ingress: [{ action: 'Deny', from: [EVERYBODY] }] }),
    ],
    from: 'other/client',
    to: 'shop/web',
    ours: 'denied',
    theirs: 'allowed',
  })

  testDifference(peer, {
    title: 'a named port is one port of the destination; the peer takes any port of a pod with one',
    source:
      'network-policy-api, AdminNetworkPolicyPort: "NamedPort selects a port on a pod(s) based on name"',
    objects: [
      ...SHOP,
      admin(1, {
        egress: [{ action: 'Deny', to: [EVERYBODY], ports: [{ namedPort: 'sql' }] }],
      }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    port: 80,
    ours: 'allowed',
    theirs: 'denied',
  })

  testDifference(peer, {
    title: 'a named port of ingress is that of the subject; the peer asks the source for it',
    source:
      'network-policy-api, AdminNetworkPolicyIngressRule: "ports which should be matched on the pods selected for this policy i.e the subject of the policy"',
    objects: [
      ...SHOP,
      admin(1, {
        ingress: [{ action: 'Deny', from: [EVERYBODY], ports: [{ namedPort: 'sql' }] }],
      }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    port: 5432,
    ours: 'denied',
    theirs: 'allowed',
  })

  testDifference(peer, {
    title: 'nodes are addresses of nodes; the peer takes pods that run on them',
    source:
      'network-policy-api: "It selects the nodeIPs as the peer type by matching on the IPs present in the node.Status.Addresses field"',
    objects: [
      namespace('shop'),
      node('n1', '10.9.0.1'),
      pod('shop', 'web', { ips: ['10.0.0.1'], node: 'n1' }),
      pod('shop', 'db', { ips: ['10.0.0.2'], node: 'n1' }),
      admin(1, { egress: [{ action: 'Deny', to: [{ nodes: {} }] }] }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    ours: 'allowed',
    theirs: 'denied',
  })

  testDifference(peer, {
    title: 'a Deny rule whose peer has no known field denies everything; the peer passes over it',
    source:
      'network-policy-api: "For "Deny" and "Pass" rules, "fail closed" means: "treat the rule as a \'Deny all\' rule""',
    objects: [...SHOP, admin(1, { ingress: [{ action: 'Deny', from: [{}] }] })],
    from: 'other/client',
    to: 'shop/web',
    ours: 'denied',
    theirs: 'allowed',
  })

  describe('NetworkPolicy', () => {
    testAgreement(peer, { estates: realistic(randomEstate), runs: 400, atMostIndeterminate: 0.02 })
  })

  describe('with AdminNetworkPolicy and BaselineAdminNetworkPolicy', () => {
    testAgreement(peer, {
      estates: realistic(randomAdminEstate, { object: readAlike }),
      runs: 400,
      atMostIndeterminate: 0.02,
    })
  })
})

function admin(priority: number, rules: object): KubeObject {
  return object({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: `admin-${priority}` },
    spec: { priority, subject: EVERYBODY, ...rules },
  })
}

function baseline(rules: object): KubeObject {
  return object({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    metadata: { name: 'default' },
    spec: { subject: EVERYBODY, ...rules },
  })
}

type Rule = {
  readonly from?: readonly object[]
  readonly to?: readonly object[]
  readonly ports?: readonly object[]
}

type Specified = KubeObject & {
  readonly spec: { readonly ingress?: readonly Rule[]; readonly egress?: readonly Rule[] }
}

/** The object without what the cases above are about, and without what that version does not know; undefined where nothing is left. */
function readAlike(given: KubeObject, all: readonly KubeObject[]): KubeObject | undefined {
  const kinds = all.filter(({ kind }) => kind === given.kind)
  const { spec, ...rest } = given as Specified
  const isBaseline = given.kind === 'BaselineAdminNetworkPolicy'
  if (given.kind === 'ClusterNetworkPolicy' || (isBaseline && kinds[0] !== given)) return undefined
  if (given.kind === 'NetworkPolicy')
    return all.some(({ kind }) => kind === 'BaselineAdminNetworkPolicy')
      ? object({ ...rest, spec: { ...spec, policyTypes: ['Ingress', 'Egress'] } })
      : given
  const { ingress = [], egress = [] } = spec
  return object({
    ...rest,
    metadata: isBaseline ? { name: 'default' } : rest.metadata,
    spec: {
      ...spec,
      ...(isBaseline ? {} : { priority: kinds.indexOf(given) }),
      ingress: ingress.flatMap((rule) => ruleAlike(rule, 'from')),
      egress: egress.flatMap((rule) => ruleAlike(rule, 'to')),
    },
  })
}

const APART = ['nodes', 'domainNames']

function ruleAlike(rule: Rule, side: 'from' | 'to'): Rule[] {
  const peers = rule[side]?.filter((each) => {
    const fields = Object.keys(each)
    return fields.length > 0 && !fields.some((field) => APART.includes(field))
  })
  const ports = rule.ports?.filter((each) => !('namedPort' in each))
  if (peers?.length === 0 || ports?.length === 0) return []
  return [{ ...rule, [side]: peers, ...(ports === undefined ? {} : { ports }) }]
}
