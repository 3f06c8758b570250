import type { KubeObject } from '../../src/model/object.ts'
import { namespace, networkPolicy, node, object, pod } from '../analyse/builders.ts'
import { testAgreement } from './agreement.ts'
import { FAMILIES, OF_CILIUM, settings } from './cilium-estates.ts'
import { testDifference } from './difference.ts'
import { describePeer } from './peer.ts'

const PODS = [
  namespace('shop', { 'kubernetes.io/metadata.name': 'shop' }),
  pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'], node: 'n1' }),
  pod('shop', 'db', { labels: { app: 'db' }, ips: ['10.0.0.2'], node: 'n1' }),
  node('n2', '10.9.0.1'),
  OF_CILIUM,
]

const ALONE = networkPolicy('shop', 'alone', { podSelector: {}, policyTypes: ['Ingress'] })

describePeer('cilium', (peer) => {
  testDifference(peer, {
    title: 'a NetworkPolicy decides before the Baseline tier; Cilium denies by it only after',
    source:
      'network-policy-api: "v1.NetworkPolicy always makes a final decision for selected pods"',
    objects: [
      ...PODS,
      settings({}),
      ALONE,
      cluster('Baseline', { ingress: [{ action: 'Accept', from: [{ namespaces: {} }] }] }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    ours: 'indeterminate',
    theirs: 'allowed',
  })

  testDifference(peer, {
    title: 'a rule that fails closed denies everything; Cilium denies its protocols',
    source:
      'network-policy-api: "For "Deny" and "Pass" rules, "fail closed" means: "treat the rule as a \'Deny all\' rule""',
    objects: [
      ...PODS,
      settings({}),
      cluster('Admin', {
        ingress: [{ action: 'Deny', from: [{}], protocols: [{ udp: port(53) }] }],
      }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    ours: 'indeterminate',
    theirs: 'allowed',
  })

  testDifference(peer, {
    title: 'an Accept rule that fails closed matches nothing; Cilium keeps its other peers',
    source:
      'network-policy-api: "For "Accept" rules, "fail closed" means: "treat the rule as matching no traffic""',
    objects: [
      ...PODS,
      settings({}),
      ALONE,
      cluster('Admin', { ingress: [{ action: 'Accept', from: [{}, { namespaces: {} }] }] }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    ours: 'indeterminate',
    theirs: 'allowed',
  })

  testDifference(peer, {
    title: 'namespaces are pods in them; Cilium has NotIn and DoesNotExist match addresses outside',
    source:
      'network-policy-api: "Namespaces defines a way to select all pods within a set of Namespaces"',
    objects: [
      ...PODS,
      settings({}),
      cluster('Admin', {
        egress: [
          {
            action: 'Deny',
            to: [{ namespaces: { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] } }],
          },
        ],
      }),
    ],
    from: 'shop/web',
    to: '8.8.8.8',
    ours: 'indeterminate',
    theirs: 'denied',
  })

  testDifference(peer, {
    title: 'networks match pods; Cilium matches pods by address only where it is set to',
    source: 'network-policy-api: "cluster-internal traffic will be checked"',
    objects: [
      ...PODS,
      settings({}),
      cluster('Admin', { egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.0/8'] }] }] }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    ours: 'indeterminate',
    theirs: 'allowed',
  })

  testDifference(peer, {
    title: 'an Accept rule with an unknown protocol matches nothing; Cilium accepts every port',
    source:
      'network-policy-api: "For "Accept" rules, "fail closed" means: "treat the rule as matching no traffic""',
    objects: [
      ...PODS,
      settings({}),
      ALONE,
      cluster('Admin', {
        ingress: [{ action: 'Accept', from: [{ namespaces: {} }], protocols: [{}] }],
      }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    ours: 'indeterminate',
    theirs: 'allowed',
  })

  describe('with ClusterNetworkPolicy', () => {
    testAgreement(peer, {
      estates: FAMILIES.clusterPolicies,
      runs: 150,
      atMostIndeterminate: 0.2,
    })
  })
})

function cluster(tier: string, rules: object): KubeObject {
  return object({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'cluster' },
    spec: { tier, priority: 1, subject: { namespaces: {} }, ...rules },
  })
}

function port(number: number): object {
  return { destinationPort: { number } }
}
