import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { Fault } from '../core/fault.ts'
import type { Signer } from '../model/signer.ts'
import { spkiOf } from './certificate.ts'
import { algorithmOf } from './signature.ts'

/** A private key in PEM form (PKCS#8, encrypted or not) and where it comes from, for messages. */
export type PrivateKeyText = {
  readonly id: string
  readonly pem: string
  readonly passphrase?: string
}

/**
 * A signer over a private key held in memory, with its certificates (DER, leaf first).
 *
 * Throws Fault `CONFIGURATION` when the text is not a private key of an accepted type or the passphrase is missing or wrong. That the key
 * belongs to the certificate is checked on signing. No message ever carries key material.
 */
export function keySigner(text: PrivateKeyText, certificateChain: readonly Uint8Array[]): Signer {
  const key = readPrivateKey(text)
  const publicKey = createPublicKey(key)
  const algorithm = algorithmOf(publicKey)
  if (algorithm === undefined)
    throw new Fault('CONFIGURATION', `key of an unsupported type in ${text.id}`, {
      hint: 'use ECDSA P-256, or RSA of at least 2048 bits',
    })
  return {
    id: text.id,
    algorithm,
    certificateChain,
    publicKeySpki: spkiOf(publicKey),
    sign: (message) => Promise.resolve(sign('sha256', message, { key, dsaEncoding: 'der' })),
  }
}

/** OpenSSL's own message is not passed on: it is about bytes of the key. */
function readPrivateKey({ id, pem, passphrase }: PrivateKeyText): KeyObject {
  if (passphrase === undefined && isEncrypted(pem))
    throw new Fault('CONFIGURATION', `private key in ${id} is encrypted`, {
      hint: 'give its passphrase in a file',
    })
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase && { passphrase }) })
  } catch {
    const guess = isEncrypted(pem) ? 'is not opened by the passphrase' : 'is not one'
    throw new Fault('CONFIGURATION', `private key in ${id} ${guess}`, {
      hint: 'it must be PEM, PKCS#8: "-----BEGIN PRIVATE KEY-----"',
    })
  }
}

function isEncrypted(pem: string): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)
}
