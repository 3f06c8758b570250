import { X509Certificate } from 'node:crypto'
import { instantOf } from './clock.ts'
import type { Instant } from './clock.ts'

/** When the first certificate of a PEM text ends (RFC 5280 section 4.1.2.5, notAfter); undefined when the text holds none. */
export function certificateEnd(pem: string): Instant | undefined {
  try {
    return instantOf(Date.parse(new X509Certificate(pem).validTo))
  } catch {
    // not a certificate: whoever asked tells so in its own words
    return undefined
  }
}
