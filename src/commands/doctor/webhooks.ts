import { reach } from '../../deliver/reach.ts'
import { DELIVERY_BOUNDS, hostOf } from '../../deliver/webhook.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { ok, warn, type Diagnosis } from './diagnosis.ts'

/** Whether each webhook could be told of a run. Nothing is sent. One that could not costs a message and no run: it is a warning. */
export async function checkWebhooks(
  { deliver: { webhooks } }: Configuration,
  { env: environment }: Context,
): Promise<readonly Diagnosis[]> {
  const diagnoses: Diagnosis[] = []
  for (const [index, webhook] of webhooks.entries()) {
    const subject = `webhook ${index + 1} (${hostOf(webhook)})`
    const { timeoutMs } = DELIVERY_BOUNDS
    const found = await reach(webhook, { environment, timeoutMs })
    diagnoses.push(
      found.kind === 'reached'
        ? ok(subject, 'it can be reached, and its secret is long enough; nothing was sent')
        : warn(subject, found.why, found.hint),
    )
  }
  return diagnoses
}
