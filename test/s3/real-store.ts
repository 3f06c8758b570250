import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { startChild, waitUntil } from '../peer/child.ts'
import type { Child } from '../peer/child.ts'
import type { Found } from '../peer/part.ts'
import { freePorts } from '../peer/ports.ts'

/** Where an S3 server is, and the keys of one who may do anything there. */
type Endpoint = {
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** How to get a store: a versitygw program to start, or a server that runs already. */
export type StoreSource =
  | { readonly kind: 'program'; readonly path: string }
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }

/** A real S3 server with two empty buckets. */
export type RealStore = Endpoint & {
  readonly client: S3Client
  /** Nothing special. */
  readonly plain: string
  /** Object Lock and versioning on. */
  readonly locked: string
  /** Ends the server, if it is ours, and removes what it stored. A second call does nothing. */
  readonly stop: () => Promise<void>
}

const HOW =
  'set EXHIBIT_S3_SERVER to a versitygw program: EXHIBIT_S3_SERVER="$(.ci/build-s3-peer.sh)" npm run test:s3; or ' +
  'EXHIBIT_S3_ENDPOINT, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a server that may get two new buckets'

/** The server that the environment names. */
export function findStore(env: NodeJS.ProcessEnv = process.env): Found<StoreSource> {
  const endpoint = env.EXHIBIT_S3_ENDPOINT
  if (endpoint !== undefined) return findEndpoint(endpoint, env)
  const path = env.EXHIBIT_S3_SERVER
  if (path === undefined || path === '') return { kind: 'missing', how: HOW }
  return isProgram(path)
    ? { kind: 'found', location: { kind: 'program', path } }
    : { kind: 'missing', how: `${path} is not a program; ${HOW}` }
}

function findEndpoint(endpoint: string, env: NodeJS.ProcessEnv): Found<StoreSource> {
  const accessKeyId = env.AWS_ACCESS_KEY_ID
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY
  if (accessKeyId === undefined || secretAccessKey === undefined)
    return { kind: 'missing', how: `EXHIBIT_S3_ENDPOINT needs keys; ${HOW}` }
  const region = env.AWS_REGION ?? 'us-east-1'
  const location = { endpoint, region, accessKeyId, secretAccessKey }
  return { kind: 'found', location: { kind: 'endpoint', endpoint: location } }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts the server where it is a program, and makes the buckets. */
export async function startRealStore(source: StoreSource): Promise<RealStore> {
  const started =
    source.kind === 'program' ? await startGateway(source.path) : none(source.endpoint)
  const client = s3Client(started.endpoint)
  const stop = async () => {
    client.destroy()
    await started.stop()
  }
  try {
    return { ...started.endpoint, client, ...(await makeBuckets(client)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Started = { readonly endpoint: Endpoint; readonly stop: () => Promise<void> }

function none(endpoint: Endpoint): Started {
  return { endpoint, stop: () => Promise.resolve() }
}

const KEYS = { accessKeyId: 'test-access-key', secretAccessKey: 'test-secret-key' }

async function startGateway(program: string): Promise<Started> {
  const [port = 0] = await freePorts(1)
  const folder = mkdtempSync(join(tmpdir(), 'exhibit-s3-'))
  const gateway = runGateway(program, port, folder)
  const stop = async () => {
    await gateway.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const endpoint = `http://127.0.0.1:${port}`
  try {
    await waitUntil('versitygw', gateway, async () => (await fetch(`${endpoint}/health`)).ok)
  } catch (error) {
    await stop()
    throw error
  }
  return { endpoint: { endpoint, region: 'us-east-1', ...KEYS }, stop }
}

function runGateway(program: string, port: number, folder: string): Child {
  const data = join(folder, 'data')
  const versions = join(folder, 'versions')
  mkdirSync(data)
  mkdirSync(versions)
  return startChild(
    program,
    [
      ...['--port', `127.0.0.1:${port}`, '--health', '/health', '--quiet', '--keep-alive'],
      ...['posix', '--versioning-dir', versions, data],
    ],
    { ROOT_ACCESS_KEY: KEYS.accessKeyId, ROOT_SECRET_KEY: KEYS.secretAccessKey },
  )
}

function s3Client({ endpoint, region, ...credentials }: Endpoint): S3Client {
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true })
}

async function makeBuckets(client: S3Client): Promise<Pick<RealStore, 'plain' | 'locked'>> {
  const suffix = `${process.pid}-${Math.floor(performance.timeOrigin)}`
  const plain = `plain-${suffix}`
  const locked = `locked-${suffix}`
  await client.send(new CreateBucketCommand({ Bucket: plain }))
  await client.send(new CreateBucketCommand({ Bucket: locked, ObjectLockEnabledForBucket: true }))
  await client.send(
    new PutBucketVersioningCommand({
      Bucket: locked,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  )
  return { plain, locked }
}
