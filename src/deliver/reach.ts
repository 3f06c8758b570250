import type { ClientRequest } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { messageOf } from '../core/fault.ts'
import {
  openWebhook,
  type DeliveryOptions,
  type NotOpened,
  type Opened,
  type Webhook,
} from './request.ts'

/** Whether a webhook could be sent to; `why` never holds secret, path or query of the URL. */
export type Reached = { readonly kind: 'reached' } | ({ readonly kind: 'not' } & NotOpened)

/**
 * Looks at a webhook without sending anything: its files, the length of its secret, and whether its host answers with a certificate that is trusted, through the proxy where one is
 * named. The connection ends when it stands. Never rejects.
 */
export async function reach(
  webhook: Webhook,
  options: Pick<DeliveryOptions, 'environment' | 'timeoutMs'>,
): Promise<Reached> {
  const opened = await openWebhook(webhook, options)
  if ('why' in opened) return { kind: 'not', ...opened }
  try {
    await connected(opened, options.timeoutMs)
    return { kind: 'reached' }
  } catch (error) {
    return {
      kind: 'not',
      why: messageOf(error),
      hint: 'check its address, the network policies of this pod, HTTPS_PROXY and caFile',
    }
  } finally {
    opened.agent?.destroy()
  }
}

/** Resolves when the connection stands. A request that is never ended sends no byte of itself. */
function connected({ url, agent, ca }: Opened, timeoutMs: number): Promise<void> {
  const options = {
    ...{ method: 'POST', minVersion: 'TLSv1.2' as const },
    ...(agent === undefined ? {} : { agent }),
    ...(ca === undefined ? {} : { ca }),
  }
  const begun = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, options)
  const bound = setTimeout(
    () => begun.destroy(new Error(`no connection within ${timeoutMs / 1000} s`)),
    timeoutMs,
  )
  return standing(begun).finally(() => {
    clearTimeout(bound)
    begun.destroy()
  })
}

function standing(begun: ClientRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    begun.on('error', reject)
    begun.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) reject(new Error(`the proxy answered ${statusCode}`))
    })
    begun.on('socket', (socket: Socket) => {
      const isTls = socket instanceof TLSSocket
      if (isTls ? socket.authorized : !socket.connecting) resolve()
      else socket.once(isTls ? 'secureConnect' : 'connect', () => resolve())
    })
  })
}
