import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect, memberFor, temporaryFolder } from './collecting.ts'
import type { Collected } from './collecting.ts'
import { fakeCluster } from './fake-cluster.ts'
import { refuse, startFake } from './fake-server.ts'
import type { Seen } from './fake-server.ts'

/** Reads a cluster with a token file that says `new` once it was refused; the server answers requests for pods by their number with these codes. */
async function podsAnswered(codeOf: (before: number, seen: Seen) => number) {
  const tokenFile = join(temporaryFolder(), 'token')
  writeFileSync(tokenFile, 'old')
  let asked = 0
  const server = await startFake(fakeCluster(), (seen, response) => {
    if (seen.path !== '/api/v1/pods') return false
    const code = codeOf(asked++, seen)
    if (code === 401) writeFileSync(tokenFile, 'new')
    if (code !== 200) refuse(response, code, `answer ${code}`)
    return code !== 200
  })
  try {
    const all: Collected = await collect(memberFor(server, { tokenFile }))
    return { list: all.lists.get('pods'), asked }
  } finally {
    await server.close()
  }
}

describe('a credential that ends', () => {
  it('is renewed on any try, also after the server asked to wait', async () => {
    const { list, asked } = await podsAnswered((before, { headers }) => {
      if (before === 0) return 429
      return headers.authorization === 'Bearer old' ? 401 : 200
    })
    expect(list?.status).to.equal('ok')
    expect(asked).to.equal(3)
  })

  it('is renewed once for a request', async () => {
    const { list, asked } = await podsAnswered(() => 401)
    expect(list?.reason).to.match(/^unauthorised: answer 401/)
    expect(asked).to.equal(2)
  })

  it('costs no try: the server is asked as often as published', async () => {
    const { list, asked } = await podsAnswered((before) => (before === 1 ? 401 : 500))
    expect(list?.reason).to.match(/^server: answer 500/)
    expect(asked).to.equal(5)
  })
})
