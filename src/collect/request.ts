import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { certificateEnd } from '../core/certificate-end.ts'
import { millisecondsOf } from '../core/clock.ts'
import type { Instant } from '../core/clock.ts'
import { isJsonObject } from '../core/json.ts'
import type { JsonObject } from '../core/json.ts'
import { printable } from '../core/log.ts'
import { readAnswer } from './answer.ts'
import type { Body } from './answer.ts'
import type { Connection, Outgoing } from './connection.ts'
import type { Credential } from './credential.ts'
import { CollectionFailure } from './failure.ts'
import type { FailureClass } from './failure.ts'
import { parseAnswer } from './json-page.ts'
import { isBroken, networkFailure } from './network-failure.ts'

/** Error bodies are small Status objects; more is not read. */
const MAX_ERROR_BYTES = 64 * 1024
const FIRST_WAIT_SECONDS = 0.5

/** What an HTTP status means to us, and what to do about it. */
const REFUSALS: Readonly<Record<number, readonly [FailureClass, string]>> = {
  401: ['unauthorised', 'renew the credential of this cluster'],
  403: ['forbidden', 'grant verb list on it: exhibit init cluster prints the role'],
  404: ['not-found', 'check the server address and its path'],
  410: ['gone', 'the list took longer than the server keeps its history'],
  429: ['throttled', 'the API server is busy: run at another time'],
}

/** One try: what came of it, or that another is worth it. */
type Try =
  | { readonly kind: 'done'; readonly body: Body }
  | { readonly kind: 'again'; readonly failure: CollectionFailure; readonly seconds: number }
  /** the server refused the credential, and the next one may differ */
  | { readonly kind: 'renewed' }

/** Sends a request and gives what `parse` makes of the bytes of its answer, as `request` does; they are valid only while it runs. */
export async function requestJson<T>(
  connection: Connection,
  outgoing: Outgoing,
  parse: (bytes: Buffer) => T,
): Promise<T> {
  const body = await request(connection, outgoing)
  try {
    return parse(body.bytes)
  } finally {
    body.release()
  }
}

/**
 * Sends a request and gives the bytes of its JSON answer, not yet parsed; they must be released.
 *
 * 429 and 5xx are tried again as often as the bounds say, after the server's Retry-After where it gives one (RFC 9110 section 10.2.3); 401 once,
 * with a renewed credential; a broken connection likewise. Redirects are never followed. Rejects with CollectionFailure, whatever the server does.
 */
export async function request(connection: Connection, outgoing: Outgoing): Promise<Body> {
  const { tries } = connection.options.bounds
  let mayRenew = true
  for (let number = 1; ; number++) {
    const result = await tryOnce(connection, outgoing, { number, mayRenew })
    if (result.kind === 'done') return result.body
    if (result.kind === 'renewed') {
      mayRenew = false
      number--
    } else if (number >= tries) throw result.failure
    else await pause(connection, result.seconds)
  }
}

/** Which try it is, and whether the credential may still be renewed: once for a request, and that is no try of its own. */
type Turn = { readonly number: number; readonly mayRenew: boolean }

async function tryOnce(connection: Connection, outgoing: Outgoing, turn: Turn): Promise<Try> {
  try {
    const credential = await connection.credentials.current()
    const response = await connection.send(outgoing, credential)
    const status = response.statusCode ?? 0
    if (status === 200 || status === 201)
      return { kind: 'done', body: await readJson(connection, response) }
    return await refused(connection, response, status, turn).catch((error: unknown) => {
      throw told(error, credential, connection.options.clock.now())
    })
  } catch (error) {
    const failure = networkFailure(error, connection.server, connection.signal)
    if (isBroken(error) && !connection.signal.aborted)
      return { kind: 'again', failure, seconds: backOff(turn.number) }
    throw failure
  }
}

function readJson(connection: Connection, response: IncomingMessage): Promise<Body> {
  const type = response.headers['content-type'] ?? 'nothing'
  if (type.includes('json'))
    return readAnswer(response, connection.options.bounds.answerBytes, connection.pool)
  response.destroy()
  throw new CollectionFailure('parse', `answered ${printable(type).slice(0, 40)}, not JSON`, {
    hint: 'a login page or another proxy may stand before the API server',
  })
}

async function refused(
  connection: Connection,
  response: IncomingMessage,
  status: number,
  { number, mayRenew }: Turn,
): Promise<Try> {
  if (status >= 300 && status < 400) {
    response.destroy()
    throw new CollectionFailure('redirect', `answered ${status}: redirects are not followed`, {
      hint: 'give the address of the API server itself',
    })
  }
  const failure = await statusFailure(connection, response, status)
  if (status === 401 && mayRenew && connection.credentials.renew()) return { kind: 'renewed' }
  if ((status === 429 || status >= 500) && !isTooNew(failure))
    return { kind: 'again', failure, seconds: waitOf(connection, response, number) }
  throw failure
}

/** Whether the server says that it does not know a resourceVersion yet: waiting for it would not help an anchored list. */
export function isTooNew(failure: CollectionFailure): boolean {
  const details = isJsonObject(failure.body) ? failure.body.details : undefined
  const causes = isJsonObject(details) ? details.causes : undefined
  return (
    Array.isArray(causes) &&
    causes.some((cause) => isJsonObject(cause) && cause.reason === 'ResourceVersionTooLarge')
  )
}

async function statusFailure(
  connection: Connection,
  response: IncomingMessage,
  status: number,
): Promise<CollectionFailure> {
  const body = await errorBody(connection, response)
  const [failureClass, hint] = REFUSALS[status] ?? [
    status >= 500 ? 'server' : 'rejected',
    'look into the log of the API server',
  ]
  const said = typeof body.message === 'string' ? printable(body.message).slice(0, 300) : ''
  const message = said === '' ? `answered ${status}` : said
  return new CollectionFailure(failureClass, message, { hint, body })
}

/** The Status object of an error answer; empty where the body is anything else: the status code says enough. */
async function errorBody(connection: Connection, response: IncomingMessage): Promise<JsonObject> {
  try {
    const body = await readAnswer(response, MAX_ERROR_BYTES, connection.pool)
    try {
      return parseAnswer(body.bytes, 'the error')
    } finally {
      body.release()
    }
  } catch (error) {
    if (error instanceof CollectionFailure && !connection.signal.aborted) return {}
    throw error
  }
}

/** The same failure without the credential, should the server have put it into its message, and with its end, should that have come. */
function told(error: unknown, credential: Credential, now: Instant): unknown {
  if (!(error instanceof CollectionFailure)) return error
  const [, secret] = /^\w+ (.+)$/.exec(String(credential.headers.authorization ?? '')) ?? []
  const message = secret === undefined ? error.message : error.message.replaceAll(secret, '***')
  const end = certificateEnd(credential.certificate ?? '')
  if (error.class !== 'unauthorised' || end === undefined || end > now)
    return new CollectionFailure(error.class, message, error)
  return new CollectionFailure(error.class, `the client certificate ended at ${end}`, error)
}

function waitOf(connection: Connection, response: IncomingMessage, number: number): number {
  const header = response.headers['retry-after'] ?? ''
  const asked = /^\d+$/.test(header)
    ? Number(header)
    : (Date.parse(header) - millisecondsOf(connection.options.clock.now())) / 1000
  const seconds = Number.isNaN(asked) ? backOff(number) : Math.max(asked, 0)
  return Math.min(seconds, connection.options.bounds.longestWaitSeconds)
}

function backOff(number: number): number {
  return FIRST_WAIT_SECONDS * 2 ** (number - 1)
}

async function pause(connection: Connection, seconds: number): Promise<void> {
  try {
    await wait(seconds * 1000, undefined, { signal: connection.signal })
  } catch (error) {
    throw networkFailure(error, connection.server, connection.signal)
  }
}
