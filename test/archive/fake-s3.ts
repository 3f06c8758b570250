import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listing, versionListing } from './fake-s3-listing.ts'

/** An answer that a test puts in place of the right one. `drop` closes the connection; `after` does the work and then loses the answer. */
export type Injected =
  | { readonly kind: 'error'; readonly status: number; readonly code: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'after' }

/** What a request is about, as far as tests ask. */
export type SeenRequest = {
  readonly method: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
}

/** A strict S3 server in this process: signatures are not checked, conditions and checksums are. */
export type FakeS3 = {
  readonly endpoint: string
  /** the newest bytes under each key */
  readonly objects: Map<string, Buffer>
  readonly requests: SeenRequest[]
  /** asked before each request; absent: the right answer */
  inject: (request: SeenRequest) => Injected | undefined
  /** lets every write through, as some servers do */
  ignoresConditions: boolean
  /** stores bodies that are not what their SHA-256 says, as some servers do */
  ignoresSums: boolean
  /** refuses to list versions, as some servers do */
  withoutVersions: boolean
  /** loses the connection before the last byte of an object */
  cutsShort: boolean
  readonly close: () => Promise<void>
}

type State = FakeS3 & { readonly written: Map<string, number>; readonly pageSize: number }

/** Starts the server; listings come in pages of `pageSize` keys. There is one bucket, `evidence`. */
export async function startFakeS3(pageSize = 10): Promise<FakeS3> {
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const state: State = {
    endpoint: `http://127.0.0.1:${port}`,
    objects: new Map(),
    written: new Map(),
    requests: [],
    inject: () => undefined,
    ignoresConditions: false,
    ignoresSums: false,
    withoutVersions: false,
    cutsShort: false,
    pageSize,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
  return state
}

/** What goes back over the wire; absent: the connection is closed without a word. */
type Reply = {
  readonly status: number
  readonly headers?: Record<string, string | number>
  readonly body?: Buffer | string
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', state.endpoint)
  const [bucket = '', ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent)
  const { method = '', headers } = request
  const seen: SeenRequest = { method, key: rest.join('/'), query: url.searchParams, headers }
  state.requests.push(seen)
  const body = await bodyOf(request)
  const injected = state.inject(seen) ?? unknownBucket(bucket)
  const reply =
    injected === undefined ? rightAnswer(state, seen, body) : wrong(state, seen, injected, body)
  if (reply === undefined) response.destroy()
  else send(response, reply)
}

function unknownBucket(bucket: string): Injected | undefined {
  return bucket === 'evidence' ? undefined : { kind: 'error', status: 404, code: 'NoSuchBucket' }
}

function wrong(state: State, seen: SeenRequest, injected: Injected, body: Buffer) {
  if (injected.kind === 'error') return refusal(injected.status, injected.code)
  if (injected.kind === 'after' && seen.method === 'PUT') store(state, seen.key, body)
  return undefined
}

function rightAnswer(state: State, seen: SeenRequest, body: Buffer): Reply {
  if (seen.method === 'PUT') return put(state, seen, body)
  return seen.key === '' ? list(state, seen.query) : get(state, seen.key)
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  response.writeHead(status, headers)
  const promised = Number(headers['content-length'] ?? 0)
  if (body !== undefined && body.length < promised) response.write(body, () => response.destroy())
  else response.end(body)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

function store(state: State, key: string, body: Buffer): void {
  state.objects.set(key, body)
  state.written.set(key, (state.written.get(key) ?? 0) + 1)
}

function put(state: State, { key, headers }: SeenRequest, body: Buffer): Reply {
  const digest = createHash('sha256').update(body).digest()
  if (headers['x-amz-checksum-sha256'] !== digest.toString('base64') && !state.ignoresSums)
    return refusal(400, 'BadDigest')
  if (headers['x-amz-content-sha256'] !== digest.toString('hex'))
    return refusal(400, 'XAmzContentSHA256Mismatch')
  if (headers['if-none-match'] === '*' && state.objects.has(key) && !state.ignoresConditions)
    return refusal(412, 'PreconditionFailed')
  store(state, key, body)
  return { status: 200, headers: { etag: `"${digest.toString('hex').slice(0, 32)}"` } }
}

function get(state: State, key: string): Reply {
  const body = state.objects.get(key)
  if (body === undefined) return refusal(404, 'NoSuchKey')
  const sent = state.cutsShort ? body.subarray(0, body.length - 1) : body
  return { status: 200, headers: { 'content-length': body.length }, body: sent }
}

function list(state: State, query: URLSearchParams): Reply {
  if (query.has('versions') && state.withoutVersions) return refusal(501, 'NotImplemented')
  const body = query.has('versions')
    ? versionListing(state.written, query)
    : listing(state.objects, query, state.pageSize)
  return { status: 200, headers: { 'content-type': 'application/xml' }, body }
}

function refusal(status: number, code: string): Reply {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>injected</Message></Error>`
  return { status, headers: { 'content-type': 'application/xml' }, body }
}
