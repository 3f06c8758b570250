import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { custom, fakeCluster } from './fake-cluster.ts'
import { refuse, send } from './fake-server.ts'
import { onPods, page, pod, podsOf } from './listing.ts'

describe('a hostile list', () => {
  it('stops a gzip bomb at the bound of bytes', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20))
    const { list } = await podsOf(
      onPods((_, response) => {
        response.setHeader('content-type', 'application/json')
        response.setHeader('content-encoding', 'gzip')
        response.end(bomb)
        return true
      }),
      { answerBytes: 1_000_000 },
    )
    expect(list?.reason).to.equal('too-large: the answer is larger than 1000000 bytes')
  })

  it('asks for smaller pages when a page is larger than the bound', async () => {
    const { list, server } = await podsOf(() => false, { answerBytes: 20_000 })
    expect(list).to.include({ status: 'ok', count: 1200 })
    const limits = server.seen.map(({ query }) => query.get('limit'))
    expect(limits.filter((limit) => limit === '50')).to.have.length(24)
  })

  it('takes an annotation of ten megabytes', async () => {
    const annotations = { note: 'x'.repeat(10_000_000) }
    const metadata = { name: 'a', namespace: 'shop', annotations }
    const { list, objects } = await podsOf(
      onPods((_, response) => {
        send(response, 200, page([{ metadata }]))
        return true
      }),
    )
    expect(list).to.include({ status: 'ok', count: 1 })
    expect(objects.get('pods')?.[0]?.metadata.annotations?.note).to.have.length(10_000_000)
  })

  it('does not follow a redirect', async () => {
    const { list, server } = await podsOf(
      onPods((_, response) => {
        response.writeHead(302, { location: '/elsewhere' }).end()
        return true
      }),
    )
    expect(list?.reason).to.match(/^redirect: answered 302: redirects are not followed \(hint: /)
    expect(server.seen.some(({ path }) => path === '/elsewhere')).to.equal(false)
  })

  for (const [what, answer, reason] of [
    [
      'a web page',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>'),
      /^parse: answered text\/html, not JSON \(hint: a login page/,
    ],
    [
      'half of an answer',
      (response: ServerResponse) => send(response, 200, '{"kind":"PodList","items":[{'),
      /^parse: the answer is not JSON/,
    ],
    [
      'another encoding',
      (response: ServerResponse) => {
        response.setHeader('content-encoding', 'br')
        send(response, 200, '{}')
      },
      /^parse: the answer is in an encoding that was not asked for/,
    ],
    [
      'broken gzip',
      (response: ServerResponse) => {
        response.setHeader('content-type', 'application/json')
        response.setHeader('content-encoding', 'gzip')
        response.end('this is not gzip')
      },
      /^parse: .*(hint: the answer is not valid gzip|gzip)/,
    ],
    [
      'a Status as success',
      (response: ServerResponse) => send(response, 200, { kind: 'Status', items: 3 }),
      /^parse: the answer is not a list/,
    ],
  ] as const)
    it(`fails a list that is answered with ${what}`, async () => {
      const { list } = await podsOf(
        onPods((_, response) => {
          answer(response)
          return true
        }),
      )
      expect(list?.status).to.equal('failed')
      expect(list?.reason).to.match(reason)
    })

  for (const [what, item, reason] of [
    ['of another kind', { kind: 'Secret', apiVersion: 'v1' }, /shop\/bad is of kind v1 Secret/],
    ['of another version', { kind: 'Pod', apiVersion: 'v2' }, /is of kind v2 Pod, not v1 Pod/],
    ['without a name', { metadata: { namespace: 'shop' } }, /shop has no name/],
    ['with a path as its name', { metadata: { name: '../x', namespace: 'a' } }, /has no name that/],
    ['without a namespace', { metadata: { name: 'bad' } }, /bad has no namespace/],
    [
      'with labels that are no text',
      { metadata: { name: 'b', namespace: 'a', labels: { x: 1 } } },
      /labels/,
    ],
    ['that is no object', null, /an item is not an object/],
  ] as const)
    it(`leaves out an object ${what} and calls the list inconsistent`, async () => {
      const bad = item === null ? 'text' : { ...pod('bad'), ...item }
      const { list, names } = await podsOf(
        onPods((_, response) => {
          send(response, 200, page([pod('a'), bad, pod('c')]))
          return true
        }),
      )
      expect(names).to.deep.equal(['a', 'c'])
      expect(list).to.include({ status: 'inconsistent', count: 2 })
      expect(list?.reason).to.match(reason)
    })

  it('leaves out an object with a member twice', async () => {
    const { list, names } = await podsOf(
      onPods((_, response) => {
        const twice = '{"metadata":{"name":"b","namespace":"shop","name":"c"}}'
        const good = JSON.stringify(pod('a'))
        const text = JSON.stringify(page([])).replace('[]', `[${good},${twice}]`)
        send(response, 200, text)
        return true
      }),
    )
    expect(names).to.deep.equal(['a'])
    expect(list).to.include({
      status: 'inconsistent',
      reason: 'an item has member "name" twice',
    })
  })

  it('keeps integers beyond 2^53', async () => {
    const one = [{ metadata: { name: 'a', namespace: 'shop' }, spec: { order: 1 } }]
    const cluster = fakeCluster(
      custom('networkpolicies.crd.projectcalico.org', 'NetworkPolicy', one),
    )
    const { objects } = await podsOf(
      (seen, response) => {
        if (seen.path !== '/apis/crd.projectcalico.org/v1/networkpolicies') return false
        const apiVersion = 'crd.projectcalico.org/v1'
        const items = one.map((object) => ({ apiVersion, kind: 'NetworkPolicy', ...object }))
        const text = JSON.stringify({ kind: 'NetworkPolicyList', apiVersion, metadata: {}, items })
        send(response, 200, text.replace('"order":1', '"order":9007199254740993'))
        return true
      },
      {},
      cluster,
    )
    const found = objects.get('networkpolicies.crd.projectcalico.org')?.[0]
    expect(found?.spec).to.deep.equal({ order: 9007199254740993n })
  })

  it('does not put a token that the server repeats into the record', async () => {
    const { list } = await podsOf(
      onPods((seen, response) => {
        refuse(response, 403, `forbidden: ${seen.headers.authorization ?? ''}`)
        return true
      }),
    )
    expect(list?.reason).to.match(/^forbidden: forbidden: Bearer \*\*\* /)
  })

  it('makes hostile server messages harmless', async () => {
    const { list } = await podsOf(
      onPods((_, response) => {
        refuse(response, 403, `no\n\u202e${'x'.repeat(5000)}`)
        return true
      }),
    )
    expect(list?.reason).to.match(/^forbidden: no\\u000a\\u202ex+ \(hint/)
    expect(list?.reason?.length).to.be.below(450)
  })
})
