import { expect } from 'chai'
import { connectivityDiff } from '../../../src/analyse/diff/connectivity-diff.ts'
import { listDifferences } from '../../../src/analyse/diff/list-diff.ts'
import { describeRanges } from '../../../src/analyse/names.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { API, clusterOf, namespace, networkPolicy, pod } from '../builders.ts'

const CLOSED = networkPolicy('shop', 'closed', { podSelector: {}, policyTypes: ['Ingress'] })
const SQL = networkPolicy('shop', 'closed', {
  podSelector: {},
  ingress: [{ ports: [{ port: 5432 }] }],
})

/** A database and agents on the network of nodes, by name and node. */
function estate(database: string, agents: Readonly<Record<string, string>>, ...more: KubeObject[]) {
  const onNodes = Object.entries(agents).map(([name, node]) =>
    pod('tools', name, { node, hostNetwork: true }),
  )
  const db = pod('shop', 'db', { node: database, ips: ['10.0.0.1'] })
  return [namespace('shop'), namespace('tools'), db, ...onNodes, ...more]
}

async function diffs(before: readonly KubeObject[], after: readonly KubeObject[]) {
  const analysed = async (objects: readonly KubeObject[]) => {
    const cluster = await clusterOf(objects)
    return { cluster, reachability: analyse(cluster), options: { pods: true, families: [] } }
  }
  const sides = [await analysed(before), await analysed(after)] as const
  return {
    said: connectivityDiff(...sides).map(
      ({ change, from, to, ranges }) => `${change} ${from} -> ${to} ${describeRanges(ranges)}`,
    ),
    listed: listDifferences(...sides).map(
      ({ change, source, destination }) => `${change} ${source} -> ${destination}`,
    ),
  }
}

describe('comparisons of what passes between a pod and its own node', () => {
  const NEAR = { near: 'n1' }

  it(`finds no change where it passes on both sides whatever policies say (${API})`, async () => {
    for (const [before, after] of [
      [estate('n1', NEAR, CLOSED), estate('n1', NEAR, SQL)],
      [estate('n1', NEAR, SQL), estate('n1', NEAR, CLOSED)],
      [estate('n1', NEAR, CLOSED), estate('n2', { near: 'n2' }, SQL)],
    ] as const) {
      const { said, listed } = await diffs(before, after)
      expect([...said, ...listed].filter((each) => each.includes('tools/'))).to.deep.equal([])
    }
  })

  it('finds what opens from other nodes, and for a pod whose node is not known', async () => {
    const far = { near: 'n1', far: 'n2' }
    const { said, listed } = await diffs(estate('n1', far, CLOSED), estate('n1', far, SQL))
    expect(said.filter((each) => each.includes('tools/'))).to.deep.equal([
      'opened tools/Pod/far -> shop/Pod/db TCP 5432',
    ])
    expect(listed).to.deep.equal(['added tools/far[Pod] -> shop/db[Pod]'])
    const placed = (...more: KubeObject[]) =>
      estate('n1', {}, pod('tools', 'free', { hostNetwork: true }), ...more)
    const free = await diffs(placed(CLOSED), placed(SQL))
    expect(free.listed).to.deep.equal(['added tools/free[Pod] -> shop/db[Pod]'])
  })

  it('keeps what closes to a pod that has left the node, and no change of its place alone', async () => {
    const [here, there] = [estate('n1', NEAR, SQL), estate('n2', NEAR, CLOSED)]
    const { said } = await diffs(here, there)
    expect(said.filter((each) => each.includes('tools/'))).to.deep.equal([
      'closed tools/Pod/near -> shop/Pod/db TCP 5432',
    ])
    const moved = await diffs(estate('n1', NEAR, CLOSED), estate('n2', NEAR, CLOSED))
    expect(moved).to.deep.equal({ said: [], listed: [] })
  })
})
