import { generateKeyPairSync, sign } from 'node:crypto'
import type { Signer } from '../../src/model/signer.ts'

/** A signer that has another's certificates and a key of its own. */
export function signedBy(owner: Signer): Signer {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...owner, sign: (message) => Promise.resolve(sign('sha256', message, privateKey)) }
}
