import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a receiver got. */
export type Received = {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A web server of this host that keeps what it is sent. */
export type Receiver = {
  readonly url: string
  readonly received: readonly Received[]
  readonly close: () => Promise<void>
}

/** A receiver that answers one status after the other, the last of them again and again; `silent` leaves the sender waiting. */
export async function receiver(...statuses: readonly (number | 'silent')[]): Promise<Receiver> {
  const received: Received[] = []
  const listener: RequestListener = (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body })
      const status = statuses[received.length - 1] ?? statuses.at(-1) ?? 200
      if (status === 'silent') return
      const isRedirect = status >= 300 && status < 400
      response.writeHead(status, isRedirect ? { location: '/elsewhere' } : {}).end('ok')
    })
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook?key=in-the-path`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
