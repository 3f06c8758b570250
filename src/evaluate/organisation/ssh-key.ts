import { sshStrings } from '../../core/ssh-strings.ts'

/** Signatures of shorter keys do not count (NIST SP 800-131A). */
const LEAST_RSA_BITS = 2048

/**
 * Why a line of OpenSSH, `ssh-ed25519 AAAA... comment`, holds no key whose signatures could count: it is not of the form and length that its algorithm has on the
 * wire, or weak. Undefined where it does. The algorithm is one of those three that are read.
 */
export function sshKeyFault(line: string): string | undefined {
  const [algorithm = '', encoded = ''] = line.split(' ')
  const bytes = Buffer.from(encoded, 'base64')
  const [name, ...parts] = sshStrings(bytes) ?? []
  const isWhole =
    bytes.toString('base64') === encoded &&
    name?.toString('latin1') === algorithm &&
    isForm(algorithm, parts)
  if (!isWhole)
    return `not a whole public key of ${algorithm}: cut off, altered or of another algorithm`
  const [, modulus] = parts
  return algorithm === 'ssh-rsa' && bitsOf(modulus) < LEAST_RSA_BITS
    ? `of fewer than ${LEAST_RSA_BITS} bits: its signatures do not count`
    : undefined
}

/** Ed25519: RFC 8709 4; RSA: RFC 4253 6.6; ECDSA: RFC 5656 3.1, with a point as OpenSSH writes it. */
function isForm(algorithm: string, parts: readonly Buffer[]): boolean {
  const [first, second] = parts
  switch (algorithm) {
    case 'ssh-ed25519':
      return parts.length === 1 && first?.length === 32
    case 'ssh-rsa':
      return parts.length === 2 && bitsOf(first) > 0 && bitsOf(second) > 0
    case 'ecdsa-sha2-nistp256':
      return parts.length === 2 && first?.toString('latin1') === 'nistp256' && isPoint(second)
    default:
      return false
  }
}

/** An uncompressed point of P-256 (SEC 1, 2.3.3). */
function isPoint(bytes: Buffer | undefined): boolean {
  return bytes?.length === 65 && bytes[0] === 4
}

/** The length of a positive integer in its shortest form (RFC 4251 5, mpint); 0 where it is none. */
function bitsOf(integer: Buffer | undefined): number {
  const [first, second] = integer ?? []
  if (integer === undefined || first === undefined || first >= 0x80) return 0
  if (first > 0) return (integer.length - 1) * 8 + bitsIn(first)
  return second === undefined || second < 0x80 ? 0 : (integer.length - 1) * 8
}

function bitsIn(byte: number): number {
  return 32 - Math.clz32(byte)
}
