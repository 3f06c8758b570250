import type * as S3 from '@aws-sdk/client-s3'
import { millisecondsOf, type Clock } from '../../core/clock.ts'
import { isFault } from '../../core/fault.ts'
import { ARCHIVE_RECORD } from '../layout.ts'
import { connect, SHORT_DELAYS, tried, type S3Connection } from './client.ts'
import type { S3Settings } from './settings.ts'

/** Whether an object that is locked cannot be deleted; `retention` is what applies by itself, `COMPLIANCE 365 days`. */
export type BucketLock =
  | { readonly kind: 'on'; readonly retention?: string }
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown' }

/** How a bucket keeps what is written into it, as far as the server tells; `unknown` where it does not, or not to this account. */
export type BucketFacts = {
  readonly versioning: 'on' | 'off' | 'unknown'
  readonly lock: BucketLock
  /** who can read it without credentials */
  readonly publicTo: 'nobody' | 'anybody' | 'unknown'
  readonly plainHttp: boolean
  /** server minus ours, in seconds; absent where it sent no Date */
  readonly clockDifference?: number
}

/** Asks about a bucket and writes nothing. What the server or the account does not allow to ask is `unknown`. */
export async function bucketFacts(settings: S3Settings, clock: Clock): Promise<BucketFacts> {
  const connection = await connect(settings, SHORT_DELAYS)
  const date = noteDate(connection)
  try {
    const versioning = await versioningOf(connection)
    const lock = await lockOf(connection)
    const publicTo = await publicAccess(connection, settings)
    const theirs = Date.parse(date() ?? '')
    const difference = Math.round((theirs - millisecondsOf(clock.now())) / 1000)
    return {
      versioning,
      lock,
      publicTo,
      plainHttp: settings.endpoint?.startsWith('http:') === true,
      ...(Number.isNaN(difference) ? {} : { clockDifference: difference }),
    }
  } finally {
    connection.client.destroy()
  }
}

/** Remembers the Date header of the last answer (RFC 9110, section 6.6.1). */
function noteDate({ client }: S3Connection): () => string | undefined {
  let last: string | undefined
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args)
      const { headers = {} } = answer.response as { headers?: Record<string, string> }
      last = headers.date ?? last
      return answer
    },
    { step: 'deserialize', priority: 'low', name: 'noteDate' },
  )
  return () => last
}

async function versioningOf(connection: S3Connection): Promise<BucketFacts['versioning']> {
  const { sdk, client, bucket } = connection
  const command = () => new sdk.GetBucketVersioningCommand({ Bucket: bucket })
  const answer = await asked(connection, () => client.send(command()))
  if (answer.kind !== 'answer') return 'unknown'
  return answer.value.Status === 'Enabled' ? 'on' : 'off'
}

async function lockOf(connection: S3Connection): Promise<BucketLock> {
  const { sdk, client, bucket } = connection
  const command = () => new sdk.GetObjectLockConfigurationCommand({ Bucket: bucket })
  const answer = await asked(connection, () => client.send(command()))
  if (answer.kind === 'refused')
    return { kind: answer.name === 'ObjectLockConfigurationNotFoundError' ? 'off' : 'unknown' }
  const { ObjectLockEnabled, Rule } = answer.value.ObjectLockConfiguration ?? {}
  if (ObjectLockEnabled !== 'Enabled') return { kind: 'off' }
  const retention = retentionOf(Rule?.DefaultRetention)
  return { kind: 'on', ...(retention === undefined ? {} : { retention }) }
}

function retentionOf(rule: S3.DefaultRetention | undefined): string | undefined {
  const { Mode, Days, Years } = rule ?? {}
  if (Mode === undefined) return undefined
  return `${Mode} ${Years === undefined ? `${Days ?? 0} days` : `${Years} years`}`
}

/** What the policy says, and what happens to requests without credentials: either is enough to call a bucket public. */
async function publicAccess(
  connection: S3Connection,
  settings: S3Settings,
): Promise<BucketFacts['publicTo']> {
  const { sdk, client, bucket } = connection
  const command = () => new sdk.GetBucketPolicyStatusCommand({ Bucket: bucket })
  const policy = await asked(connection, () => client.send(command()))
  if (policy.kind === 'answer' && policy.value.PolicyStatus?.IsPublic === true) return 'anybody'
  return withoutCredentials(settings)
}

async function withoutCredentials(settings: S3Settings): Promise<BucketFacts['publicTo']> {
  const connection = await connect(settings, SHORT_DELAYS, 'anonymous')
  const { sdk, client, bucket, prefix } = connection
  const list = () => new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 })
  const read = () => new sdk.GetObjectCommand({ Bucket: bucket, Key: prefix + ARCHIVE_RECORD })
  try {
    const listed = await asked(connection, () => client.send(list()))
    const found = await asked(connection, () => client.send(read()))
    if (listed.kind === 'answer' || found.kind === 'answer') return 'anybody'
    return [listed, found].every(({ status }) => status === 401 || status === 403)
      ? 'nobody'
      : 'unknown'
  } finally {
    client.destroy()
  }
}

type Asked<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'refused'; readonly name: string; readonly status: number | undefined }

/** An answer, or the server's refusal; a server that cannot be reached is a fault. */
async function asked<T>(connection: S3Connection, send: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { kind: 'answer', value: await tried(connection, send, isRefusal) }
  } catch (error) {
    if (isFault(error) || !isRefusal(error)) throw error
    return { kind: 'refused', name: error.name, status: error.$metadata?.httpStatusCode }
  }
}

type Refusal = Error & { readonly $metadata?: { readonly httpStatusCode?: number } }

/** Whether the server answered, and the answer was no. */
function isRefusal(error: unknown): error is Refusal {
  if (!(error instanceof Error) || !('$metadata' in error)) return false
  const status = (error as Refusal).$metadata?.httpStatusCode ?? 0
  return (status >= 400 && status < 429) || status === 501
}
