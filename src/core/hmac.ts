import { createHmac } from 'node:crypto'

/** HMAC-SHA256 (RFC 2104) over the UTF-8 form of a text, as lower-case hexadecimal. */
export function hmacSha256(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}
