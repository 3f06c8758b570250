import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import { explanationOf } from '../../src/analyse/places/sides.ts'
import { sidesAt } from '../../src/analyse/places/places.ts'
import { ALL, NOTHING, networkPolicy, object } from './builders.ts'
import type { Estate } from './builders.ts'
import { member, mesh, policy } from './mesh-shop.ts'
import {
  ambientShop,
  gateway,
  ONLY_WAYPOINT,
  SERVICE,
  service,
  USED,
  waypoint,
} from './waypoint-shop.ts'

const CODE = 'istio pilot/pkg/serviceregistry/kube/controller/ambient/waypoints.go'
const ZTUNNEL = 'ztunnel src/proxy/outbound.rs, build_request'
const DOC = 'istio.io, ambient, "Configure waypoint proxies"'
const EDS = 'istio pilot/pkg/xds/endpoints/endpoint_builder.go, findServiceWaypoint'

/** What is said of a connection to port 8080 of db, by the address of the Service and by any way. */
function asked({ reachability, at }: Estate, from = 'shop/web') {
  const explain = (by?: string) => reachability.explain(at(from), at('shop/db'), 'TCP', 8080, by)
  return { by: explain('shop/db'), any: explain() }
}

function verdicts(estate: Estate, from?: string): readonly [by: string, any: string] {
  const { by, any } = asked(estate, from)
  return [by.verdict, any.verdict]
}

const whole = (...more: readonly KubeObject[]) =>
  ambientShop(USED, gateway('shop'), waypoint('shop'), service(), ...more)

describe('waypoints of an ambient mesh', () => {
  it(`what a pod lets in from its waypoint alone is reached through the Service (${ZTUNNEL})`, async () => {
    const estate = await mesh(whole(ONLY_WAYPOINT))
    expect(verdicts(estate)).to.deep.equal(['allowed', 'allowed'])
    expect(estate.allowed('shop/web', 'shop/db')).to.equal(
      'SCTP all ports, TCP 8080, UDP all ports',
    )
    const { egress, ingress } = asked(estate).any
    expect(egress.because).to.match(/^through waypoint shop\/wp, for Service shop\/db: /)
    expect(ingress.because).to.match(
      /^from waypoint shop\/wp: .*allowed by AuthorizationPolicy shop\/only-waypoint /,
    )
    expect(ingress.rules).to.deep.equal([
      {
        policy: 'security.istio.io/v1/AuthorizationPolicy/shop/only-waypoint',
        pointer: '/spec/rules/0',
        effect: 'allows',
      },
    ])
  })

  it(`a pod that lets in the client and not the waypoint denies what comes through it (${ZTUNNEL})`, async () => {
    const rules = [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] }]
    const estate = await mesh(whole(policy({ selector: { matchLabels: { app: 'db' } }, rules })))
    // Its own address is for nobody's waypoint: only that of the Service is.
    expect(verdicts(estate)).to.deep.equal(['denied', 'allowed'])
    const forAll = await mesh(
      ambientShop(
        USED,
        gateway('shop', 'all'),
        waypoint('shop'),
        service(),
        policy({ selector: { matchLabels: { app: 'db' } }, rules }),
      ),
    )
    expect(verdicts(forAll)).to.deep.equal(['denied', 'denied'])
    expect(forAll.allowed('shop/web', 'shop/db')).to.equal('SCTP all ports, UDP all ports')
  })

  it(`policies at the waypoint decide by the source, and what they say of requests stays open (${DOC})`, async () => {
    const l7 = policy({
      targetRefs: [{ group: '', kind: 'Service', name: 'db' }],
      rules: [{ to: [{ operation: { methods: ['GET'] } }] }],
    })
    const estate = await mesh(whole(ONLY_WAYPOINT, l7))
    expect(verdicts(estate)).to.deep.equal(['indeterminate', 'indeterminate'])
    expect(estate.allowed('shop/wp', 'shop/db')).to.equal(ALL)
  })

  it(`both connections are subject to policies of the network plugin (${DOC})`, async () => {
    const into = (app: string) =>
      networkPolicy('shop', app, { podSelector: { matchLabels: { app } }, ingress: [] })
    const toWaypoint = networkPolicy('shop', 'wp', {
      podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'wp' } },
      ingress: [],
    })
    for (const closed of [into('db'), toWaypoint]) {
      const estate = await mesh(whole(ONLY_WAYPOINT, closed))
      expect(verdicts(estate)).to.deep.equal(['denied', 'denied'])
    }
  })

  it(`the label of the Gateway says what goes through it: Services where it says nothing (${CODE})`, async () => {
    const open = { selector: { matchLabels: { app: 'db' } } }
    const closed = policy({ ...open, rules: [] })
    const only = [ONLY_WAYPOINT]
    const cases = [
      ['workload', only, ['denied', 'allowed']],
      ['all', only, ['allowed', 'allowed']],
      ['none', only, ['denied', 'denied']],
      ['service', [closed], ['denied', 'denied']],
    ] as const
    for (const [purpose, more, expected] of cases) {
      const objects = ambientShop(
        USED,
        gateway('shop', purpose),
        waypoint('shop'),
        service(),
        ...more,
      )
      expect(verdicts(await mesh(objects)), purpose).to.deep.equal(expected)
    }
  })

  it(`a Service or pod that says none has none, whatever its namespace says (${CODE})`, async () => {
    const none = { 'istio.io/use-waypoint': 'none' }
    const objects = ambientShop(
      USED,
      gateway('shop'),
      waypoint('shop'),
      service(none),
      ONLY_WAYPOINT,
    )
    expect(verdicts(await mesh(objects))).to.deep.equal(['denied', 'denied'])
    const own = ambientShop({}, gateway('shop'), waypoint('shop'), service(USED), ONLY_WAYPOINT)
    expect(verdicts(await mesh(own))).to.deep.equal(['allowed', 'allowed'])
  })

  it(`a Service without an address has no waypoint (${EDS})`, async () => {
    const headless = service({}, { clusterIP: 'None' })
    const objects = ambientShop(USED, gateway('shop'), waypoint('shop'), headless, ONLY_WAYPOINT)
    expect(verdicts(await mesh(objects))[1]).to.equal('denied')
  })

  it(`a waypoint that is not found, has no pod or no address is used or not (${CODE})`, async () => {
    const found = [gateway('shop'), waypoint('shop')] as const
    const pending = object({ ...gateway('shop'), status: {} })
    for (const [named, objects] of Object.entries({
      gateway: [found[1]],
      pod: [found[0]],
      address: [pending, found[1]],
    })) {
      const estate = await mesh(ambientShop(USED, service(), ONLY_WAYPOINT, ...objects))
      expect(verdicts(estate), named).to.deep.equal(['indeterminate', 'indeterminate'])
      const kinds = asked(estate).by.ingress.doubts?.map(({ kind }) => kind)
      expect(kinds, named).to.include('waypoint')
    }
  })

  it(`a waypoint of another namespace is used where its listener lets the namespace in (${CODE})`, async () => {
    const labels = { ...USED, 'istio.io/use-waypoint-namespace': 'other' }
    const listener = { name: 'mesh', port: 15008, protocol: 'HBONE' }
    const listeners = (from: string) => ({
      listeners: [{ ...listener, allowedRoutes: { namespaces: { from } } }],
    })
    const only = policy({
      selector: { matchLabels: { app: 'db' } },
      rules: [{ from: [{ source: { serviceAccounts: ['other/wp'] } }] }],
    })
    for (const [from, expected] of [
      ['All', 'allowed'],
      ['Same', 'indeterminate'],
    ] as const) {
      const objects = [gateway('other', undefined, listeners(from)), waypoint('other'), service()]
      const estate = await mesh(ambientShop(labels, ...objects, only))
      expect(verdicts(estate), from).to.deep.equal([expected, expected])
    }
  })

  it(`who is not in the mesh goes straight to the pod, a sidecar perhaps (${EDS})`, async () => {
    const sidecar = member('other', 'beside', '10.1.0.9', 'sidecar')
    const estate = await mesh(whole(ONLY_WAYPOINT, sidecar))
    expect(verdicts(estate, 'other/stranger')).to.deep.equal(['denied', 'denied'])
    expect(verdicts(estate, 'other/client')).to.deep.equal(['allowed', 'allowed'])
    expect(verdicts(estate, 'other/beside')).to.deep.equal(['indeterminate', 'indeterminate'])
  })

  it(`a gateway of Istio goes through it only where it is asked to, and then perhaps (${EDS})`, async () => {
    const made = member('other', 'ingress', '10.1.0.9', 'none')
    const front = object({ ...made, spec: { containers: [{ name: 'istio-proxy' }] } })
    const plain = await mesh(whole(ONLY_WAYPOINT, front))
    expect(verdicts(plain, 'other/ingress')).to.deep.equal(['denied', 'denied'])
    const labels = { ...USED, 'istio.io/ingress-use-waypoint': 'true' }
    const objects = [gateway('shop'), waypoint('shop'), service(), ONLY_WAYPOINT, front]
    const told = await mesh(ambientShop(labels, ...objects))
    expect(verdicts(told, 'other/ingress')).to.deep.equal(['indeterminate', 'indeterminate'])
  })

  it('only its pods and its ports are concerned, and without a node proxy nobody', async () => {
    const estate = await mesh(whole(ONLY_WAYPOINT))
    expect(estate.undecided('shop/web', 'shop/db')).to.equal(NOTHING)
    expect(
      estate.reachability.explain(estate.at('shop/web'), estate.at('shop/db'), 'TCP', 80).verdict,
    ).to.equal('denied')
    const unknown = await mesh(whole(ONLY_WAYPOINT), [])
    expect(unknown.allowed('shop/web', 'shop/db')).to.equal('SCTP all ports, UDP all ports')
  })

  it('an address of the Service is answered through the waypoint, with the rules of both connections', async () => {
    const { reachability } = await mesh(whole(ONLY_WAYPOINT))
    const [[from], [to]] = [sidesAt(reachability, 'shop/web'), sidesAt(reachability, SERVICE)]
    if (from === undefined || to === undefined) throw new Error('a place is missing')
    const { verdict, ingress } = explanationOf(reachability, from, to, 'TCP', 80)
    expect(verdict).to.equal('allowed')
    expect(ingress.because).to.match(
      /^from waypoint shop[/]wp: .*allowed by .*behind Service shop[/]db/,
    )
  })

  it('lists find who comes through a waypoint as questions for pairs do', async () => {
    const { reachability, at } = await mesh(whole(ONLY_WAYPOINT))
    const [{ from } = { from: [] }] = [
      ...reachability.passing(reachability.podClasses, [at('shop/db')]),
    ]
    for (const source of reachability.podClasses) {
      const found = from.find(([each]) => each === source)?.[1]
      const { allowed, indeterminate } = reachability.between(source, at('shop/db'))
      expect(found?.allowed ?? allowed, source.workload).to.equal(allowed)
      expect(found === undefined).to.equal(
        allowed.ranges.length + indeterminate.ranges.length === 0,
      )
    }
  })
})
