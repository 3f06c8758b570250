import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { readCertificate } from '../../src/sign/certificate-facts.ts'
import { spkiOf } from '../../src/sign/certificate.ts'
import {
  bitString,
  booleanTrue,
  context,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from '../../src/sign/der.ts'
import { OID } from '../../src/sign/object-identifiers.ts'

/** The instant at which everything made here is valid. */
export const NOW = '2026-11-23T02:00:00Z'

/** A key pair with a name. */
export type Party = {
  readonly name: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** A party with an ECDSA P-256 key, or one of another kind. */
export function party(
  name: string,
  kind: 'P-256' | 'P-384' | 'ed25519' | 'rsa' | 'small-rsa' = 'P-256',
): Party {
  if (kind === 'ed25519') return { name, ...generateKeyPairSync('ed25519') }
  if (kind === 'P-256' || kind === 'P-384')
    return { name, ...generateKeyPairSync('ec', { namedCurve: kind }) }
  const modulusLength = kind === 'rsa' ? 2048 : 1024
  return { name, ...generateKeyPairSync('rsa', { modulusLength }) }
}

/** What a test certificate says beside its names; the defaults are a leaf for signing documents. */
export type CertificateShape = {
  readonly authority?: boolean
  readonly pathLength?: number
  readonly keyUsage?: readonly number[]
  readonly uses?: readonly string[]
  readonly critical?: readonly string[]
  readonly notBefore?: string
  readonly notAfter?: string
  /** a new one where it is not given */
  readonly serial?: number
  /** more extensions, as DER */
  readonly extensions?: readonly Uint8Array[]
  /** the hash that the issuer signs with */
  readonly hash?: 'sha1' | 'sha256'
}

let serials = 0

/** A certificate (DER), written here independently of src/sign/certificate.ts. */
export function certificate(
  subject: Party,
  issuer: Party,
  shape: CertificateShape = {},
): Uint8Array {
  const { notBefore = '2026-01-01T00:00:00Z', notAfter = '2028-01-01T00:00:00Z' } = shape
  const algorithm = sequence(objectIdentifier(signatureOid(issuer, shape.hash ?? 'sha256')))
  const tbs = sequence(
    context(0, unsignedInteger(2)),
    unsignedInteger(shape.serial ?? ++serials),
    algorithm,
    nameOf(issuer),
    sequence(time(notBefore), time(notAfter)),
    nameOf(subject),
    spkiOf(subject.publicKey),
    context(3, sequence(...extensionsOf(shape))),
  )
  const key = { key: issuer.privateKey, dsaEncoding: 'der' } as const
  return sequence(tbs, algorithm, bitString(sign(shape.hash ?? 'sha256', tbs, key)))
}

/** One extension as DER. */
export function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(objectIdentifier(id), ...(critical ? [booleanTrue()] : []), octetString(value))
}

/** The certificate with a byte changed; `where` counts from the end when negative. */
export function altered(bytes: Uint8Array, where: number, xor = 1): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const index = where < 0 ? copy.length + where : where
  copy[index] = (copy[index] ?? 0) ^ xor
  return copy
}

/** What a certificate says, read. */
export function facts(der: Uint8Array) {
  return readCertificate(der, 'the certificate')
}

function signatureOid({ privateKey }: Party, hash: 'sha1' | 'sha256'): string {
  if (hash === 'sha1') return '1.2.840.10045.4.1'
  return privateKey.asymmetricKeyType === 'ec' ? OID.ecdsaWithSha256 : OID.sha256WithRsaEncryption
}

function nameOf({ name }: Party): Uint8Array {
  return sequence(setOf([sequence(objectIdentifier(OID.commonName), utf8String(name))]))
}

function extensionsOf(shape: CertificateShape): Uint8Array[] {
  const { authority = false, pathLength, keyUsage, uses, critical = [], extensions = [] } = shape
  const length = pathLength === undefined ? [] : [unsignedInteger(pathLength)]
  return [
    ...(authority
      ? [extension(OID.basicConstraints, sequence(booleanTrue(), ...length), true)]
      : []),
    ...(keyUsage ? [extension(OID.keyUsage, usageBits(keyUsage), true)] : []),
    ...(uses ? [extension(OID.extendedKeyUsage, sequence(...uses.map(objectIdentifier)))] : []),
    ...critical.map((id) => extension(id, sequence(), true)),
    ...extensions,
  ]
}

function usageBits(numbers: readonly number[]): Uint8Array {
  const octet = numbers.reduce((sum, number) => sum | (0x80 >> number), 0)
  return bitString(Uint8Array.of(octet), 7 - Math.max(...numbers))
}
