import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { assert, asyncProperty, integer, shuffledSubarray } from 'fast-check'
import { digestOf } from '../../src/core/digest.ts'
import type { CollectionEvent } from '../../src/model/collection.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { readObjects, readRedactions, readSnapshot } from '../../src/snapshot/read.ts'
import { verifySnapshot } from '../../src/snapshot/verify.ts'
import { writeSnapshot } from '../../src/snapshot/write.ts'
import { rejected } from '../core/caught.ts'
import { events, listed, object, pod, pods, record, suiteFolder, unzipped } from './builders.ts'

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of from) items.push(item)
  return items
}

/** Pods with a secret each, so that both files have lines. */
function fleet(count: number): readonly KubeObject[] {
  return Array.from({ length: count }, (_, index) =>
    pod(`web-${String(index).padStart(4, '0')}`, {
      spec: { nodeName: `n${index % 3}`, containers: [{ name: 'web', args: [`secret ${index}`] }] },
    }),
  )
}

describe('writeSnapshot', () => {
  const folder = suiteFolder()

  async function written(
    collection: AsyncIterable<CollectionEvent>,
  ): Promise<Readonly<Record<string, string>>> {
    const path = folder()
    await writeSnapshot(collection, path)
    const names = readdirSync(path)
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'base64')]))
  }

  it('gives back what it was given, reduced, redacted and in order of keys', async () => {
    const path = folder()
    const given = fleet(10)
    const snapshot = await writeSnapshot(pods([...given].reverse()), path)
    expect(readdirSync(path).sort()).to.deep.equal([
      'objects.ndjson.gz',
      'redactions.ndjson.gz',
      'snapshot.json',
    ])
    const objects = await all(readObjects(join(path, 'objects.ndjson.gz')))
    expect(objects.map(({ metadata }) => metadata.name)).to.deep.equal(
      given.map(({ metadata }) => metadata.name),
    )
    expect(readSnapshot(path)).to.deep.equal(snapshot)
    expect(snapshot.redactions).to.deep.equal([{ why: 'argument', count: 10 }])
    const redactions = await all(readRedactions(join(path, 'redactions.ndjson.gz')))
    expect(redactions[0]).to.deep.equal({
      object: '/v1/Pod/shop/web-0000',
      pointer: '/spec/containers/0/args/0',
      why: 'argument',
    })
    expect(redactions).to.have.length(10)
    expect(await verifySnapshot(path)).to.deep.equal([])
  })

  it('writes the same bytes for the same collection, in any order and any pages', async () => {
    const given = fleet(40)
    const expected = await written(pods(given))
    const order = shuffledSubarray([...given], { minLength: given.length })
    await assert(
      asyncProperty(order, integer({ min: 1, max: 50 }), async (shuffled, page) => {
        expect(await written(pods(shuffled, page))).to.deep.equal(expected)
      }),
      { numRuns: 25 },
    )
  })

  it('gives an unchanged cluster the same root, whenever it is collected', async () => {
    const at = (time: string) =>
      pod('web', {
        status: {
          phase: 'Running',
          startTime: time,
          conditions: [{ type: 'Ready', status: 'True', lastProbeTime: time }],
        },
        metadata: {
          name: 'web',
          namespace: 'shop',
          resourceVersion: time,
          managedFields: [{ manager: 'kubelet', operation: 'Update', subresource: 'status', time }],
        },
      })
    const roots = ['2026-11-23T02:00:00Z', '2026-11-24T02:00:00Z'].map(async (time) => {
      const { root } = await writeSnapshot(
        events(
          [
            { kind: 'objects', resource: 'pods', objects: [at(time)] },
            { kind: 'list', record: listed({ resourceVersion: time }) },
          ],
          record({ takenFrom: time, takenTo: time }),
        ),
        folder(),
      )
      return root
    })
    const [first, second] = await Promise.all(roots)
    expect(first).to.equal(second)
  })

  it('covers requested resources that were not read: leaving one out changes the root', async () => {
    const absent = listed({
      resource: 'routes.route.openshift.io',
      kind: 'Route',
      status: 'not-served',
    })
    const forbidden = listed({ resource: 'nodes', kind: 'Node', status: 'forbidden' })
    const rootOf = async (records: readonly (typeof absent)[]) => {
      const lists = records.map((one) => ({ kind: 'list', record: one }) as const)
      return (await writeSnapshot(events(lists), folder())).root
    }
    const roots = [
      await rootOf([absent, forbidden]),
      await rootOf([absent]),
      await rootOf([forbidden]),
      await rootOf([absent, { ...forbidden, status: 'ok' }]),
    ]
    expect(new Set(roots).size).to.equal(4)
    expect(await rootOf([forbidden, absent])).to.equal(roots[0])
  })

  it('names the root by lines that anyone can make', async () => {
    const path = folder()
    const { root } = await writeSnapshot(pods(fleet(3)), path)
    const lines = digestOf(unzipped(path, 'objects.ndjson.gz'))
    expect(root).to.equal(digestOf(`pods ok 3 ${lines}\n`))
  })

  it('writes files that zcat reads even when there is nothing in them', async () => {
    const path = folder()
    const snapshot = await writeSnapshot(events([]), path)
    expect(unzipped(path, 'objects.ndjson.gz')).to.equal('')
    expect(snapshot).to.deep.include({ objectCount: 0, resources: [], redactions: [] })
    expect(await verifySnapshot(path)).to.deep.equal([])
  })

  it('forgets what came before a restart', async () => {
    const [first, second, third] = fleet(3) as [KubeObject, KubeObject, KubeObject]
    const snapshot = await written(
      events([
        { kind: 'objects', resource: 'pods', objects: [first, third] },
        { kind: 'restart', resource: 'pods' },
        { kind: 'objects', resource: 'pods', objects: [second] },
        { kind: 'list', record: listed() },
      ]),
    )
    expect(snapshot).to.deep.equal(await written(pods([second])))
  })

  it('writes several resources, each by its own root, empty ones with that of no bytes', async () => {
    const path = folder()
    const namespace = object('v1', 'Namespace', { name: 'shop' })
    const snapshot = await writeSnapshot(
      events([
        { kind: 'list', record: listed({ resource: 'nodes', kind: 'Node' }) },
        { kind: 'objects', resource: 'namespaces', objects: [namespace] },
        { kind: 'list', record: listed({ resource: 'namespaces', kind: 'Namespace' }) },
        { kind: 'objects', resource: 'pods', objects: fleet(2) },
        { kind: 'list', record: listed() },
      ]),
      path,
    )
    expect(snapshot.resources.map(({ resource, count }) => [resource, count])).to.deep.equal([
      ['namespaces', 1],
      ['nodes', 0],
      ['pods', 2],
    ])
    expect(snapshot.resources[1]?.root).to.equal(digestOf(''))
    expect(await verifySnapshot(path)).to.deep.equal([])
  })

  it('makes a list in which a key comes twice inconsistent, and a gap, whatever came first', async () => {
    const one = pod('web', { spec: { nodeName: 'a' } })
    const other = pod('web', { spec: { nodeName: 'b' } })
    const of = async (objects: readonly KubeObject[]) => {
      const path = folder()
      const snapshot = await writeSnapshot(pods(objects), path)
      return { snapshot, lines: unzipped(path, 'objects.ndjson.gz') }
    }
    const { snapshot, lines } = await of([one, other, pod('x')])
    const reason = 'the server gave more than one object of the key /v1/Pod/shop/web'
    expect(snapshot.status).to.equal('partial')
    expect(snapshot.reasons).to.deep.equal([`pods: ${reason}`])
    expect(snapshot.gaps).to.deep.equal([{ resource: 'pods', status: 'inconsistent', reason }])
    expect(snapshot.resources[0]).to.include({ status: 'inconsistent', reason, count: 2 })
    expect(await of([pod('x'), other, one, one])).to.deep.equal({ snapshot, lines })
  })

  it('adds to the gaps that the collector found, and leaves another status than ok as it is', async () => {
    const gap = { resource: 'nodes', status: 'forbidden', reason: 'no' } as const
    const twice = [pod('web'), pod('web', { spec: { a: 1 } })]
    const snapshot = await writeSnapshot(
      events(
        [
          { kind: 'objects', resource: 'pods', objects: twice },
          { kind: 'list', record: listed({ status: 'failed', reason: 'cut off' }) },
          {
            kind: 'list',
            record: listed({ resource: 'nodes', kind: 'Node', status: 'forbidden' }),
          },
        ],
        record({
          status: 'partial',
          gaps: [gap, { ...gap, namespace: 'a' }],
          reasons: ['nodes: no'],
        }),
      ),
      folder(),
    )
    expect(snapshot.gaps).to.deep.equal([gap, { ...gap, namespace: 'a' }])
    expect(snapshot.resources[1]).to.include({ status: 'failed', reason: 'cut off', count: 1 })
  })

  it('refuses a folder that has a snapshot, and leaves it as it is', async () => {
    const path = folder()
    writeFileSync(join(path, 'objects.ndjson.gz'), 'mine')
    const fault = await rejected(writeSnapshot(pods([]), path))
    expect(fault.code).to.equal('ARCHIVE_REFUSED')
    expect(fault.message).to.match(/cannot write .*objects\.ndjson\.gz: EEXIST/)
    expect(readdirSync(path)).to.deep.equal(['objects.ndjson.gz'])
  })

  it('passes on what the collection throws, and leaves no snapshot.json', async () => {
    async function* broken(): AsyncGenerator<CollectionEvent> {
      yield { kind: 'objects', resource: 'pods', objects: await Promise.resolve(fleet(3)) }
      throw new Error('the connection broke')
    }
    const path = folder()
    const error = await writeSnapshot(broken(), path).catch((thrown: unknown) => thrown)
    expect(error).to.have.property('message', 'the connection broke')
    expect(readdirSync(path)).not.to.include('snapshot.json')
  })

  const wrong: readonly (readonly [
    what: string,
    given: readonly CollectionEvent[],
    message: RegExp,
  ])[] = [
    [
      'kinds out of order',
      [
        { kind: 'objects', resource: 'pods', objects: fleet(1) },
        { kind: 'list', record: listed() },
        { kind: 'objects', resource: 'nodes', objects: [object('v1', 'Node', { name: 'a' })] },
        { kind: 'list', record: listed({ resource: 'nodes', kind: 'Node' }) },
      ],
      /\/v1\/Node\/ after \/v1\/Pod\//,
    ],
    [
      'a resource inside another',
      [
        { kind: 'objects', resource: 'pods', objects: fleet(1) },
        { kind: 'objects', resource: 'nodes', objects: fleet(1) },
      ],
      /nodes began before pods ended/,
    ],
  ]
  for (const [what, given, message] of wrong) {
    it(`takes ${what} for the bug that it is`, async () => {
      const error = await writeSnapshot(events(given), folder()).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(Error)
      expect(String(error)).to.match(message)
    })
  }
})
