import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import { networkPolicy, object, pod } from './builders.ts'
import { BACKEND, CLOSED, ingress, ingressClass, inShort, reasons } from './outside-estate.ts'

const REFERENCE = 'cilium, Documentation/network/servicemesh/ingress-reference.rst'
const LOCKDOWN = 'cilium, Documentation/network/servicemesh/external-ingress-policy.rst'
const DENY = 'cilium, Documentation/network/servicemesh/default-deny-ingress-policy.rst'
const LAYER3 = 'cilium, Documentation/security/policy/layer3.rst'

function agents(version: string): readonly KubeObject[] {
  return ['n1', 'n2'].map((node, at) =>
    pod('kube-system', `cilium-${at}`, {
      owner: 'DaemonSet/cilium',
      image: `quay.io/cilium/cilium:${version}`,
      node,
      hostNetwork: true,
      ready: true,
      ips: [`192.168.0.${at + 1}`],
    }),
  )
}

const VIA_CILIUM = [
  BACKEND,
  ingressClass('cilium', 'cilium.io/ingress-controller'),
  ingress({ className: 'cilium' }),
]

const SITE = [...VIA_CILIUM, ...agents('v1.18.4')]

function cilium(spec: object): KubeObject {
  const metadata = { name: 'policy', namespace: 'shop' }
  return object({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata, spec })
}

function clusterwide(spec: object, name = 'wide'): KubeObject {
  const kind = 'CiliumClusterwideNetworkPolicy'
  return object({ apiVersion: 'cilium.io/v2', kind, metadata: { name }, spec })
}

/** The API server, on a node; where it is not read it may be any outside address. */
const API_SERVER = [
  object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default' },
    spec: { ports: [{ port: 443 }] },
  }),
  object({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.168.0.1'] }],
    ports: [],
  }),
]

const PROXY = { matchExpressions: [{ key: 'reserved:ingress', operator: 'Exists' }] }

/** The verdicts of the two steps: in to the proxy, and from it to the backend. */
async function steps(...objects: readonly KubeObject[]): Promise<string> {
  const [path = '', ...more] = await inShort('Ingress', [...SITE, ...objects])
  expect(more).to.deep.equal([])
  return [...path.matchAll(/ (allowed|denied|indeterminate)(?=;|$)/g)]
    .map(([, verdict]) => verdict)
    .join(', ')
}

describe("pathsFromOutside, through Cilium's own proxy", () => {
  it('passes where no policy selects the proxy or the backend', async () => {
    expect(await inShort('Ingress', SITE)).to.deep.equal([
      'allowed: outside -> the proxy of Cilium on the nodes 80 allowed; the proxy of Cilium on the nodes -> shop/Pod/web 8080 allowed',
    ])
  })

  it(`is denied by a NetworkPolicy of the backend that names pods or addresses: the proxy is neither (${REFERENCE})`, async () => {
    expect(await steps(CLOSED)).to.equal('allowed, denied')
    const from = [{ namespaceSelector: {} }, { ipBlock: { cidr: '0.0.0.0/0' } }]
    const some = networkPolicy('shop', 'some', { podSelector: {}, ingress: [{ from }] })
    expect(await steps(some)).to.equal('allowed, denied')
    const anyone = networkPolicy('shop', 'anyone', { podSelector: {}, ingress: [{}] })
    expect(await steps(anyone)).to.equal('allowed, allowed')
  })

  it(`passes by a rule for the entities ingress, cluster or all, and by no selector of pods (${LAYER3})`, async () => {
    const rule = (ingressRule: object) => cilium({ endpointSelector: {}, ingress: [ingressRule] })
    for (const entity of ['ingress', 'cluster', 'all'])
      expect(await steps(rule({ fromEntities: [entity] })), entity).to.equal('allowed, allowed')
    for (const entity of ['world', 'host', 'remote-node', 'health'])
      expect(await steps(rule({ fromEntities: [entity] })), entity).to.match(/denied$/)
    expect(await steps(rule({ fromEndpoints: [PROXY] }))).to.equal('allowed, allowed')
    expect(await steps(rule({ fromEndpoints: [{}] }))).to.equal('allowed, denied')
    const ports = [{ ports: [{ port: '9090', protocol: 'TCP' }] }]
    const other = rule({ fromEntities: ['ingress'], toPorts: ports })
    expect(await steps(other)).to.equal('allowed, denied')
  })

  it(`is denied to outside addresses where a clusterwide policy lets only the cluster in to all endpoints (${LOCKDOWN})`, async () => {
    const lockdown = clusterwide({
      endpointSelector: {},
      ingress: [{ fromEntities: ['cluster'] }],
    })
    expect(await steps(lockdown, ...API_SERVER)).to.equal('denied, allowed')
    expect(await steps(lockdown)).to.equal('indeterminate, allowed')
    const all = cilium({ endpointSelector: {}, ingress: [{ fromEntities: ['cluster'] }] })
    expect(await steps(all)).to.equal('allowed, allowed')
  })

  it(`is open where a policy lets some addresses in to the proxy (${LOCKDOWN})`, async () => {
    const some = clusterwide({
      endpointSelector: PROXY,
      ingress: [{ fromCIDRSet: [{ cidr: '172.18.0.1/32' }] }],
    })
    expect(await steps(some)).to.equal('indeterminate, allowed')
    expect(await reasons('Ingress', [...SITE, some])).to.contain('let only some addresses in')
  })

  it(`is denied by what selects the proxy and names no backend, until a policy for the proxy does (${DENY})`, async () => {
    const notSystem = [
      { key: 'io.kubernetes.pod.namespace', operator: 'NotIn', values: ['kube-system'] },
    ]
    const dns = { matchLabels: { 'io.kubernetes.pod.namespace': 'kube-system' } }
    const deny = clusterwide({
      endpointSelector: { matchExpressions: notSystem },
      egress: [{ toEndpoints: [dns] }],
    })
    expect(await steps(deny)).to.equal('allowed, denied')
    const open = clusterwide(
      { endpointSelector: PROXY, egress: [{ toEntities: ['cluster'] }] },
      'open',
    )
    expect(await steps(deny, open)).to.equal('allowed, allowed')
  })

  it('is denied both ways where every endpoint is isolated (cilium issue 30073)', async () => {
    const config = object({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cilium-config', namespace: 'kube-system' },
      data: { 'enable-policy': 'always' },
    })
    expect(await steps(config)).to.equal('denied, denied')
  })

  it('leaves a denial open under a version that is not known, or before 1.15', async () => {
    for (const version of ['v1.14.2', 'latest']) {
      const old = [...VIA_CILIUM, ...agents(version), CLOSED]
      const [path] = await inShort('Ingress', old)
      expect(path, version).to.match(/^indeterminate: .* allowed; .* indeterminate$/)
      expect(await reasons('Ingress', old)).to.contain('1.15 or later')
    }
  })
})
