import type { KubeObject } from '../../src/model/object.ts'
import { namespace, networkPolicy, node, object, pod } from '../analyse/builders.ts'
import { testAgreement } from './agreement.ts'
import { FAMILIES, OF_CILIUM, settings } from './cilium-estates.ts'
import { testDifference } from './difference.ts'
import { describePeer } from './peer.ts'

const NAMED = { 'kubernetes.io/metadata.name': 'shop' }

const PODS = [
  namespace('shop', NAMED),
  pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'], node: 'n1' }),
  pod('shop', 'db', { labels: { app: 'db' }, ips: ['10.0.0.2'], node: 'n1' }),
  node('n2', '10.9.0.1'),
  OF_CILIUM,
]

const ALONE = networkPolicy('shop', 'alone', { podSelector: {}, policyTypes: ['Ingress'] })

describePeer('cilium', (peer) => {
  testDifference(peer, {
    title: 'rules of a direction that policyTypes leave out; Cilium applies them',
    source:
      'kubernetes/api networking/v1: policyTypes is the "list of rule types that the NetworkPolicy relates to"',
    objects: [
      ...PODS,
      settings({}),
      networkPolicy('shop', 'ingress', {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [{}],
        egress: [{ to: [{ podSelector: { matchLabels: { app: 'none' } } }] }],
      }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    ours: 'allowed',
    theirs: 'denied',
  })

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
    ours: 'denied',
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
    ours: 'denied',
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
    ours: 'denied',
    theirs: 'allowed',
  })

  testDifference(peer, {
    title: 'a namespaceSelector selects pods; with labels of nodes Cilium has it select nodes',
    source:
      'kubernetes/api networking/v1: "selects all pods in the namespaces selected by namespaceSelector"',
    objects: [
      ...PODS,
      settings({ 'enable-node-selector-labels': 'true' }),
      networkPolicy('shop', 'egress', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: {
                  matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }],
                },
              },
            ],
          },
        ],
      }),
    ],
    from: 'shop/web',
    to: '10.9.0.1',
    ours: 'denied',
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
    ours: 'allowed',
    theirs: 'denied',
  })

  testDifference(peer, {
    title: 'a port name at egress is that of the destination; Cilium looks it up over all pods',
    source: 'kubernetes/api networking/v1: "This can either be a numerical or named port on a pod"',
    objects: [
      ...PODS,
      settings({}),
      pod('shop', 'sql', { ips: ['10.0.0.3'], ports: [sqlAt(5432)] }),
      pod('shop', 'old', { ips: ['10.0.0.4'], ports: [sqlAt(5433)] }),
      networkPolicy('shop', 'egress', {
        podSelector: { matchLabels: { app: 'web' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: {} }], ports: [{ port: 'sql' }] }],
      }),
    ],
    from: 'shop/web',
    to: 'shop/sql',
    port: 5432,
    ours: 'allowed',
    theirs: 'denied',
  })

  describe('NetworkPolicy', () => {
    testAgreement(peer, {
      estates: FAMILIES.networkPolicies,
      runs: 150,
      atMostIndeterminate: 0.02,
    })
  })

  describe('with policies of Cilium', () => {
    testAgreement(peer, {
      estates: FAMILIES.ciliumPolicies,
      runs: 150,
      atMostIndeterminate: 0.15,
    })
  })

  describe('with ClusterNetworkPolicy', () => {
    testAgreement(peer, {
      estates: FAMILIES.clusterPolicies,
      runs: 150,
      atMostIndeterminate: 0.02,
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

function sqlAt(containerPort: number): object {
  return { name: 'sql', protocol: 'TCP', containerPort }
}

function port(number: number): object {
  return { destinationPort: { number } }
}
