import { expect } from 'chai'
import { connectivityDiff } from '../../src/analyse/diff/connectivity-diff.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { clusterOf, object } from './builders.ts'
import { policy, shop } from './mesh-shop.ts'

/** A Service of one port that leads to the pods of a label. */
function service(name: string, port: object, app = 'db'): KubeObject {
  return object({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { selector: { app }, ports: [port] },
  })
}

const GET = policy({ rules: [{ to: [{ operation: { methods: ['GET'], ports: ['80'] } }] }] })
const PLAIN = { port: 80, name: 'tcp' }
const HTTP = { port: 80, name: 'http' }

/** The shop with other labels for db. */
function relabelled(app: string): readonly KubeObject[] {
  return shop('sidecar').map((each) =>
    each.metadata.name === 'db'
      ? { ...each, metadata: { ...each.metadata, labels: { app } } }
      : each,
  )
}

/** What changed from web to db, with its causes. */
async function fromWebToDb(
  earlier: readonly KubeObject[],
  later: readonly KubeObject[],
  members = [shop('sidecar'), shop('sidecar')],
) {
  const analysed = async (objects: readonly KubeObject[], at: number) => {
    const cluster = await clusterOf(
      [...(members[at] ?? []), GET, ...objects],
      {},
      { platformNamespaces: ['istio-system'] },
    )
    return { cluster, reachability: analyse(cluster, { podsByAddress: true }) }
  }
  return connectivityDiff(await analysed(earlier, 0), await analysed(later, 1))
    .filter(({ from, to }) => from === 'shop/Pod/web' && to === 'shop/Pod/db')
    .map(({ change, cause }) => [change, ...cause].join('; '))
}

describe('causes that are Services, which say what is spoken on the ports of a sidecar', () => {
  it('are named where a port name changed, or the Service came or went', async () => {
    expect(await fromWebToDb([service('db', PLAIN)], [service('db', HTTP)])).to.deep.equal([
      'opened; Service shop/db changed',
    ])
    expect(await fromWebToDb([service('db', HTTP)], [service('db', PLAIN)])).to.deep.equal([
      'closed; Service shop/db changed',
    ])
    expect(await fromWebToDb([service('db', PLAIN)], [])).to.deep.equal([
      'opened; Service shop/db removed',
    ])
    expect(await fromWebToDb([], [service('db', PLAIN)])).to.deep.equal([
      'closed; Service shop/db added',
    ])
  })

  it('are not named where they changed and lead elsewhere, or say the same', async () => {
    const others = [
      [service('web', PLAIN, 'web'), service('more', { ...PLAIN, targetPort: 8080 })],
      [service('web', HTTP, 'web'), service('more', { ...HTTP, targetPort: 8080 })],
    ] as const
    expect(
      await fromWebToDb([service('db', PLAIN), ...others[0]], [service('db', HTTP), ...others[1]]),
    ).to.deep.equal(['opened; Service shop/db changed'])
    const [a, b] = [service('a', PLAIN), service('b', PLAIN)]
    expect(await fromWebToDb([a, b], [service('a', HTTP), b])).to.deep.equal([
      'opened; Service shop/a changed',
    ])
    expect(await fromWebToDb([a, b], [service('a', HTTP), service('b', HTTP)])).to.deep.equal([
      'opened; Service shop/a changed; Service shop/b changed',
    ])
  })

  it('leave the name to labels where those lead to another Service', async () => {
    const both = [service('db', PLAIN), service('store', HTTP, 'store')]
    const labels = 'labels of shop/Pod/db changed'
    const members = [relabelled('db'), relabelled('store')].map((each) => [...each])
    expect(await fromWebToDb(both, both, members)).to.deep.equal([`opened; ${labels}`])
    expect(await fromWebToDb([service('db', PLAIN)], [service('db', HTTP)], members)).to.deep.equal(
      [`opened; Service shop/db changed; ${labels}`],
    )
  })
})

describe('causes that are labels which put a pod into a mesh', () => {
  it('are named as such, of the pod and of its namespace', async () => {
    const nobody = policy({ rules: [] })
    const plain = shop('none', 'ambient')
    const asked = (kind: string, name: string) =>
      plain.map((each) => {
        if (each.kind !== kind || each.metadata.name !== name) return each
        const labels = { ...each.metadata.labels, 'istio.io/dataplane-mode': 'ambient' }
        return { ...each, metadata: { ...each.metadata, labels } }
      })
    const changed = (later: readonly KubeObject[]) =>
      fromWebToDb([nobody], [nobody], [[...plain], [...later]])
    expect(await changed(asked('Pod', 'db'))).to.include('closed; labels of shop/Pod/db changed')
    expect(await changed(asked('Namespace', 'shop'))).to.include(
      'closed; labels of Namespace shop changed',
    )
  })
})
