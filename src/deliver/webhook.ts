import { openWebhook, sendOnce } from './request.ts'
import type { DeliveryOptions, Try, Webhook } from './request.ts'

/** Four tries in half a minute, each of ten seconds at most: a receiver that is down for longer misses a message, and the archive has everything. */
export const DELIVERY_BOUNDS = { delays: [1000, 5000, 20_000], timeoutMs: 10_000 } as const

/** How sending ended. `why` never holds secret, path or query of the URL. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly status: number; readonly tries: number }
  | {
      readonly kind: 'failed'
      readonly why: string
      readonly hint: string
      readonly tries: number
    }

/**
 * Sends a message. Tries again while a failure may pass (no answer, 408, 429, 5xx); anything else that is no 2xx is final, redirects among them, which are never followed. Never
 * throws for what the receiver or its files do.
 */
export async function send(
  webhook: Webhook,
  body: string,
  options: DeliveryOptions,
): Promise<Delivery> {
  const opened = await openWebhook(webhook, options)
  if ('why' in opened) return { kind: 'failed', tries: 0, ...opened }
  try {
    return await tried(options, () => sendOnce(opened, body, options))
  } finally {
    opened.agent?.destroy()
  }
}

async function tried(
  { delays, signal }: DeliveryOptions,
  attempt: () => Promise<Try>,
): Promise<Delivery> {
  for (let tries = 1; ; tries += 1) {
    const found = await attempt()
    if (found.kind === 'answered' && found.status >= 200 && found.status < 300)
      return { kind: 'delivered', status: found.status, tries }
    const delay = delays[tries - 1]
    if (!mayPass(found) || delay === undefined) return failed(found, tries)
    await wait(delay, signal)
    if (signal.aborted) return failed(found, tries)
  }
}

/** Waits, and no longer than until the process is asked to stop. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((wake) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      wake()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end)
  })
}

function mayPass(found: Try): boolean {
  if (found.kind === 'none') return true
  return found.status === 408 || found.status === 429 || found.status >= 500
}

function failed(found: Try, tries: number): Delivery {
  if (found.kind === 'none')
    return {
      ...{ kind: 'failed', tries, why: found.why },
      hint: 'check its address, the network policies of this pod, HTTPS_PROXY and caFile',
    }
  const { status } = found
  const isRedirect = status >= 300 && status < 400
  return {
    ...{ kind: 'failed', tries },
    why: `it answered ${status}${isRedirect ? ', and redirects are not followed' : ''}`,
    hint: isRedirect
      ? 'give the address that it redirects to, if that is the one you mean'
      : 'look at what the receiver says of it; it checks the signature with the same secret',
  }
}

/** The host of a webhook, which is all of it that is named: path and query often are its secret. */
export function hostOf({ url }: Webhook): string {
  return URL.canParse(url) ? new URL(url).host : 'not a URL'
}
