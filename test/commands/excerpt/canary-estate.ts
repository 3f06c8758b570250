/** Random clusters in which every field that an excerpt must not say carries a word that is told from all others. */
import fc from 'fast-check'

/** A cluster as files, and the words that may stand in no file of an excerpt. */
export type CanaryEstate = {
  readonly objects: string
  /** the policies alone, with another address: a later run has these */
  readonly later: string
  readonly canaries: readonly string[]
}

const octet = fc.integer({ min: 2, max: 250 })
const word = fc.stringMatching(/^zq[a-f0-9]{6}$/)

/** One machine: what it is called, by which other names, and its addresses. */
const machine = fc.record({
  style: fc.constantFrom('plain', 'dotted', 'address'),
  name: word,
  address: fc.tuple(octet, octet, octet),
  provider: word,
})

const arbitrary = fc.record({
  machines: fc.array(machine, { minLength: 2, maxLength: 5 }),
  images: fc.array(fc.tuple(word, word, fc.constantFrom('', ':1.4', '@sha256')), {
    minLength: 2,
    maxLength: 4,
  }),
  annotations: fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 3 }),
  host: word,
  balancer: word,
  outside: fc.tuple(octet, octet),
  six: fc.stringMatching(/^[1-9a-f][0-9a-f]{3}$/),
})

type Given = typeof arbitrary extends fc.Arbitrary<infer Value> ? Value : never
type Machine = Given['machines'][number]

/** Random estates. */
export const canaryEstates: fc.Arbitrary<CanaryEstate> = arbitrary.map(estateOf)

function nameOf({ style, name, address: [a, b, c] }: Machine): string {
  if (style === 'address') return `ip-10-${a}-${b}-${c}.${name}.internal`
  return style === 'dotted' ? `${name}.corp.example` : name
}

function addressOf({ address }: Machine): string {
  return `10.${address.join('.')}`
}

function estateOf(given: Given): CanaryEstate {
  const { machines, images, annotations, host, balancer, outside, six } = given
  const named = images.map(([registry, name, how]) => {
    const digest = `@sha256:${registry.slice(2).padEnd(64, '0')}`
    return `${registry}.example:5000/${name}/web${how === '@sha256' ? digest : how}`
  })
  const [one, two] = [`198.51.${outside.join('.')}`, `203.0.${outside.join('.')}`]
  const claimed = {
    ...Object.fromEntries(annotations.map(([key, value]) => [`${key}.example/x`, value])),
  }
  const objects = [
    ...['kube-system', 'shop'].map((name) => ({
      ...head('v1', 'Namespace', name),
      metadata: {
        name,
        uid: `uid-of-${name}`,
        annotations: { ...claimed, 'exhibit/owner': `${balancer} team` },
      },
    })),
    ...machines.flatMap((each, at) => [nodeOf(each, claimed), ...podsOf(each, named, at, claimed)]),
    {
      ...head('apps/v1', 'Deployment', 'web', 'shop'),
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: named[0] }] },
        },
      },
    },
    {
      ...head('v1', 'Service', 'web', 'shop'),
      spec: {
        type: 'LoadBalancer',
        clusterIP: '10.96.7.7',
        externalIPs: [one],
        loadBalancerSourceRanges: [`${two}/32`],
        selector: { app: 'web' },
        ports: [{ port: 443, targetPort: 8443, nodePort: 30443 }],
      },
      status: { loadBalancer: { ingress: [{ ip: two }, { hostname: `${balancer}.elb.example` }] } },
    },
    {
      ...head('networking.k8s.io/v1', 'Ingress', 'web', 'shop'),
      metadata: {
        name: 'web',
        namespace: 'shop',
        annotations: {
          ...claimed,
          'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
          'alb.ingress.kubernetes.io/certificate-arn': balancer,
        },
      },
      spec: {
        rules: [
          {
            host: `${host}.example`,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'web', port: { number: 443 } } },
                },
              ],
            },
          },
        ],
      },
    },
  ]
  const policy = (address: string) => ({
    ...head('networking.k8s.io/v1', 'NetworkPolicy', 'web', 'shop'),
    metadata: {
      name: 'web',
      namespace: 'shop',
      annotations: { ...claimed, 'policy.networking.k8s.io/zone': balancer },
    },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ ipBlock: { cidr: `${address}/32` } }] }],
      egress: [
        {
          to: [
            { ipBlock: { cidr: `2001:db8:${six}::/48` } },
            { ipBlock: { cidr: '0.0.0.0/0', except: [`${two}/32`] } },
          ],
        },
      ],
    },
  })
  const parts = [
    ...machines.flatMap((each) => [
      each.name,
      each.provider,
      addressOf(each),
      `10-${each.address.join('-')}`,
    ]),
    ...images.flatMap(([registry, name]) => [registry, name]),
    ...annotations.flat(),
    ...[host, balancer, one, two, `2001:db8:${six}`, '10.96.7.7'],
  ]
  return {
    objects: yaml([...objects, policy(one)]),
    later: yaml([...objects, policy(addressOf(machines[0]!))]),
    canaries: [...new Set(parts)],
  }
}

function head(apiVersion: string, kind: string, name: string, namespace?: string) {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } }
}

function nodeOf(each: Machine, annotations: object) {
  const name = nameOf(each)
  return {
    ...head('v1', 'Node', name),
    metadata: {
      name,
      labels: { 'kubernetes.io/hostname': name, 'node-role.kubernetes.io/control-plane': '' },
      annotations,
    },
    spec: {
      providerID: `aws:///zone/${each.provider}`,
      podCIDR: `${addressOf(each)}/32`,
      podCIDRs: [`${addressOf(each)}/32`],
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: addressOf(each) },
        { type: 'Hostname', address: name },
      ],
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { kubeletVersion: 'v1.34.2' },
    },
  }
}

/** A pod of a workload, one on the network of its node, and one that the node itself runs. */
function podsOf(each: Machine, images: readonly string[], at: number, annotations: object) {
  const [node, ip] = [nameOf(each), addressOf(each)]
  const image = images[at % images.length]
  const status = { phase: 'Running', podIP: ip, podIPs: [{ ip }], hostIP: ip }
  const spec = { nodeName: node, containers: [{ name: 'web', image }] }
  const owner = [
    { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u', controller: true },
  ]
  return [
    {
      ...head('v1', 'Pod', `web-${at}`, 'shop'),
      metadata: {
        name: `web-${at}`,
        namespace: 'shop',
        labels: { app: 'web' },
        annotations,
        ownerReferences: owner,
      },
      spec,
      status,
    },
    {
      ...head('v1', 'Pod', `agent-${at}`, 'kube-system'),
      spec: { ...spec, hostNetwork: true },
      status,
    },
    {
      ...head('v1', 'Pod', `kube-apiserver-${node}`, 'kube-system'),
      metadata: {
        name: `kube-apiserver-${node}`,
        namespace: 'kube-system',
        labels: { component: 'kube-apiserver' },
        annotations: { 'kubernetes.io/config.mirror': 'x', 'kubernetes.io/config.source': 'file' },
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Node', name: node, uid: 'n', controller: true },
        ],
      },
      spec: {
        nodeName: node,
        hostNetwork: true,
        containers: [
          {
            name: 'kube-apiserver',
            image,
            command: [
              'kube-apiserver',
              `--advertise-address=${ip}`,
              `--bind-address=${ip}`,
              '--anonymous-auth=true',
              `--etcd-servers=https://${ip}:2379`,
            ],
          },
        ],
      },
      status,
    },
  ]
}

/** JSON is YAML. */
function yaml(objects: readonly object[]): string {
  return objects.map((each) => JSON.stringify(each)).join('\n---\n')
}
