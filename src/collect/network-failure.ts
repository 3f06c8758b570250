import { messageOf } from '../core/fault.ts'
import { printable } from '../core/log.ts'
import { CollectionFailure } from './failure.ts'
import type { FailureClass } from './failure.ts'

/** Codes of Node and OpenSSL, and what they say of a connection. */
const CLASSES: readonly (readonly [RegExp, FailureClass, string | undefined])[] = [
  [/^(ENOTFOUND|EAI_)/, 'dns', 'check the server name in the kubeconfig and the resolver'],
  [
    /ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)|CERTIFICATE_REQUIRED/,
    'unauthorised',
    'the server does not accept our client certificate: check its end date and issuer',
  ],
  [
    /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_OSSL|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/,
    'tls',
    'check certificate-authority and tls-server-name in the kubeconfig',
  ],
  [/^(ETIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)/, 'timeout', 'check routes and firewalls to it'],
  [/^E[A-Z]+$/, 'tcp', 'check that the API server runs and can be reached from here'],
  [/^(HPE_|ERR_HTTP)/, 'parse', 'what answers there does not speak HTTP'],
  [/^(Z_|ERR_BUFFER)/, 'parse', 'the answer is not valid gzip'],
]

/**
 * What went wrong with a connection, as a CollectionFailure with its class and a hint. `server` names the other side.
 *
 * Anything without an error code is a bug of ours and is thrown as it is.
 */
export function networkFailure(
  error: unknown,
  server: string,
  signal: AbortSignal,
): CollectionFailure {
  const reason: unknown = signal.reason
  if (signal.aborted && reason instanceof CollectionFailure) return reason
  if (error instanceof CollectionFailure) return error
  const code = codeOf(error)
  if (code === undefined) throw error
  const [, failureClass, hint] = CLASSES.find(([pattern]) => pattern.test(code)) ?? []
  return new CollectionFailure(
    failureClass ?? 'tcp',
    `${server}: ${printable(messageOf(error)).slice(0, 200) || code}`,
    { cause: error, ...(hint === undefined ? {} : { hint }) },
  )
}

/** Whether a connection broke while it was in use, which a second try may mend. */
export function isBroken(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(codeOf(error) ?? '')
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
