/** Raw signatures: which keys are accepted, and whether a signature over a message is theirs. */
import { verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { SignatureAlgorithm } from '../model/signer.ts'

/** The algorithm that a key signs with; absent when the key is not one of ours (another curve, RSA below 2048 bits, ...). */
export function algorithmOf(key: KeyObject): SignatureAlgorithm | undefined {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ECDSA_P256_SHA256'
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048) return 'RSA_PKCS1_SHA256'
  return undefined
}

/** Whether the signature over the message was made by the owner of the public key; ECDSA signatures are DER. */
export function isSignatureBy(
  key: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
  algorithm: SignatureAlgorithm,
): boolean {
  return (
    algorithmOf(key) === algorithm &&
    verify('sha256', message, { key, dsaEncoding: 'der' }, signature)
  )
}
