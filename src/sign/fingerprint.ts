import { digestOf, hexOf } from '../core/digest.ts'

/** The SHA-256 fingerprint of a certificate (DER) as `SHA256:<64 lower-case hexadecimal digits>`. */
export function fingerprintOf(certificate: Uint8Array): string {
  return `SHA256:${hexOf(digestOf(certificate))}`
}

/**
 * A fingerprint as people paste it, in the one form that we write; absent when it is not one.
 *
 * Takes what `openssl x509 -fingerprint -sha256` prints (`sha256 Fingerprint=AA:BB:...`), digits with or without colons, any case.
 */
export function parseFingerprint(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^sha-?256( fingerprint)?[:= ]/i, '')
    .replaceAll(':', '')
    .toLowerCase()
  return /^[0-9a-f]{64}$/.test(digits) ? `SHA256:${digits}` : undefined
}
