/** What a key signs with: ECDSA on curve P-256, or RSA PKCS#1 v1.5 of at least 2048 bits; SHA-256 always. */
export type SignatureAlgorithm = 'ECDSA_P256_SHA256' | 'RSA_PKCS1_SHA256'

/**
 * Something that holds a private key and signs whole messages with it.
 *
 * It is given messages, not digests: providers hash for themselves. What it returns is verified against the leaf certificate before use.
 */
export type Signer = {
  /** where the key is, for people: `file:/etc/exhibit/key.pem`; never key material */
  readonly id: string
  readonly algorithm: SignatureAlgorithm
  /** X.509 certificates as DER: leaf, intermediates, root; one that is its own root stands alone */
  readonly certificateChain: readonly Uint8Array[]
  /** the public key as DER SubjectPublicKeyInfo */
  readonly publicKeySpki: Uint8Array
  /** the signature over a message; ECDSA as DER `SEQUENCE { r, s }` */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** What a verifier already trusts, obtained outside of what is verified. */
export type Trust =
  /** root certificates as DER; the signer's chain must end in one of them */
  | { readonly kind: 'root'; readonly certificates: readonly Uint8Array[] }
  /** one signer by the fingerprint of its certificate, `SHA256:<64 hexadecimal digits>` */
  | { readonly kind: 'signer'; readonly fingerprint: string }
  /** nothing: a signature can then be consistent, never valid */
  | { readonly kind: 'none' }

/** Who a signature says it is from; only as good as the trust it was checked against. */
export type SignerIdentity = {
  /** the subject of the leaf certificate on one line, `CN=Evidence signing, O=Example Payments` */
  readonly subject: string
  /** SHA-256 of the leaf certificate, `SHA256:<64 hexadecimal digits>` */
  readonly fingerprint: string
}

/** The answer of a signature check; `reason` is one line for people, lower case, without full stop. */
export type SignatureOutcome =
  /** the content is what a trusted signer signed; `claimedAt` is the signer's own word for when (RFC 3339) */
  | {
      readonly kind: 'valid'
      readonly reason: string
      readonly signer: SignerIdentity
      readonly claimedAt?: string
    }
  /** consistent in itself, but nothing given says that this signer is to be trusted */
  | {
      readonly kind: 'untrusted'
      readonly reason: string
      readonly signer: SignerIdentity
      readonly claimedAt?: string
    }
  /** altered, malformed, or from a signer that the given trust rules out */
  | { readonly kind: 'invalid'; readonly reason: string; readonly signer?: SignerIdentity }
  /** not decidable with what is at hand: certificate not valid at the time of the check, something in a certificate not understood */
  | { readonly kind: 'undecided'; readonly reason: string; readonly signer?: SignerIdentity }
