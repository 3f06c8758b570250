import { expect } from 'chai'
import { analyse } from '../../src/analyse/reachability.ts'
import { REDACTED } from '../../src/core/redacted.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Snapshot } from '../../src/model/snapshot.ts'
import { ALL, NOTHING, askedOf, clusterOf, listed, object, snapshot } from './builders.ts'
import { mesh, policy, shop } from './mesh-shop.ts'

const MODEL = 'istio pilot/pkg/security/authz/model/model.go'
const CONVERSION = 'pkg/config/kube/conversion.go'

const NOT_TCP = 'SCTP all ports, UDP all ports'
const withTcp = (ports: string) => `SCTP all ports, ${ports}, UDP all ports`

const to = (operation: object) => [{ to: [{ operation }] }]

/** A Service of one port that leads to db. */
function leading(
  port: object,
  metadata: object = {},
  selector: object = { app: 'db' },
  type = 'ClusterIP',
): KubeObject {
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db', namespace: 'shop', ...metadata },
    spec: { type, selector, ports: [port] },
  })
}

function networking(kind: string, namespace: string, spec: object): KubeObject {
  return object({
    apiVersion: 'networking.istio.io/v1',
    kind,
    metadata: { name: 'further', namespace },
    spec,
  })
}

describe('pitfalls of Istio: ports of sidecars', () => {
  it(`43: HTTP fields at a sidecar whose port is plain TCP: ALLOW vanishes, DENY denies the whole port (${MODEL})`, async () => {
    for (const port of [{ name: 'tcp-sql' }, { name: 'web', appProtocol: 'TLS' }]) {
      const db = [...shop('sidecar'), leading({ port: 5432, ...port })]
      const allow = await mesh([
        ...db,
        policy({ rules: to({ methods: ['GET'], ports: ['5432'] }) }),
      ])
      expect(allow.allowed('shop/web', 'shop/db')).to.equal(NOT_TCP)
      expect(allow.undecided('shop/web', 'shop/db')).to.equal(NOTHING)
      const answer = allow.reachability.explain(
        allow.at('shop/web'),
        allow.at('shop/db'),
        'TCP',
        5432,
      )
      expect(answer.ingress.because).to.contain(
        'ingress of shop/Pod/db is isolated by AuthorizationPolicy shop/policy',
      )
      const get = { methods: ['GET'], ports: ['5432', '80'] }
      const deny = await mesh([...db, policy({ action: 'DENY', rules: to(get) })])
      expect(deny.allowed('shop/web', 'shop/db')).to.equal(
        withTcp('TCP 1-79, TCP 81-5431, TCP 5433-65535'),
      )
      expect(deny.undecided('shop/web', 'shop/db')).to.equal('TCP 80')
      expect(deny.undecided('shop/db', 'shop/web'), 'no Service leads to web').to.equal(
        'TCP 80, TCP 5432',
      )
      const all = await mesh([
        ...db,
        policy({
          action: 'DENY',
          rules: [{ when: [{ key: 'request.headers[x]', values: ['y'] }] }],
        }),
      ])
      expect(all.undecided('shop/web', 'shop/db')).to.equal('TCP 1-5431, TCP 5433-65535')
      expect(all.allowed('shop/web', 'shop/db')).to.equal(NOT_TCP)
    }
  })

  it(`43: what a sidecar keeps of a rule that denies on plain TCP is the rest of it (${MODEL})`, async () => {
    const rules = [
      {
        from: [{ source: { namespaces: ['other'], requestPrincipals: ['*'] } }],
        to: to({ methods: ['GET'] })[0]?.to,
      },
    ]
    const { allowed, undecided } = await mesh([
      ...shop('sidecar'),
      leading({ port: 5432, name: 'tcp' }),
      policy({ action: 'DENY', rules }),
    ])
    expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
    expect(allowed('other/stranger', 'shop/db')).to.equal(ALL)
    expect(undecided('other/client', 'shop/db')).to.equal('TCP 1-5431, TCP 5433-65535')
    expect(allowed('other/client', 'shop/db')).to.equal(NOT_TCP)
  })

  it(`43: HTTP fields decide per request where HTTP is or may be spoken (istio ${CONVERSION})`, async () => {
    const tcp = leading({ port: 80, name: 'tcp' })
    const undecided: Readonly<Record<string, readonly KubeObject[]>> = {
      'no Service': [],
      HTTP: [leading({ port: 80, name: 'http' })],
      gRPC: [leading({ port: 80, name: 'grpc-web-tcp' })],
      'by appProtocol': [leading({ port: 80, name: 'tcp', appProtocol: 'http' })],
      'an unknown word': [leading({ port: 80, name: 'tcpx' })],
      'no name': [leading({ port: 80 })],
      'a word that versions read differently': [
        leading({ port: 80, appProtocol: 'kubernetes.io/wss' }),
      ],
      'another port': [leading({ port: 80, targetPort: 8080, name: 'tcp' })],
      UDP: [leading({ port: 80, name: 'tcp', protocol: 'UDP' })],
      'Services that disagree': [tcp, leading({ port: 8080, targetPort: 80 }, { name: 'other' })],
      'a Service that cannot be read': [tcp, leading({ name: 'tcp' }, { name: 'other' })],
      'a redacted name': [leading({ port: 80, name: REDACTED })],
      'a redacted selector': [leading({ port: 80, name: 'tcp' }, {}, { app: REDACTED })],
      'an ExternalName': [leading({ port: 80, name: 'tcp' }, {}, { app: 'db' }, 'ExternalName')],
      'a Sidecar with listeners': [tcp, networking('Sidecar', 'shop', { ingress: [{}] })],
      'a Sidecar for all': [tcp, networking('Sidecar', 'istio-system', { ingress: [{}] })],
      'a ServiceEntry for pods': [
        tcp,
        networking('ServiceEntry', 'shop', { workloadSelector: {} }),
      ],
      'a ServiceEntry with an address': [
        tcp,
        networking('ServiceEntry', 'shop', { endpoints: [{ address: '10.0.0.2' }] }),
      ],
      'a ServiceEntry that is none': [tcp, networking('ServiceEntry', 'shop', { endpoints: 1 })],
      'a WorkloadEntry': [tcp, networking('WorkloadEntry', 'other', { address: '10.0.0.2' })],
    }
    const get = { methods: ['GET'], ports: ['80'] }
    for (const [name, more] of Object.entries(undecided)) {
      const objects = [...shop('sidecar'), ...more]
      const allow = await mesh([...objects, policy({ rules: to(get) })])
      expect(allow.allowed('shop/web', 'shop/db'), name).to.equal(NOT_TCP)
      expect(allow.undecided('shop/web', 'shop/db'), name).to.equal('TCP 80')
      const deny = await mesh([...objects, policy({ action: 'DENY', rules: to(get) })])
      expect(deny.undecided('shop/web', 'shop/db'), name).to.equal('TCP 80')
    }
  })

  it(`43: Services that agree, names of ports, port 53 and other objects of Istio leave it certain (istio ${CONVERSION})`, async () => {
    const tcp = leading({ port: 80, name: 'tcp' })
    const decided: Readonly<Record<string, readonly KubeObject[]>> = {
      'Services that agree': [
        tcp,
        leading({ port: 8080, targetPort: 80, name: 'Redis-a' }, { name: 'other' }),
      ],
      'the well-known port of DNS': [leading({ port: 53, targetPort: 80 })],
      'a Service of another namespace': [
        tcp,
        leading({ port: 80, name: 'http' }, { namespace: 'other' }),
      ],
      'a Sidecar for what goes out': [tcp, networking('Sidecar', 'shop', { egress: [{}] })],
      'a Sidecar elsewhere': [tcp, networking('Sidecar', 'other', { ingress: [{}] })],
      'a ServiceEntry for others': [tcp, networking('ServiceEntry', 'shop', { hosts: ['a.b'] })],
      'a ServiceEntry of names': [
        tcp,
        networking('ServiceEntry', 'shop', { endpoints: [{ address: 'a.b' }] }),
      ],
      'a ServiceEntry elsewhere': [
        tcp,
        networking('ServiceEntry', 'other', { endpoints: [{ address: '10.0.0.2' }] }),
      ],
    }
    for (const home of ['shop', 'istio-system'])
      for (const [name, more] of Object.entries(decided)) {
        const rules = to({ methods: ['GET'], ports: ['80'] })
        const objects = [...shop('sidecar'), ...more]
        const allow = await mesh([...objects, policy({ rules }, {}, home)])
        expect(allow.undecided('shop/web', 'shop/db'), name).to.equal(NOTHING)
        expect(allow.allowed('shop/web', 'shop/db'), name).to.equal(NOT_TCP)
        const deny = await mesh([...objects, policy({ action: 'DENY', rules }, {}, home)])
        expect(deny.allowed('shop/web', 'shop/db'), name).to.equal(
          withTcp('TCP 1-79, TCP 81-65535'),
        )
        expect(deny.undecided('shop/web', 'shop/db'), name).to.equal(NOTHING)
      }
  })

  it(`43: where the list of Services could not be read, no port is certain (istio ${CONVERSION})`, async () => {
    const objects = [
      ...shop('sidecar'),
      leading({ port: 80, name: 'tcp' }),
      policy({ action: 'DENY', rules: to({ methods: ['GET'], ports: ['80'] }) }),
    ]
    const { resources } = snapshot()
    const forbidden = listed('services', { status: 'forbidden' })
    const options = { platformNamespaces: ['istio-system'] }
    const gaps: readonly Partial<Snapshot>[] = [
      { resources: resources.map((each) => (each.resource === 'services' ? forbidden : each)) },
      {
        gaps: [{ resource: 'services', namespace: 'shop', status: 'forbidden', reason: 'refused' }],
      },
    ]
    for (const changes of gaps) {
      const cluster = await clusterOf(objects, changes, options)
      const { undecided } = askedOf(cluster, analyse(cluster, { podsByAddress: true }))
      expect(undecided('shop/web', 'shop/db')).to.equal('TCP 80')
    }
  })
})
