import { Agent, request } from 'node:https'
import { canonicalJson } from '../../src/core/canonical-json.ts'
import { parseJson } from '../../src/core/json.ts'
import type { JsonObject } from '../../src/core/json.ts'

/** How a caller proves who it is: a bearer token, or a client certificate (PEM text). */
export type Credentials =
  { readonly token: string } | { readonly cert: string; readonly key: string }

/** One request; `body` is sent as `contentType`, `application/json` when absent. */
type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: JsonObject
  readonly contentType?: string
}

type Answer = { readonly status: number; readonly text: string }

/** A bare HTTPS client of one API server, with no code of src/collect in it. */
export type ApiClient = {
  /** The answer, whatever its status. */
  readonly call: (call: Call) => Promise<Answer>
  /** The body of a 2xx answer; throws with the server's words on any other. */
  readonly ask: (call: Call) => Promise<JsonObject>
  readonly close: () => void
}

/** A client of `https://127.0.0.1:PORT`, trusting `ca` (PEM text) alone; at most eight requests at a time. */
export function apiClient(port: number, ca: string, credentials: Credentials): ApiClient {
  const { token, ...certificate } = { token: undefined, ...credentials }
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca, ...certificate })
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }

  const call = ({ method = 'GET', path, body, contentType = 'application/json' }: Call) =>
    new Promise<Answer>((resolve, reject) => {
      const typed = body === undefined ? headers : { ...headers, 'content-type': contentType }
      const sent = request(
        { host: '127.0.0.1', port, agent, method, path, headers: typed },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => (text += part))
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
          response.on('error', reject)
        },
      )
      sent.on('error', reject)
      sent.end(body === undefined ? undefined : canonicalJson(body))
    })

  const ask = async (asked: Call) => {
    const { status, text } = await call(asked)
    if (status >= 200 && status < 300) return parseJson(text, asked.path) as JsonObject
    throw new Error(`${asked.method ?? 'GET'} ${asked.path}: ${status} ${text.slice(0, 2_000)}`)
  }
  return { call, ask, close: () => agent.destroy() }
}
