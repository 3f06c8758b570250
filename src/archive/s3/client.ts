import { readFile } from 'node:fs/promises'
import type * as S3 from '@aws-sdk/client-s3'
import { Fault, messageOf } from '../../core/fault.ts'
import { isPassing, s3Refusal } from './refusal.ts'
import type { S3CredentialFiles, S3Settings } from './settings.ts'

/** An open connection: the SDK, which loads only when it is used, and a client of one bucket. */
export type S3Connection = {
  readonly sdk: typeof S3
  readonly client: S3.S3Client
  readonly bucket: string
  /** `''` or ending in `/`; in front of every path */
  readonly prefix: string
  /** where it is, for people */
  readonly where: string
  /** waits between tries, in milliseconds */
  readonly delays: readonly number[]
}

/** Waits between tries: six tries over half a minute. */
export const DELAYS: readonly number[] = [250, 1000, 4000, 8000, 16000]

/** Waits between tries while somebody waits for the answer. */
export const SHORT_DELAYS: readonly number[] = [250]

/** As whom requests are sent: with the credentials of the settings, or as anybody could send them. */
type Caller = 'writer' | 'anonymous'

/** Opens a connection; nothing is sent yet. Throws Fault `CONFIGURATION` when a file named in the settings cannot be read. */
export async function connect(
  settings: S3Settings,
  delays: readonly number[],
  caller: Caller = 'writer',
): Promise<S3Connection> {
  const sdk = await import('@aws-sdk/client-s3')
  const { bucket, prefix, endpoint } = settings
  return {
    sdk,
    client: new sdk.S3Client({
      ...(await configuration(settings)),
      ...(caller === 'anonymous' ? UNSIGNED : {}),
    }),
    bucket,
    prefix: prefix === undefined ? '' : `${prefix}/`,
    where: `s3://${bucket}${prefix === undefined ? '' : `/${prefix}`}${endpoint === undefined ? '' : ` at ${endpoint}`}`,
    delays,
  }
}

/** Keeps the SDK from writing to the console: what fails comes back as a fault. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/** Requests without signature: the SDK insists on credentials, and then puts nothing of them into the request. */
const UNSIGNED: S3.S3ClientConfig = {
  credentials: { accessKeyId: 'anonymous', secretAccessKey: 'anonymous' },
  signer: { sign: (request) => Promise.resolve(request) },
}

/** Tries are counted here and not in the SDK, which cannot send a file twice and silently corrects a wrong clock. */
async function configuration(settings: S3Settings): Promise<S3.S3ClientConfig> {
  const { region, endpoint, credentials, caFile } = settings
  const usedRegion = region ?? (endpoint === undefined ? undefined : 'us-east-1')
  return {
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    followRegionRedirects: false,
    logger: SILENT,
    forcePathStyle: settings.pathStyle ?? false,
    requestHandler: {
      connectionTimeout: 10_000,
      socketTimeout: 60_000,
      ...(caFile === undefined ? {} : { httpsAgent: { ca: await settingFile(caFile) } }),
    },
    ...(usedRegion === undefined ? {} : { region: usedRegion }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials: () => readCredentials(credentials) }),
  }
}

/** Read again whenever the SDK asks, so that rotated keys are taken up. */
async function readCredentials(files: S3CredentialFiles) {
  const token = files.sessionTokenFile
  return {
    accessKeyId: (await settingFile(files.accessKeyIdFile)).trim(),
    secretAccessKey: (await settingFile(files.secretAccessKeyFile)).trim(),
    ...(token === undefined ? {} : { sessionToken: (await settingFile(token)).trim() }),
  }
}

async function settingFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new Fault('CONFIGURATION', `cannot read ${path}: ${messageOf(error)}`, {
      hint: 'the archive settings name this file; mount it, or correct the path',
      cause: error,
    })
  }
}

/**
 * Sends a request, again while its failure may pass, and turns what remains into a fault. `request` is told which try it is, from 0; an error
 * that `expected` accepts is thrown as it is.
 */
export async function tried<T>(
  connection: S3Connection,
  request: (attempt: number) => Promise<T>,
  expected: (error: unknown) => boolean = () => false,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await request(attempt)
    } catch (error) {
      if (expected(error)) throw error
      const delay = connection.delays[attempt]
      if (delay === undefined || !isPassing(error)) throw s3Refusal(error, connection.where)
      await new Promise((wake) => setTimeout(wake, delay))
    }
  }
}
