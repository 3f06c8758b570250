import { Fault, isFault } from '../../core/fault.ts'

/** What an S3 error is, whichever way the SDK hands it over. */
type S3Error = { readonly name: string; readonly status: number | undefined; readonly code: string }

type Refusal = readonly [why: string, hint: string]

const CREDENTIALS =
  'give the access key that the bucket knows (accessKeyIdFile, secretAccessKeyFile, or the environment)'
const DENIED: Refusal = [
  'access denied',
  'the account needs s3:PutObject, s3:GetObject, s3:ListBucket and s3:ListBucketVersions on this bucket and prefix',
]
const UNREACHABLE: Refusal = [
  'the server cannot be reached',
  'check endpoint, DNS, proxy and network policy; nothing was committed',
]
const TLS: Refusal = [
  "the server's certificate is not trusted",
  'give the authority that signed it as caFile, and check the host name in the endpoint',
]

/** By name of the error as S3 gives it. */
const NAMED: Readonly<Record<string, Refusal>> = {
  AccessDenied: DENIED,
  NoSuchBucket: ['the bucket does not exist', 'create it, or correct archive.bucket'],
  RequestTimeTooSkewed: [
    "this machine's clock and the server's differ too much",
    'set the clock by NTP: evidence with a wrong time is no evidence',
  ],
  InvalidAccessKeyId: ['the access key is not known', CREDENTIALS],
  // versitygw's name for the same
  XAdminUserNotFound: ['the access key is not known', CREDENTIALS],
  SignatureDoesNotMatch: ['the secret key does not match the access key', CREDENTIALS],
  ExpiredToken: ['the session token has expired', 'renew the token before the job starts'],
  InvalidToken: ['the session token is not valid', CREDENTIALS],
  CredentialsProviderError: ['there are no credentials', CREDENTIALS],
  PermanentRedirect: [
    'the bucket is in another region',
    'set archive.region to the region of the bucket',
  ],
  AuthorizationHeaderMalformed: [
    'the region is wrong',
    'set archive.region to the region of the bucket',
  ],
  BadDigest: [
    'the server received other bytes than were sent',
    'something on the way alters uploads: find it before going on',
  ],
  XAmzContentSHA256Mismatch: [
    'the server received other bytes than were sent',
    'something on the way alters uploads: find it before going on',
  ],
  EntityTooLarge: [
    'a file is too large for one object',
    'objects end at 5 GiB; split the estate over several archives',
  ],
  QuotaExceeded: ['the quota of the bucket is used up', 'raise the quota, then run again'],
  NotImplemented: [
    'the server does not know what was asked of it',
    'set archive.encryption to none where the server has no encryption',
  ],
}

/** By system or TLS error code. */
const UNTRUSTED = /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|CERT_|ERR_TLS)/
const NETWORK = /^(E[A-Z_]+|UND_ERR.*)$/

/** The Fault `ARCHIVE_REFUSED` that an S3 error becomes; a Fault and a bug stay themselves. */
export function s3Refusal(error: unknown, where: string): unknown {
  if (isFault(error) || !(error instanceof Error)) return error
  const [why, hint] = refusalOf(s3ErrorOf(error)) ?? []
  if (why === undefined || hint === undefined) return error
  return new Fault('ARCHIVE_REFUSED', `${where}: ${why}`, { hint, cause: error })
}

function refusalOf(error: S3Error): Refusal | undefined {
  if (UNTRUSTED.test(error.code)) return TLS
  if (error.name === 'TimeoutError' || NETWORK.test(error.code)) return UNREACHABLE
  const named = Object.hasOwn(NAMED, error.name) ? NAMED[error.name] : undefined
  return named ?? byStatus(error)
}

function byStatus({ name, status }: S3Error): Refusal | undefined {
  if (status === undefined) return undefined
  if (status === 401 || status === 403) return DENIED
  if (status === 429 || status >= 500)
    return [`the server failed (${status} ${name})`, 'try again later; nothing was committed']
  return [
    `the server answered ${status} ${name}`,
    'run `exhibit doctor` and read the log of the server',
  ]
}

/** Whether the same request may well succeed a moment later: overload, a lost connection, a conflict with a write in flight. */
export function isPassing(error: unknown): boolean {
  const { name, status, code } = s3ErrorOf(error)
  if (UNTRUSTED.test(code)) return false
  if (name === 'TimeoutError' || NETWORK.test(code)) return true
  if (name === 'ConditionalRequestConflict' || name === 'RequestTimeout') return true
  return status !== undefined && name !== 'NotImplemented' && (status === 429 || status >= 500)
}

/** Whether the object was there already (RFC 9110, If-None-Match). */
export function isTaken(error: unknown): boolean {
  const { name, status } = s3ErrorOf(error)
  return name === 'PreconditionFailed' || status === 412
}

/** Whether the server does not take what was sent as it is (400): a body that is not what its SHA-256 says, where the account may write. */
export function isMalformed(error: unknown): boolean {
  return s3ErrorOf(error).status === 400
}

/** Whether there is no such object, in a bucket that exists. */
export function isAbsent(error: unknown): boolean {
  const { name, status } = s3ErrorOf(error)
  return name === 'NoSuchKey' || (name === 'NotFound' && status === 404)
}

/** Whether the server or the account does not allow to look at versions. */
export function isWithoutVersions(error: unknown): boolean {
  const { name, status } = s3ErrorOf(error)
  return name === 'AccessDenied' || name === 'NotImplemented' || status === 405 || status === 501
}

function s3ErrorOf(error: unknown): S3Error {
  if (!(error instanceof Error)) return { name: '', status: undefined, code: '' }
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined
  const status = isObject(metadata) ? metadata.httpStatusCode : undefined
  const code = 'code' in error ? error.code : undefined
  return {
    name: error.name,
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'string' ? code : '',
  }
}

function isObject(value: unknown): value is { readonly httpStatusCode?: unknown } {
  return typeof value === 'object' && value !== null
}
