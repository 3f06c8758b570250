/** Signatures of OpenSSH over files (PROTOCOL.sshsig): `ssh-keygen -Y sign -n file`. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { sshStrings } from '../core/ssh-strings.ts'

const MAGIC = 'SSHSIG'

const MADE_FOR = {
  file: 'it is not made for files (ssh-keygen -Y sign -n file)',
  git: 'it is not made for a commit of git',
} as const

/** A key as a line of OpenSSH, `ssh-ed25519 AAAA... comment`, and whose it is. */
export type SshKey = { readonly owner: string; readonly line: string }

/** Whose signature it is, or why it is nobody's. `key` is the fingerprint as `ssh-keygen -l` prints it. */
export type SshOutcome =
  | { readonly kind: 'signed'; readonly by: string; readonly key: string }
  | { readonly kind: 'refused'; readonly why: string }

/**
 * Whether an armoured signature over a message is that of one of some keys (Ed25519, ECDSA P-256, RSA of 2048 bits or more with SHA-2). Anything
 * malformed is refused; never throws. `purpose`: the namespace that it must be made in, ssh-keygen's own name for files or git's for commits.
 */
export function verifySshSignature(
  message: Uint8Array,
  armoured: string,
  keys: readonly SshKey[],
  purpose: 'file' | 'git' = 'file',
): SshOutcome {
  const parts = partsOf(armoured)
  if (parts === undefined) return refused('it is no signature of OpenSSH over a file')
  const { publicKey, namespace, hash, signature } = parts
  if (namespace !== purpose) return refused(MADE_FOR[purpose])
  if (hash !== 'sha256' && hash !== 'sha512') return refused('its hash is not one of ours')
  const owner = keys.find(({ line }) => blobOf(line)?.equals(publicKey) === true)
  if (owner === undefined) return refused('it is of a key that the approvers file does not list')
  const digest = createHash(hash).update(message).digest()
  const signed = Buffer.concat([
    Buffer.from(MAGIC),
    ...[Buffer.from(namespace), Buffer.alloc(0), Buffer.from(hash), digest].map(sshString),
  ])
  if (!isSignedBy(publicKey, signed, signature))
    return refused('the file was altered, or it is of another one')
  return { kind: 'signed', by: owner.owner, key: fingerprint(publicKey) }
}

function refused(why: string): SshOutcome {
  return { kind: 'refused', why }
}

type Parts = {
  readonly publicKey: Buffer
  readonly namespace: string
  readonly hash: string
  readonly signature: Buffer
}

function partsOf(armoured: string): Parts | undefined {
  const body =
    /^-----BEGIN SSH SIGNATURE-----\s([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*$/.exec(
      armoured,
    )?.[1]
  if (body === undefined) return undefined
  const bytes = Buffer.from(body.replaceAll(/\s/g, ''), 'base64')
  const head = Buffer.concat([Buffer.from(MAGIC), Buffer.from([0, 0, 0, 1])])
  if (!bytes.subarray(0, head.length).equals(head)) return undefined
  const [publicKey, namespace, reserved, hash, signature, more] =
    sshStrings(bytes.subarray(head.length)) ?? []
  if (publicKey === undefined || namespace === undefined || reserved?.length !== 0) return undefined
  if (hash === undefined || signature === undefined || more !== undefined) return undefined
  return { publicKey, namespace: namespace.toString(), hash: hash.toString(), signature }
}

function sshString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function blobOf(line: string): Buffer | undefined {
  const encoded = line.split(' ')[1]
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64')
}

function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

function isSignedBy(publicKey: Buffer, message: Buffer, signature: Buffer): boolean {
  const [algorithm, value, more] = sshStrings(signature) ?? []
  if (algorithm === undefined || value === undefined || more !== undefined) return false
  try {
    const key = keyOf(publicKey)
    return key !== undefined && isValid(algorithm.toString(), key, message, value)
  } catch {
    // a key or a signature that node:crypto cannot take is nobody's signature
    return false
  }
}

function isValid(algorithm: string, key: KeyObject, message: Buffer, value: Buffer): boolean {
  const type = key.asymmetricKeyType
  switch (algorithm) {
    case 'ssh-ed25519':
      return type === 'ed25519' && verify(undefined, message, key, value)
    case 'rsa-sha2-256':
    case 'rsa-sha2-512':
      return type === 'rsa' && verify(algorithm.replace('rsa-sha2-', 'sha'), message, key, value)
    case 'ecdsa-sha2-nistp256':
      return (
        type === 'ec' &&
        verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, joined(value))
      )
    default:
      return false
  }
}

/** r and s as 32 bytes each (IEEE P1363), of two multiple precision integers. */
function joined(value: Buffer): Buffer {
  return Buffer.concat(
    (sshStrings(value) ?? []).map((each) => {
      const digits = each[0] === 0 ? each.subarray(1) : each
      return Buffer.concat([Buffer.alloc(Math.max(0, 32 - digits.length)), digits])
    }),
  )
}

function keyOf(blob: Buffer): KeyObject | undefined {
  const [type, first, second] = sshStrings(blob) ?? []
  if (type === undefined || first === undefined) return undefined
  switch (type.toString()) {
    case 'ssh-ed25519':
      return imported({ kty: 'OKP', crv: 'Ed25519', x: base64url(first) })
    case 'ssh-rsa':
      return second === undefined ? undefined : rsaKey(first, second)
    case 'ecdsa-sha2-nistp256':
      return second === undefined ? undefined : p256Key(second)
    default:
      return undefined
  }
}

function rsaKey(e: Buffer, n: Buffer): KeyObject | undefined {
  const key = imported({
    kty: 'RSA',
    e: base64url(e),
    n: base64url(n[0] === 0 ? n.subarray(1) : n),
  })
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? key : undefined
}

/** Of an uncompressed point (SEC 1, 2.3.3). */
function p256Key(point: Buffer): KeyObject | undefined {
  if (point[0] !== 4) return undefined
  const [x, y] = [point.subarray(1, 33), point.subarray(33, 65)]
  return imported({ kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) })
}

function imported(jwk: Record<string, string>): KeyObject {
  return createPublicKey({ key: jwk, format: 'jwk' })
}

function base64url(bytes: Buffer): string {
  return bytes.toString('base64url')
}
