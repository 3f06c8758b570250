import { millisecondsOf, type Instant } from '../core/clock.ts'
import { hmacSha256 } from '../core/hmac.ts'

/** Name of the header that signs a message. */
export const SIGNATURE_HEADER = 'exhibit-signature'

/**
 * The value of the header: `t=1764295200,v1=...`. `t` is when it was sent, in seconds since 1970; `v1` the HMAC-SHA256 over `t`, a dot and the body. A receiver computes it from
 * the bytes that it got, and takes nothing that was sent long ago.
 */
export function signatureOf(secret: Uint8Array, sentAt: Instant, body: string): string {
  const seconds = Math.floor(millisecondsOf(sentAt) / 1000)
  return `t=${seconds},v1=${hmacSha256(secret, `${seconds}.${body}`)}`
}
