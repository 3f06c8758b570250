import { expect } from 'chai'
import fc from 'fast-check'
import type { Analysed } from '../../../src/analyse/diff/connectivity-diff.ts'
import { describeEndpoint, describeRanges } from '../../../src/analyse/names.ts'
import { connectedDiff } from '../../../src/analyse/queries/connected.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import type { Endpoint } from '../../../src/model/reachability.ts'
import { clusterOf, namespace, networkPolicy, pod } from '../builders.ts'
import { randomEstate } from '../estates.ts'
import type { RandomEstate } from '../estates.ts'

const RUNS = { seed: 20261128, numRuns: 60 }

/** A cluster in which the pods of one namespace are in the CDE. */
async function analysed(objects: readonly KubeObject[], cde = 'cards'): Promise<Analysed> {
  const cluster = await clusterOf(objects)
  const zonesOf = (each: Endpoint) =>
    [each.kind === 'pods' && each.namespace === cde ? 'cde' : 'outside'] as const
  return { cluster, reachability: analyse(cluster, { podsByAddress: true }), zonesOf }
}

async function diff(before: readonly KubeObject[], after: readonly KubeObject[]) {
  const found = connectedDiff(await analysed(before), await analysed(after))
  return found?.map(({ change, workload, direction, chain }) => {
    const path = chain.map(
      ({ source, destination, ports }) =>
        `${describeEndpoint(source)} -> ${describeEndpoint(destination)} ${describeRanges(ports)}`,
    )
    return `${change} ${workload} ${direction}: ${path.join(', ')}`
  })
}

const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } })

/** Lets one app of the namespace in on a port, and its own pods out to nobody. */
const admits = (space: string, to: string, from: string, port: number) =>
  networkPolicy(space, to, {
    ...app(to),
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ namespaceSelector: {}, ...app(from) }], ports: [{ port }] }],
  })

/** `till` may go to `web`, `web` to the vault of the CDE, which may go nowhere. */
const PODS = [
  namespace('cards'),
  namespace('shop'),
  ...[
    ['cards', 'vault'],
    ['shop', 'till'],
    ['shop', 'web'],
  ].map(([space = '', name = ''], at) =>
    pod(space, name, { labels: { app: name }, ips: [`10.0.0.${at + 1}`] }),
  ),
  networkPolicy('cards', 'out', { podSelector: {}, policyTypes: ['Egress'] }),
  networkPolicy('shop', 'till', { ...app('till'), policyTypes: ['Ingress'] }),
]
const OPEN = [...PODS, admits('cards', 'vault', 'web', 5432), admits('shop', 'web', 'till', 443)]
const SHUT = [...PODS, admits('cards', 'vault', 'nobody', 5432), admits('shop', 'web', 'till', 443)]

describe('connectedDiff', () => {
  it('tells who became connected over how many hops, and who no longer is', async () => {
    const web = 'shop/Pod/web into: shop/Pod/web -> cards/Pod/vault TCP 5432'
    const till =
      'shop/Pod/till into: shop/Pod/till -> shop/Pod/web TCP 443, shop/Pod/web -> cards/Pod/vault TCP 5432'
    expect(await diff(SHUT, OPEN)).to.deep.equal([`connected ${till}`, `connected ${web}`])
    expect(await diff(OPEN, SHUT)).to.deep.equal([`disconnected ${till}`, `disconnected ${web}`])
    expect(await diff(OPEN, OPEN)).to.deep.equal([])
  })

  it('tells whom the CDE reaches apart from who reaches it', async () => {
    const isOut = ({ metadata }: KubeObject) => metadata.name === 'out'
    const without = SHUT.filter((each) => !isOut(each))
    const again = [...without, admits('shop', 'till', 'vault', 80)].filter(
      ({ metadata, kind }, at, all) =>
        at ===
        all.findLastIndex((each) => each.metadata.name === metadata.name && each.kind === kind),
    )
    expect(await diff(SHUT, again)).to.deep.equal([
      'connected shop/Pod/till out-of: cards/Pod/vault -> shop/Pod/till TCP 80',
      'connected shop/Pod/web out-of: cards/Pod/vault -> shop/Pod/till TCP 80, shop/Pod/till -> shop/Pod/web TCP 443',
    ])
  })

  it('counts workloads that came and went, and none of the CDE itself', async () => {
    const without = OPEN.filter(({ metadata, kind }) => kind !== 'Pod' || metadata.name !== 'till')
    expect((await diff(without, OPEN))?.map((each) => each.split(':')[0])).to.deep.equal([
      'connected shop/Pod/till into',
    ])
  })

  it('says nothing where one side does not declare what is in the CDE', async () => {
    const { cluster, reachability } = await analysed(OPEN)
    const undeclared = { cluster, reachability }
    expect(connectedDiff(undeclared, await analysed(SHUT))).to.equal(undefined)
    expect(connectedDiff(await analysed(SHUT), undeclared)).to.equal(undefined)
  })

  it('equals a fixed point over the answers of all pairs, in random estates', async () => {
    let told = 0
    const agree = async (before: RandomEstate, after: RandomEstate) => {
      const [early, late] = [
        await analysed(before.objects, 'red'),
        await analysed(after.objects, 'red'),
      ]
      const found = connectedDiff(early, late) ?? []
      const names = found.map((each) => `${each.change} ${each.workload} ${each.direction}`)
      const wanted = (['into', 'out-of'] as const).flatMap((direction) => {
        const [earlier, later] = [fixedPoint(early, direction), fixedPoint(late, direction)]
        return [
          ...[...later].filter((each) => !earlier.has(each)).map((each) => `connected ${each}`),
          ...[...earlier].filter((each) => !later.has(each)).map((each) => `disconnected ${each}`),
        ]
      })
      expect(names.sort()).to.deep.equal(wanted.sort())
      told += names.length
    }
    await fc.assert(fc.asyncProperty(randomEstate, randomEstate, agree), RUNS)
    expect(told).to.be.greaterThan(RUNS.numRuns)
  })
})

/** Workloads by name, grown by whoever has a connection to one that is in, until nobody is added. */
function fixedPoint({ reachability, zonesOf }: Analysed, direction: 'into' | 'out-of') {
  const inside = new Set(reachability.podClasses.filter((each) => zonesOf?.(each).includes('cde')))
  const connected = new Set(inside)
  const passes = (from: Endpoint, to: Endpoint) => {
    const { allowed, indeterminate } = reachability.between(from, to)
    return [...allowed.ranges, ...indeterminate.ranges].some(({ from: port }) => port !== undefined)
  }
  for (let size = -1; size < connected.size;) {
    size = connected.size
    for (const each of reachability.podClasses)
      for (const other of [...connected]) {
        const [from, to] = direction === 'into' ? [each, other] : [other, each]
        if (!connected.has(each) && passes(from, to)) connected.add(each)
      }
  }
  const outside = [...connected].filter((each) => !inside.has(each))
  return new Set(outside.map((each) => `${describeEndpoint(each)} ${direction}`))
}
