import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a fake bucket is kept; whatever is absent the server does not know, and answers 501. */
export type BucketShape = {
  readonly versioning?: 'Enabled' | 'Suspended' | ''
  /** text of DefaultRetention; empty: a lock without one; `none`: the bucket has no lock */
  readonly lock?: string
  readonly publicPolicy?: boolean
  /** whether requests without credentials are answered */
  readonly open?: boolean
  /** the Date that it sends */
  readonly date?: string
}

/** A server with one empty bucket, `evidence`, that answers questions about it and refuses every write. */
export type FakeBucket = {
  readonly endpoint: string
  /** methods of all requests */
  readonly methods: readonly string[]
  readonly close: () => Promise<void>
}

/** Starts the server. */
export async function startFakeBucket(shape: BucketShape): Promise<FakeBucket> {
  const methods: string[] = []
  const server = createServer((request, response) => {
    methods.push(request.method ?? '')
    const [status, body] = answerOf(shape, request)
    if (shape.date !== undefined) response.setHeader('date', shape.date)
    response.writeHead(status, { 'content-type': 'application/xml' })
    response.end(`<?xml version="1.0"?>${body}`)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    methods,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

type Answer = readonly [status: number, body: string]

function answerOf(shape: BucketShape, request: IncomingMessage): Answer {
  const url = new URL(request.url ?? '/', 'http://fake')
  const signed = request.headers.authorization !== undefined
  if (!signed && shape.open !== true) return refusal(403, 'AccessDenied')
  if (request.method === 'PUT') return refusal(403, 'AccessDenied')
  if (url.searchParams.has('versioning')) return versioning(shape)
  if (url.searchParams.has('object-lock')) return lock(shape)
  if (url.searchParams.has('policyStatus')) return policyStatus(shape)
  if (url.pathname !== '/evidence/' && url.pathname !== '/evidence')
    return refusal(404, 'NoSuchKey')
  return [200, '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>']
}

function versioning({ versioning: state }: BucketShape): Answer {
  if (state === undefined) return refusal(501, 'NotImplemented')
  const status = state === '' ? '' : `<Status>${state}</Status>`
  return [200, `<VersioningConfiguration>${status}</VersioningConfiguration>`]
}

function lock({ lock: state }: BucketShape): Answer {
  if (state === undefined) return refusal(403, 'AccessDenied')
  if (state === 'none') return refusal(404, 'ObjectLockConfigurationNotFoundError')
  const retention = `<DefaultRetention>${state}</DefaultRetention>`
  const rule = state === '' ? '' : `<Rule>${retention}</Rule>`
  return [
    200,
    `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>${rule}</ObjectLockConfiguration>`,
  ]
}

function policyStatus({ publicPolicy }: BucketShape): Answer {
  if (publicPolicy === undefined) return refusal(404, 'NoSuchBucketPolicy')
  return [200, `<PolicyStatus><IsPublic>${publicPolicy}</IsPublic></PolicyStatus>`]
}

function refusal(status: number, code: string): Answer {
  return [status, `<Error><Code>${code}</Code><Message>fake</Message></Error>`]
}
