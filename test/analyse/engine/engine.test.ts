import { expect } from 'chai'
import fc from 'fast-check'
import { answerBetween, engineFor } from '../../../src/analyse/engine/engine.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { Peer, Policy } from '../../../src/model/policy.ts'
import { clusterOf, node, object, pod, SHOP } from '../builders.ts'
import { randomEstate } from '../estates.ts'

describe('engineFor', () => {
  it('answers alike when rows have no room and are made again each time', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, podsByAddress }) => {
        const cluster = await clusterOf(objects)
        const options = { podsByAddress, splitAt: [], nodeTraffic: false }
        const roomy = engineFor(cluster, { ...options, rowBytes: 1e9 })
        const tight = engineFor(cluster, { ...options, rowBytes: 0 })
        const numbers = [...roomy.columns.ofEndpoint.keys()]
        for (const source of numbers)
          for (const destination of numbers)
            expect(tight.answers.reachOf(answerBetween(tight, source, destination))).to.deep.equal(
              roomy.answers.reachOf(answerBetween(roomy, source, destination)),
            )
      }),
      { seed: 20261123, numRuns: 20 },
    )
  })
})

describe('peers that are nodes', () => {
  const peer: Peer = {
    kind: 'nodes',
    selector: [{ key: 'role', operator: 'In', values: ['edge'] }],
  }
  const policy: Policy = {
    source: 'example/v1/Policy//edge',
    api: 'example',
    tier: { name: 'example', order: 1, combine: 'union', otherwise: 'deny' },
    priority: 0,
    subject: { kind: 'pods', namespaces: { kind: 'name', name: 'shop' }, pods: [] },
    isolates: ['ingress'],
    rules: [
      {
        pointer: '/spec',
        direction: 'ingress',
        action: 'allow',
        peers: [peer],
        traffic: [{ kind: 'ports', protocol: 'TCP', from: 80, to: 80 }],
      },
    ],
    untranslated: [],
  }

  it('match the addresses of the nodes and the pods on their network, and no other pod', async () => {
    const edge = {
      ...node('n1', '192.168.0.1'),
      metadata: { name: 'n1', labels: { role: 'edge' } },
    }
    const cluster = await clusterOf([
      ...SHOP,
      object(edge),
      node('n2', '192.168.0.2'),
      pod('tools', 'on-edge', { hostNetwork: true, node: 'n1', ips: ['192.168.0.1'] }),
      pod('tools', 'elsewhere', { hostNetwork: true, node: 'n2', ips: ['192.168.0.2'] }),
      pod('tools', 'pending', { hostNetwork: true }),
      pod('tools', 'plain'),
    ])
    const reachability = analyse({ ...cluster, policies: [policy] })
    const db = reachability.classOf('/v1/Pod/shop/db')
    const verdict = (name: string) =>
      reachability.explain(reachability.classOf(`/v1/Pod/tools/${name}`)!, db!, 'TCP', 80).verdict
    expect(['on-edge', 'elsewhere', 'pending', 'plain'].map(verdict)).to.deep.equal([
      'allowed',
      'denied',
      'indeterminate',
      'denied',
    ])
    const cells = reachability.addressCells.filter(
      (cell) => reachability.between(cell, db!).allowed.ranges.length > 0,
    )
    expect(cells.flatMap(({ ranges }) => ranges)).to.deep.equal([
      { from: '192.168.0.1', to: '192.168.0.1' },
    ])
  })
})
