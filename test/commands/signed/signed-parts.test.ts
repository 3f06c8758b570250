import { expect } from 'chai'
import { partsOf } from '../../../src/commands/signed/signed-parts.ts'
import { signedText } from '../../../src/commands/signed/signed-text.ts'
import { inputOf } from '../../../src/evaluate/check-input.ts'
import type { BoundDigest } from '../../../src/model/control.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { analysed, organisationOf } from '../../evaluate/builders.ts'
import { namespace, networkPolicy, node, pod } from '../../evaluate/objects.ts'
import { expectGolden } from '../../golden.ts'

const SCOPE = `format: scope/v1
entity: {name: Example, kind: service-provider}
rules:
  - {id: pay, class: cde, subjects: {namespaces: [pay]}, storesAccountData: true, publicService: false, environment: production}
  - {id: edge, class: connected, subjects: {namespaces: [ops], workloads: [Deployment/edge]}, publicService: {ports: [443, 80], sourceRanges: [192.0.2.0/24]}, dmz: true}
  - {id: ops, class: connected, subjects: {namespaces: [ops]}}
  - {id: shop, class: out-of-scope, justification: sells books, subjects: {namespaces: [shop]}}
nodes: [{nodes: ["pci-*"], class: cde}]
platformNamespaces: [kube-system]
networks: [{id: office, kind: trusted, cidrs: [10.20.0.0/24, 10.21.0.0/24]}]
tenants: [{id: one, namespaces: [pay]}, {id: two, namespaces: [ops]}]
`

const named = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
})
const labelled = (place: string, name: string, owner = `Deployment/${name}`) =>
  pod(place, `${name}-0`, { owner, labels: { app: name }, node: 'pci-1' })

const CALICO = 'crd.projectcalico.org/v1'
const OBJECTS: readonly KubeObject[] = [
  ...['pay', 'ops', 'shop', 'kube-system'].map((name) => namespace(name)),
  node('pci-1'),
  pod('kube-system', 'calico-node-0', {
    owner: 'DaemonSet/calico-node',
    labels: { 'k8s-app': 'calico-node' },
    node: 'pci-1',
    hostNetwork: true,
  }),
  labelled('pay', 'ledger', 'StatefulSet/ledger'),
  labelled('ops', 'metrics'),
  labelled('ops', 'edge'),
  labelled('shop', 'web'),
  networkPolicy('pay', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  networkPolicy('pay', 'allow', {
    podSelector: { matchLabels: { app: 'ledger' } },
    ingress: [{ from: [named('ops')], ports: [{ port: 8443 }, { port: 9000, endPort: 9010 }] }],
    egress: [{ to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: [{ port: 443 }] }],
  }),
  networkPolicy('shop', 'own', {
    podSelector: {},
    egress: [{ to: [named('shop')] }, { to: [named('ops')] }],
  }),
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'guard' },
    spec: {
      priority: 7,
      subject: { namespaces: {} },
      ingress: [
        { action: 'Pass', from: [{ namespaces: { matchLabels: { team: 'ops' } } }] },
        { action: 'Deny', from: [{ namespaces: { matchLabels: { team: 'guests' } } }] },
      ],
    },
  },
  {
    apiVersion: CALICO,
    kind: 'NetworkSet',
    metadata: { name: 'bank', namespace: 'pay', labels: { bank: 'yes' } },
    spec: { nets: ['198.51.100.0/24'] },
  },
  {
    apiVersion: CALICO,
    kind: 'NetworkPolicy',
    metadata: { name: 'bank', namespace: 'pay' },
    spec: {
      selector: "app == 'ledger'",
      egress: [{ action: 'Allow', protocol: 'TCP', destination: { selector: "bank == 'yes'" } }],
    },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'reader', namespace: 'pay' },
    rules: [
      { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'patch'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'reader', namespace: 'pay' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'operators' }],
  },
]

const BOUND: readonly BoundDigest[] = ['rule-set', 'scope', 'segmentation', 'rights']

async function signed(objects: readonly KubeObject[], scope?: string) {
  const organisation = organisationOf(scope === undefined ? {} : { scope })
  const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
  return partsOf(inputOf(cluster, reachability, organisation), BOUND)
}

describe('partsOf', () => {
  it('says in words what each digest stands for', async () => {
    const parts = await signed(OBJECTS, SCOPE)
    const text = BOUND.map((bound) => [bound, ...signedText(parts[bound] ?? [], false)].join('\n'))
    expectGolden('test/commands/signed/signed-parts.txt', `${text.join('\n\n')}\n`)
  })

  it('says nothing of a scope that is not declared', async () => {
    expect((await signed(OBJECTS)).scope).to.deep.equal([{ lines: [] }])
  })
})

describe('signedText', () => {
  it('counts the lines and the entries that it leaves out, and prints all of them where they are asked for', () => {
    const names = Array.from({ length: 14 }, (_, at) => `n${at}`)
    const groups = [{ head: 'many', lines: Array.from({ length: 101 }, () => ['from', names]) }]
    const short = signedText(groups, false)
    expect(short.length).to.equal(101)
    expect(short[1]).to.equal(
      '  from n0; n1; n2; n3; n4; n5; n6; n7; n8; n9; n10; n11; and 2 more, which --whole prints',
    )
    expect(short.at(-1)).to.equal('and 2 more lines, which --whole prints')
    const whole = signedText(groups, true)
    expect(whole.length).to.equal(102)
    expect(whole[101]).to.include('n11; n12; n13')
  })
})
