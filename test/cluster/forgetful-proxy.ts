import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { namespace } from './objects.ts'
import type { RealServer } from './real-server.ts'

/** Stands before an API server under its name. */
export type Proxy = { readonly url: string; readonly close: () => Promise<void> }

/**
 * Passes every request on, but keeps those that `held` accepts until the server has forgotten the version that they go on with: what a slow
 * reader of a long list meets.
 */
export async function startForgetfulProxy(
  server: RealServer,
  held: (path: string) => boolean,
): Promise<Proxy> {
  const { port } = new URL(server.url)
  const [cert, key] = ['server.pem', 'server.key'].map((name) =>
    readFileSync(join(server.folder, name)),
  )
  const proxy = createServer({ cert, key }, (incoming, response) => {
    const { url = '/' } = incoming
    const wait = held(url) ? until410(server, url) : Promise.resolve()
    wait.then(
      () => passOn(incoming, response, Number(port), server.ca),
      (error: unknown) => response.destroy(error as Error),
    )
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve())
        proxy.closeAllConnections()
      }),
  }
}

function passOn(incoming: IncomingMessage, response: ServerResponse, port: number, ca: string) {
  const { method, url, headers } = incoming
  const outgoing = request(
    { host: '127.0.0.1', port, ca, method, path: url, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  outgoing.on('error', (error) => response.destroy(error))
  incoming.pipe(outgoing)
}

let ticks = 0

/** Changes something four times a second, so that there is something to forget, until the path is answered with 410. */
async function until410(server: RealServer, path: string): Promise<void> {
  for (let tries = 0; tries < 160; tries++) {
    await server.apply([namespace(`held-${(ticks += 1)}`)])
    if ((await server.admin.call({ path })).status === 410) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`never 410: ${path}`)
}
