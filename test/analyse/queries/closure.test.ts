import { expect } from 'chai'
import fc from 'fast-check'
import { chainOf, closureOf, explainHop } from '../../../src/analyse/queries/closure.ts'
import type { Hop, Reached, Start } from '../../../src/analyse/queries/closure.ts'
import { describeEndpoint, describeRanges } from '../../../src/analyse/names.ts'
import { cellParty, classParty, partyOf } from '../../../src/analyse/places/party.ts'
import type { Party } from '../../../src/analyse/places/party.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { objectKeyOf } from '../../../src/core/object-key.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import type { Endpoint, Reachability, ReachVerdict } from '../../../src/model/reachability.ts'
import { clusterOf, estate, namespace, networkPolicy, pod } from '../builders.ts'
import { PORTS } from '../estate-parts.ts'
import { randomEstate } from '../estates.ts'
import type { RandomEstate } from '../estates.ts'
import { naiveVerdict } from '../naive-verdict.ts'
import { ESTATES } from '../oracle.ts'

const RUNS = { seed: 20261127, numRuns: 25 }
const SIDES = ['from', 'to'] as const
/** Estates in which it matters on which node a pod is, or whether it has a proxy there. */
const OTHERS = /host endpoints|mesh/

/** Distances over certain hops, and over those that may pass; Infinity where there is no chain. */
type Distances = { readonly certain: number[][]; readonly perhaps: number[][] }

/** Floyd and Warshall over single pods, each pair asked of the naive evaluator at every border of the ports. */
function distancesOf(
  pods: readonly KubeObject[],
  { objects, podsByAddress, platform = [] }: RandomEstate,
) {
  const ports = [...new Set(PORTS)]
  const direct = pods.map((from, a) =>
    pods.map((to, b): ReachVerdict => {
      if (a === b) return 'denied'
      const verdicts = new Set(
        ['TCP', 'UDP', 'SCTP'].flatMap((protocol) =>
          ports.map((port) =>
            naiveVerdict(
              objects,
              { from: { pod: from }, to: { pod: to }, protocol, port },
              podsByAddress,
              platform,
            ),
          ),
        ),
      )
      if (verdicts.has('allowed')) return 'allowed'
      return verdicts.has('indeterminate') ? 'indeterminate' : 'denied'
    }),
  )
  const over = (passes: (verdict: ReachVerdict) => boolean) =>
    shortest(direct.map((row) => row.map((verdict) => (passes(verdict) ? 1 : Infinity))))
  return {
    certain: over((verdict) => verdict === 'allowed'),
    perhaps: over((verdict) => verdict !== 'denied'),
  }
}

function shortest(distances: number[][]): number[][] {
  const at = (a: number, b: number) => distances[a]?.[b] ?? Infinity
  for (const k of distances.keys())
    for (const [a, row] of distances.entries())
      for (const b of row.keys()) row[b] = Math.min(at(a, b), at(a, k) + at(k, b))
  return distances
}

/** Every pod on a node of its own, so that only policies let something pass. */
function apart(estate: RandomEstate): RandomEstate {
  const objects = estate.objects.map((each, at) => {
    if (each.kind !== 'Pod') return each
    return { ...each, spec: { ...(each.spec as object), nodeName: `own-${at}` } }
  })
  return { ...estate, objects }
}

/** Pods on two nodes or on none yet, every third on the network of its node. Cilium knows nodes by their addresses: its estates have such pods themselves. */
function together(estate: RandomEstate): RandomEstate {
  const objects = estate.objects.map((each, at) => {
    if (each.kind !== 'Pod') return each
    const { containers } = each.spec as { readonly containers: JsonValue }
    const node = ['node-a', 'node-b', undefined][at % 4 === 3 ? 2 : at % 2]
    const placed = node === undefined ? {} : { nodeName: node }
    return { ...each, spec: { containers, ...placed, hostNetwork: at % 3 === 0 } }
  })
  return { ...estate, objects }
}

async function agrees(made: RandomEstate): Promise<void> {
  const { podsByAddress, platform = [] } = made
  const pods = made.objects.filter(({ kind }) => kind === 'Pod')
  const cluster = await clusterOf(made.objects, {}, { platformNamespaces: platform })
  const reachability = analyse(cluster, { podsByAddress })
  const distances = distancesOf(pods, made)
  for (const [start, from] of pods.entries()) {
    const own = endpointOf(reachability, from)
    const ownPod = podOf(reachability, from)
    for (const side of SIDES) {
      const found = new Map(
        closureOf(reachability, [{ either: [ownPod] }], { side }).map((each) => [
          each.endpoint,
          each,
        ]),
      )
      const ends = Map.groupBy(pods.keys(), (end) => endpointOf(reachability, pods[end] ?? from))
      for (const [other, members] of ends) {
        if (other === own) continue
        const said = `${side} ${describeEndpoint(own)}: ${members.join()}`
        const pairs = members.map((end) =>
          side === 'from' ? ([start, end] as const) : ([end, start] as const),
        )
        compare(found.get(other), distances, said, pairs)
      }
    }
  }
}

/** An endpoint stands for the nearest of its pods: on a node of their own, some may be nearer than others. */
function compare(
  found: Reached | undefined,
  { certain, perhaps }: Distances,
  said: string,
  pairs: readonly (readonly [number, number])[],
): void {
  const nearest = (over: number[][]) => Math.min(...pairs.map(([a, b]) => over[a]?.[b] ?? Infinity))
  const [sure, may] = [nearest(certain), nearest(perhaps)]
  expect(found !== undefined, said).to.equal(may < Infinity)
  expect(found?.certain ?? false, said).to.equal(sure < Infinity)
  if (found !== undefined) expect(found.hops, said).to.equal(sure < Infinity ? sure : may)
}

function podOf(reachability: Reachability, object: KubeObject): Party {
  const found = partyOf(reachability, objectKeyOf(object))
  if (found === undefined) throw new Error(`no pod ${object.metadata.name}`)
  return found
}

/** A closure begins at all pods of a class. */
function all(endpoint: Endpoint): readonly Start[] {
  return [{ either: [endpoint.kind === 'pods' ? classParty(endpoint) : cellParty(endpoint)] }]
}

function endpointOf(reachability: Reachability, object: KubeObject): Endpoint {
  const found = reachability.classOf(objectKeyOf(object))
  if (found === undefined) throw new Error(`no class of ${object.metadata.name}`)
  return found
}

describe('closureOf', () => {
  for (const [name, estates] of Object.entries(ESTATES).filter(([each]) => !OTHERS.test(each)))
    it(`equals Floyd and Warshall over single pods, estates ${name}`, async () => {
      const parted = fc.asyncProperty(estates, (each) => agrees(apart(each)))
      await fc.assert(parted, { ...RUNS, numRuns: 10 })
      const shared = fc.asyncProperty(estates, (each) =>
        agrees(name.includes('Cilium') ? each : together(each)),
      )
      await fc.assert(shared, { ...RUNS, numRuns: 10 })
    })

  it('has chains whose hops follow each other, and explains both sides of each', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, podsByAddress }) => {
        const reachability = analyse(await clusterOf(objects), { podsByAddress })
        for (const start of reachability.endpoints)
          for (const side of SIDES)
            for (const reached of closureOf(reachability, all(start), { side }))
              isChain(reachability, start, side, reached)
      }),
      RUNS,
    )
  })

  it('stops at so many hops', async () => {
    const { reachability, at } = await estate(CHAIN)
    const within = (maxHops: number) =>
      closureOf(reachability, all(at('shop/a')), { side: 'from', maxHops })
        .filter(({ endpoint }) => endpoint.kind === 'pods')
        .map(({ endpoint, hops }) => `${describeEndpoint(endpoint)} ${hops}`)
    expect(within(1)).to.deep.equal(['shop/Pod/b 1'])
    expect(within(2)).to.deep.equal(['shop/Pod/b 1', 'shop/Pod/c 2'])
    expect(within(9)).to.deep.equal(['shop/Pod/b 1', 'shop/Pod/c 2'])
  })

  it('tells the rule that lets each hop pass', async () => {
    const { reachability, at } = await estate(CHAIN)
    const [last] = closureOf(reachability, all(at('shop/c')), { side: 'to' }).filter(
      ({ hops }) => hops === 2,
    )
    if (last === undefined) throw new Error('nobody is two hops away')
    const told = chainOf(last, 'to').map((hop) => {
      const { ingress } = explainHop(reachability, hop)
      return `${words(hop)}: ${ingress.because}`
    })
    expect(told).to.deep.equal([
      'shop/Pod/a -> shop/Pod/b TCP 81: allowed by NetworkPolicy shop/b (/spec/ingress/0)',
      'shop/Pod/b -> shop/Pod/c TCP 82: allowed by NetworkPolicy shop/c (/spec/ingress/0)',
    ])
  })

  it('passes through no address outside of the cluster', async () => {
    const { reachability, at } = await estate([
      namespace('shop'),
      pod('shop', 'out', { labels: { app: 'out' }, ips: ['10.0.0.1'] }),
      pod('shop', 'in', { labels: { app: 'in' }, ips: ['10.0.0.2'] }),
      networkPolicy('shop', 'in', {
        podSelector: { matchLabels: { app: 'in' } },
        ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
      }),
    ])
    const reached = closureOf(reachability, all(at('shop/out')), { side: 'from' })
    expect(reached.map(({ endpoint }) => endpoint.kind)).to.include('addresses')
    expect(reached.map(({ endpoint }) => describeEndpoint(endpoint))).not.to.include('shop/Pod/in')
  })
})

/** `a` may go to `b`, `b` to `c`, and nobody else to either. */
const CHAIN = [
  namespace('shop'),
  ...['a', 'b', 'c'].map((name, at) =>
    pod('shop', name, { labels: { app: name }, ips: [`10.0.0.${at + 1}`] }),
  ),
  networkPolicy('shop', 'a', { podSelector: { matchLabels: { app: 'a' } }, ingress: [] }),
  ...[
    ['b', 'a', 81],
    ['c', 'b', 82],
  ].map(([to, from, port]) =>
    networkPolicy('shop', String(to), {
      podSelector: { matchLabels: { app: to } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: from } } }], ports: [{ port }] }],
    }),
  ),
]

function words({ source, destination, ports }: Hop): string {
  return `${describeEndpoint(source)} -> ${describeEndpoint(destination)} ${describeRanges(ports)}`
}

function isChain(
  reachability: Reachability,
  start: Endpoint,
  side: (typeof SIDES)[number],
  reached: Reached,
): void {
  const chain = chainOf(reached, side)
  expect(chain.length).to.equal(reached.hops)
  const [first, last] = [chain[0]?.source, chain.at(-1)?.destination]
  expect(side === 'from' ? [first, last] : [last, first]).to.deep.equal([start, reached.endpoint])
  expect(chain.every(({ certain }) => certain)).to.equal(reached.certain)
  for (const [at, hop] of chain.entries()) {
    if (at > 0) expect(hop.source).to.equal(chain[at - 1]?.destination)
    const { verdict } = explainHop(reachability, hop)
    expect(verdict).to.equal(hop.certain ? 'allowed' : 'indeterminate')
  }
}
