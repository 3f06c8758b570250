import { namespace, networkPolicy, node, pod } from '../analyse/builders.ts'
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
    ours: 'indeterminate',
    theirs: 'denied',
  })

  testDifference(peer, {
    title: 'such rules allow nothing; Cilium adds them to those of other policies',
    source: 'kubernetes/api networking/v1, policyTypes; cilium issue 48703',
    objects: [
      ...PODS,
      settings({}),
      networkPolicy('shop', 'shut', { podSelector: {}, policyTypes: ['Egress'] }),
      networkPolicy('shop', 'aside', {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [{}],
        egress: [{}],
      }),
    ],
    from: 'shop/web',
    to: 'shop/db',
    ours: 'indeterminate',
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
    ours: 'indeterminate',
    theirs: 'allowed',
  })

  testDifference(peer, {
    title: 'a namespaceSelector selects pods; Cilium of no cluster has it select outside addresses',
    source:
      'kubernetes/api networking/v1: "selects all pods in the namespaces selected by namespaceSelector"; cilium issue 46949',
    objects: [
      ...PODS,
      settings({ 'policy-default-local-cluster': 'false' }),
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
    to: '8.8.8.8',
    ours: 'indeterminate',
    theirs: 'allowed',
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
    ours: 'indeterminate',
    theirs: 'denied',
  })

  describe('NetworkPolicy', () => {
    testAgreement(peer, {
      estates: FAMILIES.networkPolicies,
      runs: 150,
      atMostIndeterminate: 0.15,
    })
  })

  describe('with policies of Cilium', () => {
    testAgreement(peer, {
      estates: FAMILIES.ciliumPolicies,
      runs: 150,
      atMostIndeterminate: 0.15,
    })
  })
})

function sqlAt(containerPort: number): object {
  return { name: 'sql', protocol: 'TCP', containerPort }
}
