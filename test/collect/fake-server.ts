import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { makeCertificates } from '../cluster/certificates.ts'
import type { Certificates } from '../cluster/certificates.ts'
import type { FakeCluster, FakeResource } from './fake-cluster.ts'

/** One request as it came in. */
export type Seen = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** whether a client certificate was shown that our CA signed and that has not ended */
  readonly certificate: 'none' | 'good' | 'bad'
}

/** Answers a request in place of the fake; false lets the fake answer. */
export type Hook = (seen: Seen, response: ServerResponse) => boolean

/** A fake API server with a real TLS certificate; it serves one fake cluster and remembers what it was asked. */
export type FakeServer = {
  readonly url: string
  readonly ca: string
  readonly seen: readonly Seen[]
  /** TCP connections that were opened */
  readonly connections: () => number
  close(): Promise<void>
}

let made: Certificates | undefined

/** Certificates of one CA, made once for a whole test run: server for 127.0.0.1 and localhost, client valid and ended. */
export function certificates(): Certificates {
  if (made !== undefined) return made
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-fake-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  made = makeCertificates(folder)
  return made
}

/** Starts a fake API server on a free port of 127.0.0.1. */
export async function startFake(
  cluster: FakeCluster,
  hook: Hook = () => false,
): Promise<FakeServer> {
  const { server: pair, ca } = certificates()
  const seen: Seen[] = []
  let connections = 0
  const server = createServer(
    {
      cert: readFileSync(pair.certificate),
      key: readFileSync(pair.key),
      ca: readFileSync(ca),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const one = look(request)
      seen.push(one)
      request.resume()
      if (!hook(one, response)) answer(cluster, one, response)
    },
  )
  server.on('secureConnection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: readFileSync(ca, 'utf8'),
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Sends a JSON body, gzipped when it was asked for. */
export function send(response: ServerResponse, status: number, body: unknown, gzip = false): void {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  response.statusCode = status
  response.setHeader('content-type', 'application/json')
  if (gzip) response.setHeader('content-encoding', 'gzip')
  response.end(gzip ? gzipSync(bytes, { level: 1 }) : bytes)
}

/** Sends a Status object as the API server does. */
export function refuse(response: ServerResponse, code: number, message: string, more = {}): void {
  send(response, code, {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    message,
    code,
    ...more,
  })
}

function look(request: IncomingMessage): Seen {
  const url = new URL(request.url ?? '/', 'https://fake')
  const socket = request.socket as unknown as TLSSocket
  const shown = Object.keys(socket.getPeerCertificate()).length > 0
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    certificate: !shown ? 'none' : socket.authorized ? 'good' : 'bad',
  }
}

function answer(cluster: FakeCluster, seen: Seen, response: ServerResponse): void {
  const { path } = seen
  if (path === '/api' || path === '/apis') send(response, 200, discovery(cluster, path))
  else if (path === '/version') send(response, 200, { gitVersion: 'v1.35.0' })
  else if (seen.method === 'POST') send(response, 201, review(path))
  else {
    const resource = cluster.resources.find((one) => path === pathOf(one))
    if (resource === undefined) refuse(response, 404, `no ${path}`)
    else list(cluster, resource, seen, response)
  }
}

/** The path of a resource's list over all namespaces. */
export function pathOf({ group, version, resource }: FakeResource): string {
  return group === '' ? `/api/${version}/${resource}` : `/apis/${group}/${version}/${resource}`
}

/** The aggregated form of discovery (apidiscovery.k8s.io/v2). */
export function discovery({ resources }: FakeCluster, root: string): object {
  const groups = Map.groupBy(
    resources.filter(({ group }) => (group === '') === (root === '/api')),
    ({ group }) => group,
  )
  const items = [...groups].map(([name, members]) => ({
    metadata: { name },
    versions: [...Map.groupBy(members, ({ version }) => version)].map(([version, all]) => ({
      version,
      freshness: 'Current',
      resources: all.map(({ resource, kind, namespaced }) => ({
        resource,
        responseKind: { group: name, version, kind },
        scope: namespaced ? 'Namespaced' : 'Cluster',
        verbs: ['list', 'get'],
      })),
    })),
  }))
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items }
}

function review(path: string): object {
  if (path.endsWith('selfsubjectreviews'))
    return {
      kind: 'SelfSubjectReview',
      status: { userInfo: { username: 'reader', groups: ['system:authenticated'] } },
    }
  return {
    kind: 'SelfSubjectRulesReview',
    status: {
      incomplete: false,
      resourceRules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }],
      nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/version'] }],
    },
  }
}

/** A page as the API server gives it: items of built-in kinds without kind, a token that holds version and place. */
function list(
  cluster: FakeCluster,
  resource: FakeResource,
  { query, headers }: Seen,
  response: ServerResponse,
): void {
  const limit = Number(query.get('limit') ?? resource.objects.length)
  const from = Number(query.get('continue')?.split(':')[1] ?? 0)
  const name = query.get('fieldSelector')?.replace('metadata.name=', '')
  const all = resource.objects.filter((one) => name === undefined || one.metadata.name === name)
  const items = all.slice(from, from + limit)
  const next = from + limit < all.length ? { continue: `${cluster.version}:${from + limit}` } : {}
  const gzip = (headers['accept-encoding'] ?? '').includes('gzip')
  const apiVersion =
    resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
  const metadata = { resourceVersion: cluster.version, ...next }
  send(response, 200, { kind: `${resource.kind}List`, apiVersion, metadata, items }, gzip)
}
