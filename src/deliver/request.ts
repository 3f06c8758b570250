import { readFile } from 'node:fs/promises'
import { request as httpRequest, type Agent } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/fault.ts'
import { environmentProxy, isThisHost, proxyUrl } from '../core/proxy.ts'
import { SIGNATURE_HEADER, signatureOf } from './signature.ts'

/** Where a message goes. */
export type Webhook = {
  readonly url: string
  readonly secretFile: string
  /** PEM file of the authority that signed the server's certificate; absent: the roots that Node brings */
  readonly caFile?: string | undefined
  readonly details: boolean
}

/** What sending needs of the outside world, and its bounds. */
export type DeliveryOptions = {
  readonly clock: Clock
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly userAgent: string
  /** aborted when the process is asked to stop */
  readonly signal: AbortSignal
  /** waits between tries, in milliseconds: one try more than there are waits */
  readonly delays: readonly number[]
  /** one try, from its first byte to the head of the answer, in milliseconds */
  readonly timeoutMs: number
}

/** What one try came to. */
export type Try =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'none'; readonly why: string }

/** The fewest bytes of a secret. */
const SHORTEST_SECRET = 16

/** Whether a URL is one that messages are sent to: https, or http of this host itself; without user information. */
export function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisHost(url))
}

/** A webhook whose files were read; nothing is sent yet. */
export type Opened = {
  readonly url: URL
  readonly secret: Uint8Array
  /** absent: plain http to this host */
  readonly agent?: Agent | undefined
  readonly ca?: Buffer
}

/** Why nothing can be sent. */
export type NotOpened = { readonly why: string; readonly hint: string }

/** Reads the files of a webhook. Never throws for what is in them. */
export async function openWebhook(
  { url: address, secretFile, caFile }: Webhook,
  { environment }: Pick<DeliveryOptions, 'environment'>,
): Promise<Opened | NotOpened> {
  if (!isWebhookUrl(address))
    return { why: 'it is not an https URL', hint: 'give the https address of the webhook' }
  const url = new URL(address)
  try {
    const secret = withoutLineEnd(await readFile(secretFile))
    if (secret.length < SHORTEST_SECRET)
      return {
        why: `the secret in ${secretFile} is shorter than ${SHORTEST_SECRET} bytes`,
        hint: 'make one: openssl rand -hex 32',
      }
    const ca = caFile === undefined ? undefined : await readFile(caFile)
    const proxy = environmentProxy(url, environment)
    const agent = await agentFor(url, proxy)
    return { url, secret, agent, ...(ca === undefined ? {} : { ca }) }
  } catch (error) {
    const hint =
      'deliver.webhooks names its files: mount them, or correct the paths; check HTTPS_PROXY'
    return { why: messageOf(error), hint }
  }
}

function withoutLineEnd(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/[\r\n]+$/, ''), 'latin1')
}

async function agentFor(url: URL, proxy: string | undefined): Promise<Agent | undefined> {
  if (url.protocol === 'http:') return undefined
  if (proxy === undefined) return new HttpsAgent({ keepAlive: false })
  const through = proxyUrl(proxy)
  if (through === undefined) throw new Error('the proxy is not an http or https URL')
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  return new HttpsProxyAgent(through, { keepAlive: false })
}

/** One try: the message, signed as of now. Resolves with the head of the answer. */
export function sendOnce(
  { url, secret, agent, ca }: Opened,
  body: string,
  { clock, userAgent, timeoutMs, signal }: DeliveryOptions,
): Promise<Try> {
  const options = {
    method: 'POST',
    minVersion: 'TLSv1.2' as const,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': userAgent,
      [SIGNATURE_HEADER]: signatureOf(secret, clock.now(), body),
    },
    ...(agent === undefined ? {} : { agent }),
    ...(ca === undefined ? {} : { ca }),
  }
  return new Promise((resolve) => {
    const sent = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, options)
    sent.on('error', (error) => {
      resolve({ kind: 'none', why: whyNone(error, signal, timeoutMs) })
    })
    sent.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) sent.destroy(new Error(`the proxy answered ${statusCode}`))
    })
    sent.on('response', (answer) => {
      resolve({ kind: 'answered', status: answer.statusCode ?? 0 })
      // what it says besides is of no use, and may be endless
      answer.destroy()
    })
    sent.end(body)
  })
}

function whyNone(error: Error, signal: AbortSignal, timeoutMs: number): string {
  if (signal.aborted) return 'stopped'
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return `no answer within ${timeoutMs / 1000} s`
  return messageOf(error)
}
