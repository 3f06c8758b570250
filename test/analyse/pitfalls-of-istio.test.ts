import { expect } from 'chai'
import { ALL, NOTHING, networkPolicy, object } from './builders.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { member, mesh, mtls, policy, shop } from './mesh-shop.ts'

const PROTO = 'istio/api security/v1beta1/authorization_policy.proto'
const RBAC = 'ztunnel src/rbac.rs'
const AMBIENT = 'istio ambient/authorization.go'
const DOC = 'istio.io, ambient, "Ambient and Kubernetes NetworkPolicy"'

const NOT_TCP = 'SCTP all ports, UDP all ports'
const withTcp = (ports: string) => `SCTP all ports, ${ports}, UDP all ports`

const from = (source: object) => [{ from: [{ source }] }]
const to = (operation: object) => [{ to: [{ operation }] }]
const WEB = { principals: ['cluster.local/ns/shop/sa/web'] }
const PARTS = ['sidecar', 'ambient'] as const

describe('pitfalls of Istio', () => {
  for (const part of PARTS) {
    it(`42: an empty policy denies all TCP, DENY without rules nothing: ${part} (${PROTO})`, async () => {
      const empty = await mesh([...shop(part), policy({})])
      expect(empty.allowed('shop/web', 'shop/db')).to.equal(NOT_TCP)
      expect(empty.undecided('shop/web', 'shop/db')).to.equal(NOTHING)
      const deny = await mesh([...shop(part), policy({ action: 'DENY' })])
      expect(deny.allowed('shop/web', 'shop/db')).to.equal(ALL)
      const open = await mesh([...shop(part), policy({ rules: [{}] })])
      expect(open.allowed('other/stranger', 'shop/db')).to.equal(ALL)
    })

    it(`44: notPrincipals and notNamespaces match who comes without identity: ${part} (${RBAC})`, async () => {
      for (const source of [{ notPrincipals: WEB.principals }, { notNamespaces: ['shop'] }]) {
        const { allowed, reachability } = await mesh([
          ...shop(part),
          policy({ action: 'DENY', rules: from(source) }),
        ])
        expect(reachability.assumptions.join()).to.include('reach each other with mutual TLS')
        expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
        expect(allowed('other/client', 'shop/db')).to.equal(NOT_TCP)
        expect(allowed('other/stranger', 'shop/db')).to.equal(NOT_TCP)
      }
    })

    it(`51: pods alike but for their service account are told apart: ${part} (${PROTO})`, async () => {
      const first = member('shop', 'web', '10.0.0.3', part)
      const twin = {
        ...first,
        metadata: {
          name: 'twin',
          namespace: 'shop',
          labels: { app: 'web', 'istio.io/dataplane-mode': part === 'ambient' ? part : 'none' },
        },
      }
      const other = { ...twin, spec: { ...(first.spec as object), serviceAccountName: 'twin' } }
      const { allowed } = await mesh([...shop(part), object(other), policy({ rules: from(WEB) })])
      expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
      expect(allowed('shop/twin', 'shop/db')).to.equal(NOT_TCP)
    })

    it(`STRICT denies who comes without mutual TLS, PERMISSIVE does not: ${part}`, async () => {
      const strict = await mesh([...shop(part), mtls('STRICT')])
      expect(strict.allowed('other/stranger', 'shop/db')).to.equal(NOT_TCP)
      expect(strict.allowed('other/client', 'shop/db')).to.equal(ALL)
      const port = {
        selector: { matchLabels: { app: 'db' } },
        portLevelMtls: { 80: { mode: 'PERMISSIVE' } },
      }
      const opened = await mesh([
        ...shop(part),
        mtls('STRICT', 'istio-system'),
        mtls('UNSET', 'shop', port),
      ])
      expect(opened.allowed('other/stranger', 'shop/db')).to.equal(withTcp('TCP 80'))
      const permissive = await mesh([
        ...shop(part),
        mtls('STRICT', 'istio-system'),
        mtls('PERMISSIVE'),
      ])
      expect(permissive.allowed('other/stranger', 'shop/db')).to.equal(ALL)
    })

    it(`denies nothing for certain where no control plane is recognised: ${part}`, async () => {
      for (const platform of [[], ['kube-system']]) {
        const { allowed, undecided, reachability } = await mesh(
          [...shop(part), policy({ rules: from(WEB) })],
          platform,
        )
        expect(allowed('other/client', 'shop/db')).to.equal(NOT_TCP)
        expect(undecided('other/client', 'shop/db')).to.equal('TCP all ports')
        expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
        expect(reachability.assumptions.join()).to.contain('is not certain: no')
      }
    })

    it(`takes the control plane to run where no namespace is declared as platform, if asked to: ${part}`, async () => {
      const objects = shop(part).filter(({ metadata }) => metadata.namespace !== 'istio-system')
      const taken = (more: KubeObject, platform: string[] = []) =>
        mesh([...objects, more], platform, { undeclaredMesh: 'runs' })
      const only = await taken(policy({ rules: from(WEB) }))
      expect(only.allowed('other/client', 'shop/db')).to.equal(NOT_TCP)
      expect(only.undecided('other/client', 'shop/db')).to.equal(NOTHING)
      expect(only.reachability.assumptions).to.include(
        "no namespace is declared as platform: Istio's control plane is taken to run",
      )
      expect(only.reachability.assumptions.join()).not.to.contain('is not certain')
      const nothing = await taken(policy({}))
      expect(nothing.undecided('shop/web', 'shop/db')).to.equal(NOTHING)
      const strict = await taken(mtls('STRICT'))
      expect(strict.undecided('other/stranger', 'shop/db')).to.equal(NOTHING)
      const declared = await taken(policy({ rules: from(WEB) }), ['kube-system'])
      expect(declared.undecided('other/client', 'shop/db')).to.equal('TCP all ports')
    })
  }

  it(`43: ztunnel leaves out what allows by HTTP, and keeps of what denies the rest (${AMBIENT})`, async () => {
    const get = { methods: ['GET'], ports: ['80'] }
    const allow = await mesh([...shop('ambient'), policy({ rules: to(get) })])
    expect(allow.allowed('shop/web', 'shop/db')).to.equal(NOT_TCP)
    expect(allow.undecided('shop/web', 'shop/db')).to.equal(NOTHING)
    const deny = await mesh([...shop('ambient'), policy({ action: 'DENY', rules: to(get) })])
    expect(deny.allowed('shop/web', 'shop/db')).to.equal(withTcp('TCP 1-79, TCP 81-65535'))
    const only = await mesh([
      ...shop('ambient'),
      policy({ action: 'DENY', rules: to({ methods: ['GET'] }) }),
    ])
    expect(only.allowed('shop/web', 'shop/db'), RBAC).to.equal(ALL)
  })

  it('45: a policy for a waypoint does not protect a pod that is reached without it (istio policyattachment.go)', async () => {
    const targetRefs = [{ group: '', kind: 'Service', name: 'db' }]
    const waypoint = object({
      ...member('shop', 'waypoint', '10.0.0.9', 'none'),
      metadata: {
        name: 'waypoint',
        namespace: 'shop',
        labels: { 'gateway.networking.k8s.io/gateway-class-name': 'istio-waypoint' },
      },
      spec: { containers: [{ name: 'istio-proxy' }] },
    })
    const { allowed, undecided } = await mesh([
      ...shop('ambient'),
      waypoint,
      policy({ targetRefs }),
    ])
    expect(allowed('shop/web', 'shop/db')).to.equal(ALL)
    expect(undecided('shop/web', 'shop/waypoint')).to.equal('TCP all ports')
  })

  it(`CUSTOM may deny and never allows, and ztunnel does not know it (${PROTO})`, async () => {
    const custom = policy({
      action: 'CUSTOM',
      provider: { name: 'ext' },
      rules: to({ ports: ['80'] }),
    })
    const sidecar = await mesh([...shop('sidecar'), custom])
    expect(sidecar.undecided('shop/web', 'shop/db')).to.equal('TCP 80')
    const ambient = await mesh([...shop('ambient'), custom])
    expect(ambient.allowed('shop/web', 'shop/db')).to.equal(ALL)
  })

  it('DENY comes before ALLOW, whatever their names', async () => {
    const allow = policy({ rules: [{}] }, { name: 'a' })
    const deny = policy({ action: 'DENY', rules: from(WEB) }, { name: 'b' })
    const { allowed } = await mesh([...shop('sidecar'), allow, deny])
    expect(allowed('shop/web', 'shop/db')).to.equal(NOT_TCP)
    expect(allowed('other/client', 'shop/db')).to.equal(ALL)
  })

  it('a policy that is only tried out denies nothing at a sidecar, and perhaps at ztunnel', async () => {
    const tried = policy({}, { annotations: { 'istio.io/dry-run': 'true' } })
    const sidecar = await mesh([...shop('sidecar'), tried])
    expect(sidecar.allowed('shop/web', 'shop/db')).to.equal(ALL)
    const ambient = await mesh([...shop('ambient'), tried])
    expect(ambient.undecided('shop/web', 'shop/db')).to.equal('TCP all ports')
  })

  it('pods outside of the mesh are not protected, and have no identity', async () => {
    const { allowed } = await mesh([...shop('none', 'sidecar'), policy({}), mtls('STRICT')])
    expect(allowed('other/stranger', 'shop/db')).to.equal(ALL)
    const plain = await mesh([...shop('sidecar', 'none'), policy({ rules: from(WEB) })])
    expect(plain.allowed('shop/web', 'shop/db')).to.equal(NOT_TCP)
  })

  it('identities are missing where a PeerAuthentication switches mutual TLS off: nothing by identity is certain', async () => {
    const { allowed, undecided } = await mesh([
      ...shop('sidecar'),
      policy({ rules: from(WEB) }),
      mtls('DISABLE'),
    ])
    expect(allowed('shop/web', 'shop/db')).to.equal(NOT_TCP)
    expect(undecided('shop/web', 'shop/db')).to.equal('TCP all ports')
  })

  it('mutual TLS that is switched off for other pods or ports leaves no identity open (istio pilot/pkg/security/authn/policy_applier.go)', async () => {
    const rules = [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] }]
    const spoken = async (more: object, mode = 'STRICT') => {
      const objects = [...shop('sidecar'), policy({ rules }), mtls(mode, 'shop', more)]
      const { allowed, undecided } = await mesh(objects)
      return [allowed('shop/web', 'shop/db'), undecided('shop/web', 'shop/db')]
    }
    const off = { portLevelMtls: { '9001': { mode: 'DISABLE' } } }
    const other = { matchLabels: { app: 'other' } }
    const own = { matchLabels: { app: 'db' } }
    expect(await spoken({ ...off, selector: { ...other } })).to.deep.equal([ALL, NOTHING])
    expect(await spoken({ selector: { ...other } }, 'DISABLE')).to.deep.equal([ALL, NOTHING])
    expect(await spoken(off), 'ports count with a selector only').to.deep.equal([ALL, NOTHING])
    expect(await spoken({ ...off, selector: { ...own } })).to.deep.equal([
      'SCTP all ports, TCP 1-9000, TCP 9002-65535, UDP all ports',
      'TCP 9001',
    ])
  })

  it('another trust domain may be that of the mesh: it allows and denies perhaps', async () => {
    const rules = from({ principals: ['prod.example/ns/shop/sa/web'] })
    const { undecided, allowed } = await mesh([...shop('sidecar'), policy({ rules })])
    expect(undecided('shop/web', 'shop/db')).to.equal('TCP all ports')
    expect(allowed('other/client', 'shop/db')).to.equal(NOT_TCP)
  })

  it('annotations that let traffic pass the proxy by take the certainty from its policies', async () => {
    const annotations = { 'traffic.sidecar.istio.io/excludeInboundPorts': '5432' }
    const objects = shop('sidecar').map((each) =>
      each.metadata.name === 'db'
        ? member('shop', 'db', '10.0.0.2', 'sidecar', { annotations })
        : each,
    )
    const { undecided, allowed } = await mesh([...objects, policy({})])
    expect(undecided('shop/web', 'shop/db')).to.equal('TCP all ports')
    expect(allowed('shop/db', 'shop/web')).to.equal(NOT_TCP)
  })

  it(`the network plugin sees TCP 15008 between pods of an ambient mesh, and the port of who is not in it (${DOC})`, async () => {
    const ports = (port: number) =>
      networkPolicy('shop', 'np', { podSelector: {}, ingress: [{ ports: [{ port }] }] })
    const own = await mesh([...shop('ambient'), ports(80)])
    expect(own.allowed('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(own.allowed('other/stranger', 'shop/db')).to.equal('TCP 80')
    const tunnel = await mesh([...shop('ambient'), ports(15008)])
    expect(tunnel.allowed('shop/web', 'shop/db')).to.equal('TCP all ports')
    expect(tunnel.allowed('other/stranger', 'shop/db')).to.equal('TCP 15008')
    const mixed = await mesh([...shop('ambient', 'sidecar'), ports(15008)])
    expect(mixed.allowed('shop/web', 'shop/db')).to.equal('TCP all ports')
    const sidecars = await mesh([...shop('sidecar'), ports(80)])
    expect(sidecars.allowed('shop/web', 'shop/db')).to.equal('TCP 80')
  })

  it('says which policy of the mesh decides, and by which port the network plugin sees a tunnel', async () => {
    const { reachability, at } = await mesh([
      ...shop('ambient'),
      policy({ rules: from(WEB) }),
      networkPolicy('shop', 'np', { podSelector: {}, ingress: [{ ports: [{ port: 15008 }] }] }),
    ])
    const denied = reachability.explain(at('other/client'), at('shop/db'), 'TCP', 80)
    expect([denied.verdict, denied.ingress.because]).to.deep.equal([
      'denied',
      'ingress of shop/Pod/db is isolated by AuthorizationPolicy shop/policy, and its 1 rule does not speak of other/Pod/client',
    ])
    const allowed = reachability.explain(at('shop/web'), at('shop/db'), 'TCP', 80)
    expect(allowed.ingress.because).to.equal(
      'allowed by NetworkPolicy shop/np (/spec/ingress/0); allowed by AuthorizationPolicy shop/policy (/spec/rules/0)',
    )
  })
})
