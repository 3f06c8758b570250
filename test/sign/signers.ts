import { createHash } from 'node:crypto'
import { keySigner } from '../../src/sign/key-signer.ts'
import { makeLocalKeys } from '../../src/sign/local-keys.ts'
import type { Signer, Trust } from '../../src/model/signer.ts'
import { certificate, NOW, party, type CertificateShape, type Party } from './certificates.ts'

/** A signer and the root that vouches for it. */
export type TrustedSigner = { readonly signer: Signer; readonly root: Uint8Array }

/** The private key as PKCS#8 PEM. */
export function pemOf({ privateKey }: Party): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** A signer of the keys that an installation makes for itself: ECDSA P-256. */
export function localSigner(name = 'Evidence signing'): TrustedSigner {
  const keys = makeLocalKeys(NOW, { name })
  return { signer: keySigner({ id: 'test', pem: keys.privateKeyPem }, keys.chain), root: keys.root }
}

/** A signer whose leaf, of any kind and shape, a fresh root issued. The chain holds leaf and root. */
export function signerOf(leaf: Party, shape: CertificateShape = {}): TrustedSigner {
  const authority = party(`${leaf.name} root`)
  const root = certificate(authority, authority, { authority: true })
  const chain = [certificate(leaf, authority, shape), root]
  return { signer: keySigner({ id: 'test', pem: pemOf(leaf) }, chain), root }
}

/** An RSA signer. */
export function rsaSigner(): TrustedSigner {
  return signerOf(party('RSA signing', 'rsa'))
}

/** Trust in one root. */
export function rooted(root: Uint8Array): Trust {
  return { kind: 'root', certificates: [root] }
}

/** SHA-256 of text or bytes. */
export function sha256(content: Uint8Array | string): Uint8Array {
  return createHash('sha256').update(content).digest()
}
