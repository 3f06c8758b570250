import { expect } from 'chai'
import { networkPolicy } from '../builders.ts'
import {
  BACKEND,
  BALANCER,
  CLASS,
  CLOSED,
  controller,
  ingress,
  ingressClass,
  inShort,
  letsIn,
  paths,
  reasons,
} from '../outside-estate.ts'

describe('pathsFromOutside, through the controller of an Ingress', () => {
  const all = [BACKEND, BALANCER, CLASS, controller(), ingress({ className: 'nginx' })]

  it('joins what opens the controller with what it may reach', async () => {
    expect(await inShort('Ingress', [...all, CLOSED, letsIn('ingress-nginx')])).to.deep.equal([
      'allowed: outside -> ingress-nginx/Pod/controller 8080 allowed; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed',
    ])
  })

  it('gives the deciding rules of each step, and what opens the first', async () => {
    const [path] = await paths([...all, CLOSED, letsIn('ingress-nginx')])
    const [first, second] = path?.hops ?? []
    expect(first?.entrance?.source).to.equal('/v1/Service/ingress-nginx/controller')
    expect(second?.explanation?.ingress.rules).to.deep.include({
      policy: 'networking.k8s.io/v1/NetworkPolicy/shop/from-controller',
      pointer: '/spec/ingress/0',
      effect: 'allows',
    })
  })

  it('is denied by policies of the backend, or of the controller', async () => {
    expect(await inShort('Ingress', [...all, CLOSED])).to.deep.equal([
      'denied: outside -> ingress-nginx/Pod/controller 8080 allowed; ingress-nginx/Pod/controller -> shop/Pod/web 8080 denied',
    ])
    const shut = networkPolicy('ingress-nginx', 'shut', {
      podSelector: {},
      policyTypes: ['Ingress'],
    })
    expect(await inShort('Ingress', [...all, shut])).to.deep.equal([
      'denied: outside -> ingress-nginx/Pod/controller 8080 denied; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed',
    ])
  })

  it('takes the default class, the old annotation, and any controller for an Ingress without class', async () => {
    const others = [BACKEND, BALANCER, controller()]
    const through =
      'allowed: outside -> ingress-nginx/Pod/controller 8080 allowed; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed'
    for (const objects of [
      [ingressClass('nginx', 'k8s.io/ingress-nginx', true), ingress()],
      [ingress({ annotation: 'nginx' })],
      [ingress({ className: 'nginx', annotation: 'other' })],
      [ingress()],
    ])
      expect(await inShort('Ingress', [...others, ...objects])).to.deep.equal([through])
  })

  it('keeps a path whose controller was not found, undecided, and says why', async () => {
    for (const [objects, why] of [
      [
        [CLASS, ingress({ className: 'nginx' })],
        'controller not found: no pod of ingress-nginx was found',
      ],
      [
        [ingress({ className: 'nowhere' })],
        'controller not found: no IngressClass is called nowhere',
      ],
      [
        [ingressClass('own', 'example.com/own'), ingress({ className: 'own' })],
        'IngressClass own is of example.com/own, which is not a known controller',
      ],
      [[ingress()], 'it names no class, and no pod of a known controller was found'],
    ] as const) {
      expect(await inShort('Ingress', [BACKEND, CLOSED, ...objects])).to.deep.equal([
        'indeterminate: outside -> a controller that was not found any indeterminate; a controller that was not found -> shop/Pod/web 8080 indeterminate',
      ])
      expect(await reasons('Ingress', [BACKEND, CLOSED, ...objects])).to.contain(why)
    }
  })

  it('denies nothing for certain where only pods outside of the platform look like the controller', async () => {
    const tenant = [BACKEND, CLASS, controller('shop'), ingress({ className: 'nginx' })]
    const denied = [...tenant, CLOSED]
    expect(await reasons('Ingress', denied)).to.contain(
      'ingress-nginx was not recognised in a namespace declared as platform',
    )
    expect((await inShort('Ingress', denied))[0]).to.match(/^indeterminate: /)
  })

  it('is undecided at the first step where nothing in the cluster opens the controller', async () => {
    const unopened = [BACKEND, CLASS, controller(), ingress({ className: 'nginx' })]
    expect(await reasons('Ingress', unopened)).to.contain(
      'nothing in the cluster opens the pods of ingress-nginx',
    )
    expect((await inShort('Ingress', unopened))[0]).to.match(/^indeterminate: /)
  })

  it('passes whatever policies say where the controller is on the network of the node of the pod', async () => {
    const onNode = [
      BACKEND,
      CLASS,
      controller('ingress-nginx', { hostNetwork: true }),
      ingress({ className: 'nginx' }),
      CLOSED,
    ]
    expect(await inShort('Ingress', onNode)).to.deep.equal([
      'allowed: outside -> ingress-nginx/Pod/controller 80 allowed; ingress-nginx/Pod/controller -> shop/Pod/web 8080 allowed',
    ])
  })

  it('says that a load balancer of a cloud comes from an address that is not known', async () => {
    const alb = [BACKEND, ingressClass('alb', 'ingress.k8s.aws/alb'), ingress({ className: 'alb' })]
    expect(await inShort('Ingress', alb)).to.deep.equal([
      'allowed: outside -> shop/Pod/web 8080 allowed',
    ])
    const some = networkPolicy('shop', 'some', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '10.9.0.0/16' } }] }],
    })
    expect(await reasons('Ingress', [...alb, some])).to.contain(
      'comes from an address that is not known',
    )
    expect(await inShort('Ingress', [...alb, CLOSED])).to.deep.equal([
      'denied: outside -> shop/Pod/web 8080 denied',
    ])
  })

  it("leaves open what policies make of Cilium's own proxy", async () => {
    const cilium = [
      BACKEND,
      ingressClass('cilium', 'cilium.io/ingress-controller'),
      ingress({ className: 'cilium' }),
    ]
    expect(await inShort('Ingress', [...cilium, CLOSED])).to.deep.equal([
      'indeterminate: outside -> the proxy of Cilium on the nodes 80 indeterminate; the proxy of Cilium on the nodes -> shop/Pod/web 8080 indeterminate',
    ])
    expect(await reasons('Ingress', [...cilium, CLOSED])).to.contain(
      'to policies of Cilium it is the entity ingress',
    )
  })
})
