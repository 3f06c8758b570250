import { expect } from 'chai'
import { onPods, page, pod, podsOf } from './listing.ts'
import { refuse, send } from './fake-server.ts'

describe('readList', () => {
  it('asks for exactly the anchor, and never names a version beside a continue token', async () => {
    const { server } = await podsOf(() => false)
    const asked = server.seen.filter(({ path }) => path === '/api/v1/pods')
    expect(asked.map(({ query }) => query.get('resourceVersion'))).to.deep.equal([
      '700',
      null,
      null,
    ])
    expect(asked.map(({ query }) => query.get('resourceVersionMatch'))).to.deep.equal([
      'Exact',
      null,
      null,
    ])
    expect(asked.every(({ query }) => query.get('limit') === '500')).to.equal(true)
  })

  for (const [what, status, more] of [
    ['compacted', 410, { reason: 'Expired' }],
    ['not understood', 400, { reason: 'BadRequest' }],
    ['unknown to its store', 504, { details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } }],
  ] as const)
    it(`reads the newest version where the anchor is ${what}, and says so`, async () => {
      const { list, record } = await podsOf(
        onPods((seen, response) => {
          if (!seen.query.has('resourceVersion')) return false
          refuse(response, status, 'no such version', more)
          return true
        }),
      )
      expect(list).to.include({ status: 'ok', count: 1200 })
      expect(record.status).to.equal('complete')
    })

  it('says when a list is of another version than the anchor', async () => {
    const { list } = await podsOf(
      onPods((_, response) => {
        send(response, 200, page([pod('a')], { resourceVersion: '9' }))
        return true
      }),
    )
    expect(list).to.include({ status: 'ok', resourceVersion: '9', anchored: false })
  })

  it('begins anew when the version is gone, and gives every object once', async () => {
    const { list, names, restarts } = await podsOf(
      onPods((_, response, number) => {
        if (number !== 1) return false
        refuse(response, 410, 'gone', { reason: 'Expired', metadata: { continue: '800:500' } })
        return true
      }),
    )
    expect(restarts).to.equal(1)
    expect(list).to.include({ status: 'ok', count: 1200 })
    expect(new Set(names).size).to.equal(1200)
  })

  it('goes on as inconsistent when the version is gone a third time', async () => {
    let gone = 0
    const { list, names, restarts } = await podsOf(
      onPods((seen, response) => {
        if (seen.query.get('continue') !== '700:500' || gone === 3) return false
        gone++
        refuse(response, 410, 'gone', { reason: 'Expired', metadata: { continue: '900:500' } })
        return true
      }),
    )
    expect(restarts).to.equal(2)
    expect(list?.status).to.equal('inconsistent')
    expect(list?.reason).to.match(/forgot the version/)
    expect(new Set(names).size).to.equal(1200)
  })

  it('fails a list whose version is gone without a token to go on with', async () => {
    const { list } = await podsOf(
      onPods((seen, response) => {
        if (!seen.query.has('continue')) return false
        refuse(response, 410, 'gone')
        return true
      }),
    )
    expect(list?.status).to.equal('failed')
    expect(list?.reason).to.match(/^gone: gone \(hint: /)
  })

  it('waits as long as Retry-After says', async () => {
    const times: number[] = []
    const { list } = await podsOf(
      onPods((_, response, number) => {
        times.push(performance.now())
        if (number > 0) return false
        response.setHeader('retry-after', '1')
        refuse(response, 429, 'too many requests')
        return true
      }),
      { longestWaitSeconds: 5 },
    )
    expect(list?.status).to.equal('ok')
    expect(times[1]! - times[0]!).to.be.within(950, 4000)
  })

  it('does not wait longer than the bound, whatever Retry-After says', async () => {
    const { list } = await podsOf(
      onPods((_, response, number) => {
        if (number > 0) return false
        response.setHeader('retry-after', '86400')
        refuse(response, 503, 'later')
        return true
      }),
    )
    expect(list?.status).to.equal('ok')
  })

  it('gives up on a server that stays broken, after as many tries as published', async () => {
    const { list, server, record } = await podsOf(
      onPods((_, response) => {
        refuse(response, 500, 'etcdserver: leader changed')
        return true
      }),
    )
    expect(list?.reason).to.match(/^server: etcdserver: leader changed \(hint: /)
    expect(server.seen.filter(({ path }) => path === '/api/v1/pods')).to.have.length(4)
    expect(record.status).to.equal('partial')
  })

  it('tries again when the connection breaks', async () => {
    const { list } = await podsOf(
      onPods((_, response, number) => {
        if (number > 0) return false
        response.socket?.destroy()
        return true
      }),
    )
    expect(list?.status).to.equal('ok')
  })

  it('fails a list whose server falls silent', async () => {
    const { list } = await podsOf(
      onPods(() => true),
      { silenceSeconds: 0.3 },
    )
    expect(list?.reason).to.match(/^timeout: the server was silent for 0.3 s \(hint: /)
  })

  it('stops at a continue token that came before', async () => {
    const { list } = await podsOf(
      onPods((_, response) => {
        send(response, 200, page([pod('a')], { continue: 'again' }))
        return true
      }),
    )
    expect(list?.status).to.equal('failed')
    expect(list?.reason).to.match(/continue token twice/)
  })

  it('stops at the bound of pages', async () => {
    const { list } = await podsOf(
      onPods((_, response, number) => {
        send(response, 200, page([], { continue: `page-${number}` }))
        return true
      }),
      { pages: 20 },
    )
    expect(list?.reason).to.match(/^too-large: the list has more than 20 pages/)
  })

  it('names a namespace with too many objects and reads the rest', async () => {
    const { list, record, names } = await podsOf(() => false, { objectsPerNamespace: 99 })
    expect(list).to.include({ status: 'ok', count: 12 * 99 })
    expect(names).to.have.length(12 * 99)
    expect(record.status).to.equal('partial')
    expect(record.gaps).to.have.length(12)
    expect(record.gaps[0]).to.deep.equal({
      resource: 'pods',
      namespace: 'team-0000',
      status: 'failed',
      reason: '100 objects in one namespace, of which 99 are kept',
    })
  })
})
