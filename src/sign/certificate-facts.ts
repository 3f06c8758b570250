/** What an X.509 certificate (RFC 5280) says, read strictly from its DER. */
import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Instant } from '../core/clock.ts'
import { Fault, messageOf } from '../core/fault.ts'
import { printable } from '../core/log.ts'
import type { SignerIdentity } from '../model/signer.ts'
import {
  childrenOf,
  expectTag,
  readDer,
  readObjectIdentifier,
  readTime,
  type DerNode,
} from './der-reader.ts'
import { TAG } from './der.ts'
import { fingerprintOf } from './fingerprint.ts'
import { OID } from './object-identifiers.ts'

/** One certificate. `issuer` and `subject` are names, and `serial` is the INTEGER, as DER. */
export type CertificateFacts = {
  readonly der: Uint8Array
  readonly identity: SignerIdentity
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly serial: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly publicKey: KeyObject
  /** the algorithm of the issuer's signature */
  readonly signatureAlgorithm: string
  /** whether it may issue certificates; `pathLength` bounds how many more may stand between it and the leaf, absent means any number */
  readonly authority: boolean
  readonly pathLength?: number
  /** bit numbers of keyUsage (RFC 5280 4.2.1.3); absent when it is not restricted */
  readonly keyUsage?: ReadonlySet<number>
  /** identifiers of extendedKeyUsage; absent when it is not restricted */
  readonly extendedKeyUsage?: readonly string[]
  /** identifiers of critical extensions that are not among the fields above */
  readonly notUnderstood: readonly string[]
  /** whether the given certificate's key made the signature on this one */
  readonly isSignedBy: (issuer: CertificateFacts) => boolean
}

/** Reads one certificate. Throws Fault `UNREADABLE` naming `what` when it is not one, or not strict DER. */
export function readCertificate(der: Uint8Array, what: string): CertificateFacts {
  const [tbs, algorithm] = childrenOf(readDer(der, what), what)
  const all = childrenOf(tbs, what)
  const fields = all[0]?.tag === TAG.CONTEXT ? all.slice(1) : all
  const [serial, , issuer, validity, subject] = fields
  const [notBefore, notAfter] = childrenOf(validity, what)
  const parsed = parseX509(der, what)
  const extensions = readExtensions(
    fields.find((field) => field.tag === TAG.CONTEXT + 3),
    what,
  )
  return {
    der,
    identity: {
      subject: printable(parsed.subject.split('\n').join(', ')),
      fingerprint: fingerprintOf(der),
    },
    serial: expectTag(serial, TAG.INTEGER, what).bytes,
    issuer: expectTag(issuer, TAG.SEQUENCE, what).bytes,
    subject: expectTag(subject, TAG.SEQUENCE, what).bytes,
    notBefore: readTime(notBefore, what),
    notAfter: readTime(notAfter, what),
    publicKey: parsed.publicKey,
    signatureAlgorithm: readObjectIdentifier(childrenOf(algorithm, what)[0], what),
    ...readConstraints(extensions.get(OID.basicConstraints), what),
    ...readUsages(extensions, what),
    notUnderstood: [...extensions.values()]
      .filter(({ id, critical }) => critical && !UNDERSTOOD.has(id))
      .map(({ id }) => id),
    isSignedBy: (other) => parsed.verify(other.publicKey),
  }
}

const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extendedKeyUsage,
])

type Parsed = Pick<X509Certificate, 'subject' | 'publicKey' | 'verify'>

/** node:crypto looks for PEM before DER, so a PEM text inside a name would be read in the certificate's stead: the bytes must be the same. */
function parseX509(der: Uint8Array, what: string): Parsed {
  try {
    const parsed = new X509Certificate(der)
    const { subject, publicKey, raw } = parsed
    if (Buffer.compare(raw, der) === 0)
      return { subject, publicKey, verify: (key) => parsed.verify(key) }
  } catch (error) {
    throw new Fault('UNREADABLE', `${what} is not a certificate: ${messageOf(error)}`, {
      cause: error,
    })
  }
  throw new Fault('UNREADABLE', `${what} holds another certificate inside`)
}

type Extension = { readonly id: string; readonly critical: boolean; readonly value: Uint8Array }

function readExtensions(field: DerNode | undefined, what: string): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>()
  if (field === undefined) return extensions
  for (const node of childrenOf(field.children[0], what)) {
    const parts = childrenOf(node, what)
    const id = readObjectIdentifier(parts[0], what)
    if (extensions.has(id))
      throw new Fault('UNREADABLE', `${what} has the extension ${id} more than once`)
    const value = expectTag(parts.at(-1), TAG.OCTET_STRING, what).content
    extensions.set(id, { id, critical: parts[1]?.tag === TAG.BOOLEAN, value })
  }
  return extensions
}

type Constraints = Pick<CertificateFacts, 'authority' | 'pathLength'>

function readConstraints(extension: Extension | undefined, what: string): Constraints {
  if (extension === undefined) return { authority: false }
  const parts = childrenOf(readDer(extension.value, what), what)
  const authority = parts[0]?.tag === TAG.BOOLEAN && parts[0].content[0] === 0xff
  const length = parts.find(({ tag }) => tag === TAG.INTEGER)
  return length === undefined ? { authority } : { authority, pathLength: smallNumber(length) }
}

function smallNumber(node: DerNode): number {
  return node.content.reduce((sum, octet) => sum * 256 + octet, 0)
}

type Usages = Pick<CertificateFacts, 'keyUsage' | 'extendedKeyUsage'>

function readUsages(extensions: ReadonlyMap<string, Extension>, what: string): Usages {
  const usage = extensions.get(OID.keyUsage)
  const extended = extensions.get(OID.extendedKeyUsage)
  return {
    ...(usage && { keyUsage: bitsOf(expectTag(readDer(usage.value, what), TAG.BIT_STRING, what)) }),
    ...(extended && {
      extendedKeyUsage: childrenOf(readDer(extended.value, what), what).map((node) =>
        readObjectIdentifier(node, what),
      ),
    }),
  }
}

function bitsOf(node: DerNode): ReadonlySet<number> {
  const octets = [...node.content.subarray(1)]
  return new Set(
    octets.flatMap((octet, index) =>
      [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => octet & (0x80 >> bit)).map((bit) => index * 8 + bit),
    ),
  )
}
