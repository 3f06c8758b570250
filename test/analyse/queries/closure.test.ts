import { expect } from 'chai'
import fc from 'fast-check'
import { chainOf, closureOf, explainHop } from '../../../src/analyse/queries/closure.ts'
import type { Hop, Reached } from '../../../src/analyse/queries/closure.ts'
import { describeEndpoint, describeRanges } from '../../../src/analyse/names.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
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

/** Every pod on a node of its own: what pods share with their node is not followed. */
function apart(estate: RandomEstate): RandomEstate {
  const objects = estate.objects.map((each, at) => {
    if (each.kind !== 'Pod') return each
    return { ...each, spec: { ...(each.spec as object), nodeName: `own-${at}` } }
  })
  return { ...estate, objects }
}

async function agrees(random: RandomEstate): Promise<void> {
  const made = apart(random)
  const { podsByAddress, platform = [] } = made
  const pods = made.objects.filter(({ kind }) => kind === 'Pod')
  const cluster = await clusterOf(made.objects, {}, { platformNamespaces: platform })
  const reachability = analyse(cluster, { podsByAddress })
  const distances = distancesOf(pods, made)
  for (const [start, from] of pods.entries()) {
    const own = endpointOf(reachability, from)
    for (const side of SIDES) {
      const found = new Map(
        closureOf(reachability, [own], { side }).map((each) => [each.endpoint, each]),
      )
      for (const [end, to] of pods.entries()) {
        const other = endpointOf(reachability, to)
        if (other === own) continue
        const [a, b] = side === 'from' ? [start, end] : [end, start]
        compare(found.get(other), distances, own, a, b)
      }
    }
  }
}

/** The shortest over all pods of the two classes: pods of one class are as good as each other, but none reaches itself by policy. */
function compare(
  found: Reached | undefined,
  { certain, perhaps }: Distances,
  own: Endpoint,
  a: number,
  b: number,
): void {
  const [sure, may] = [certain[a]?.[b] ?? Infinity, perhaps[a]?.[b] ?? Infinity]
  const said = `${describeEndpoint(own)}: ${a} to ${b}`
  expect(found !== undefined, said).to.equal(may < Infinity)
  expect(found?.certain ?? false, said).to.equal(sure < Infinity)
  if (found !== undefined) expect(found.hops, said).to.equal(sure < Infinity ? sure : may)
}

function endpointOf(reachability: Reachability, object: KubeObject): Endpoint {
  const found = reachability.classOf(objectKeyOf(object))
  if (found === undefined) throw new Error(`no class of ${object.metadata.name}`)
  return found
}

describe('closureOf', () => {
  for (const [name, estates] of Object.entries(ESTATES).filter(([each]) => !OTHERS.test(each)))
    it(`equals Floyd and Warshall over single pods, estates ${name}`, async () => {
      await fc.assert(fc.asyncProperty(estates, agrees), { ...RUNS, numRuns: 10 })
    })

  it('has chains whose hops follow each other, and explains both sides of each', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, podsByAddress }) => {
        const reachability = analyse(await clusterOf(objects), { podsByAddress })
        for (const start of reachability.endpoints)
          for (const side of SIDES)
            for (const reached of closureOf(reachability, [start], { side }))
              isChain(reachability, start, side, reached)
      }),
      RUNS,
    )
  })

  it('stops at so many hops', async () => {
    const { reachability, at } = await estate(CHAIN)
    const within = (maxHops: number) =>
      closureOf(reachability, [at('shop/a')], { side: 'from', maxHops })
        .filter(({ endpoint }) => endpoint.kind === 'pods')
        .map(({ endpoint, hops }) => `${describeEndpoint(endpoint)} ${hops}`)
    expect(within(1)).to.deep.equal(['shop/Pod/b 1'])
    expect(within(2)).to.deep.equal(['shop/Pod/b 1', 'shop/Pod/c 2'])
    expect(within(9)).to.deep.equal(['shop/Pod/b 1', 'shop/Pod/c 2'])
  })

  it('tells the rule that lets each hop pass', async () => {
    const { reachability, at } = await estate(CHAIN)
    const [last] = closureOf(reachability, [at('shop/c')], { side: 'to' }).filter(
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
    const reached = closureOf(reachability, [at('shop/out')], { side: 'from' })
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
