import { expect } from 'chai'
import { isJsonObject } from '../../src/core/json.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import { member, text } from './answer.ts'
import type { RealServer } from './real-server.ts'
import type { Scene } from './run-scene.ts'

/** Tests of the requests that the servers saw, by their audit logs. */
export function itAsksOnlyWhatItSays(scene: () => Scene): void {
  it('needs no more than deploy/reader grants', () => {
    const refused = requests(scene().estate.payments, 'reader').filter(
      ({ responseStatus }) => isJsonObject(responseStatus) && responseStatus.code === 403,
    )
    expect(refused).to.deep.equal([])
  })

  it('asks only to list, at one resourceVersion, in pages, under its own name', () => {
    const asked = requests(scene().estate.payments, 'reader')
    expect(
      new Set(asked.map(({ userAgent }) => /^exhibit\/\d/.test(text(userAgent)))),
    ).to.deep.equal(new Set([true]))
    const others = asked.filter(({ verb }) => verb !== 'list')
    expect(
      new Set(others.map(({ verb, requestURI }) => `${text(verb)} ${text(requestURI)}`)),
    ).to.deep.equal(
      new Set([
        'get /api',
        'get /apis',
        'get /version',
        'create /apis/authentication.k8s.io/v1/selfsubjectreviews',
        'create /apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      ]),
    )
    const anchor = scene().run.snapshot('payments').anchor ?? ''
    const lists = asked
      .filter(({ verb }) => verb === 'list')
      .map(({ requestURI }) => query(requestURI))
    const [greeting, ...pages] = lists
    expect(greeting).to.deep.equal({ limit: '1', fieldSelector: 'metadata.name=kube-system' })
    const later = pages.filter((page) => page.continue !== undefined)
    expect(later).to.have.length(2)
    for (const page of pages.filter((one) => !later.includes(one)))
      expect(page).to.deep.equal({
        limit: '500',
        resourceVersion: anchor,
        resourceVersionMatch: 'Exact',
      })
  })

  it('asks for no Secret and no ConfigMap', () => {
    const paths = [scene().estate.payments, scene().estate.office].flatMap((server) =>
      [...requests(server, 'reader'), ...requests(server, 'restricted')].map(({ requestURI }) =>
        text(requestURI),
      ),
    )
    expect(paths.length).to.be.greaterThan(80)
    expect(paths.filter((path) => /secrets|configmaps/.test(path))).to.deep.equal([])
  })
}

/** What a user asked of a server, oldest first. */
function requests(server: RealServer, user: string): readonly JsonObject[] {
  return server.audit().filter((event) => member(event, 'user').username === user)
}

function query(requestUri: JsonValue | undefined): Readonly<Record<string, string>> {
  const { searchParams } = new URL(text(requestUri), 'https://server')
  return Object.fromEntries(searchParams)
}
