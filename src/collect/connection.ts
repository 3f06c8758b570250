import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request } from 'node:https'
import type { RequestOptions } from 'node:https'
import { millisecondsOf } from '../core/clock.ts'
import { bufferPool } from './buffer-pool.ts'
import type { BufferPool } from './buffer-pool.ts'
import type { Credential, CredentialSource } from './credential.ts'
import { CollectionFailure } from './failure.ts'
import type { CollectOptions } from './options.ts'
import { pathPrefix, serverMarks } from './server-marks.ts'
import type { ServerMarks } from './server-marks.ts'

/** Requests in flight per cluster: API Priority and Fairness puts us among strangers, so we stay small. */
const MAX_SOCKETS = 4

/** Where one API server is and how its certificate is checked. */
export type Server = {
  readonly url: URL
  /** PEM; absent: the roots that Node brings */
  readonly ca?: string
  readonly serverName?: string
  /** the kubeconfig says insecure-skip-tls-verify */
  readonly unverified: boolean
  readonly proxy?: URL
}

/** What is sent. Path and query only: the host is always the cluster's own. */
export type Outgoing = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly accept: string
  readonly body?: string
}

/** The connections to one cluster: one agent, one credential source, never shared with another cluster. */
export type Connection = {
  /** scheme, host, port and path, without user information */
  readonly server: string
  /** which server it is, by its settings */
  readonly marks: ServerMarks
  readonly credentials: CredentialSource
  readonly pool: BufferPool
  readonly options: CollectOptions
  /** aborted at the cluster's deadline, or when the run is stopped; its reason is a CollectionFailure */
  readonly signal: AbortSignal
  /** Sends one request; resolves when the head of the answer is here. Rejects with the system's error. */
  send(outgoing: Outgoing, credential: Credential): Promise<IncomingMessage>
  /** The server's Date against our clock in seconds, at the first and the last answer; undefined before the first one. */
  clockDifference(): { readonly first: number; readonly last: number } | undefined
  close(): void
}

/** Opens the connections to one cluster; nothing is sent yet. Rejects with CollectionFailure when the URL is not https. */
export async function connect(
  server: Server,
  credentials: CredentialSource,
  options: CollectOptions,
  signal: AbortSignal,
): Promise<Connection> {
  if (server.url.protocol !== 'https:')
    throw new CollectionFailure('configuration', 'the server is not an https URL', {
      hint: 'credentials are never sent in the clear: give the https address',
    })
  const agent = await agentFor(server.proxy)
  const fixed = fixedOptions(server, agent, options)
  const dates = clockComparison(options)
  return {
    server: `${server.url.origin}${pathPrefix(server.url)}`,
    marks: serverMarks(server),
    credentials,
    pool: bufferPool(MAX_SOCKETS),
    options,
    signal,
    send: async (outgoing, credential) => {
      const prefix = pathPrefix(server.url)
      const response = await sendOnce({ ...fixed, signal }, prefix, outgoing, credential, options)
      dates.note(response.headers.date)
      return response
    },
    clockDifference: dates.difference,
    close: () => agent.destroy(),
  }
}

async function agentFor(proxy: URL | undefined): Promise<Agent> {
  const settings = { keepAlive: true, maxSockets: MAX_SOCKETS }
  if (proxy === undefined) return new HttpsAgent(settings)
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  return new HttpsProxyAgent(proxy, settings)
}

function fixedOptions(server: Server, agent: Agent, options: CollectOptions): RequestOptions {
  const { hostname, port } = server.url
  return {
    // without it the proxy agent guesses, and opens a connection for each request
    protocol: 'https:',
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 443 : Number(port),
    agent,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !server.unverified,
    timeout: options.bounds.silenceSeconds * 1000,
    ...(server.ca === undefined ? {} : { ca: server.ca }),
    ...(server.serverName === undefined ? {} : { servername: server.serverName }),
  }
}

function sendOnce(
  fixed: RequestOptions,
  prefix: string,
  outgoing: Outgoing,
  credential: Credential,
  options: CollectOptions,
): Promise<IncomingMessage> {
  const { certificate, key } = credential
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(
      {
        ...fixed,
        method: outgoing.method,
        path: `${prefix}${outgoing.path}`,
        headers: headersOf(outgoing, credential, options),
        ...(certificate === undefined ? {} : { cert: certificate, key }),
      },
      resolve,
    )
    sent.on('error', reject)
    sent.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) sent.destroy(proxyRefused(statusCode))
    })
    sent.on('timeout', () => sent.destroy(silence(options)))
    sent.end(outgoing.body)
  })
}

function headersOf(
  outgoing: Outgoing,
  credential: Credential,
  options: CollectOptions,
): OutgoingHttpHeaders {
  return {
    ...credential.headers,
    accept: outgoing.accept,
    'accept-encoding': 'gzip',
    'user-agent': options.userAgent,
    ...(outgoing.body === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

/** What a proxy answers to CONNECT is never taken for the server's own answer. */
function proxyRefused(status: number): CollectionFailure {
  return new CollectionFailure('proxy', `the proxy answered ${status}`, {
    hint: 'check proxy-url, HTTPS_PROXY and NO_PROXY, and what the proxy lets through',
  })
}

function silence(options: CollectOptions): CollectionFailure {
  const seconds = options.bounds.silenceSeconds
  return new CollectionFailure('timeout', `the server was silent for ${seconds} s`, {
    hint: 'check the load of the API server and what stands before it',
  })
}

/** Compares the Date headers of answers (RFC 9110 section 6.6.1, whole seconds) with our clock. */
function clockComparison(options: CollectOptions) {
  let found: { first: number; last: number } | undefined
  return {
    note: (date: string | undefined) => {
      const theirs = Date.parse(date ?? '')
      if (Number.isNaN(theirs)) return
      const last = Math.round((theirs - millisecondsOf(options.clock.now())) / 1000)
      found = { first: found?.first ?? last, last }
    },
    difference: () => found,
  }
}
