import { Fault } from '../core/fault.ts'

/** More certificates than any trust file or chain has. */
const MAX_CERTIFICATES = 100

/**
 * The certificates (DER) of a PEM text, in its order; text around the blocks is ignored, as openssl does (RFC 7468 2).
 *
 * Throws Fault `CONFIGURATION` naming `what` when there is none, or a block is not base64.
 */
export function certificatesOfPem(text: string, what: string): readonly Uint8Array[] {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)]
  if (blocks.length === 0 || blocks.length > MAX_CERTIFICATES)
    throw new Fault('CONFIGURATION', `${what} holds no certificate in PEM form`, {
      hint: 'it must contain "-----BEGIN CERTIFICATE-----" blocks',
    })
  return blocks.map(([, body = '']) => decode(body.replace(/\s/g, ''), what))
}

/** A certificate (DER) as a PEM block with a final newline. */
export function pemOfCertificate(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function decode(base64: string, what: string): Uint8Array {
  const der = Buffer.from(base64, 'base64')
  if (der.length > 0 && der.toString('base64') === base64) return der
  throw new Fault('CONFIGURATION', `${what} holds a certificate that is not base64`)
}
