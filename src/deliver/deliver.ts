import type { Log } from '../core/log.ts'
import { messageSchema, type Message } from './message.ts'
import type { DeliveryOptions, Webhook } from './request.ts'
import { hostOf, send } from './webhook.ts'

/**
 * Sends a message to each webhook, one after the other, and says in the log how it ended. Never rejects: what is archived stays archived, whatever a receiver does.
 *
 * @param messageFor with details or without
 */
export async function deliver(
  webhooks: readonly Webhook[],
  messageFor: (details: boolean) => Message,
  options: DeliveryOptions & { readonly log: Log },
): Promise<void> {
  for (const [index, webhook] of webhooks.entries()) {
    const message = messageSchema.parse(messageFor(webhook.details))
    const { id, entry } = message
    const delivery = await send(webhook, JSON.stringify(message), options)
    const { tries } = delivery
    const about = { id, entry, webhook: index + 1, host: hostOf(webhook), tries }
    if (delivery.kind === 'delivered')
      options.log.info('delivered', { ...about, status: delivery.status })
    else
      options.log.warn(`not delivered: ${delivery.why}`, {
        ...about,
        hint: `${delivery.hint}; what is archived stays archived`,
      })
  }
}
