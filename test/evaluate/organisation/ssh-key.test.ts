import { expect } from 'chai'
import { sshKeyFault } from '../../../src/evaluate/organisation/ssh-key.ts'
import { wire } from './ssh-wire.ts'

const EXPONENT = Buffer.from([1, 0, 1])
const WEAK = 'of fewer than 2048 bits: its signatures do not count'

/** An integer of so many bits, with the zero byte before it where the first bit is set (RFC 4251 5). */
function modulus(bits: number): Buffer {
  const digits = Buffer.alloc(Math.ceil(bits / 8), 0xff)
  digits[0] = 0xff >> (digits.length * 8 - bits)
  return (digits[0] & 0x80) === 0 ? digits : Buffer.concat([Buffer.from([0]), digits])
}

/** An uncompressed point of P-256 (SEC 1, 2.3.3). */
const point = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)])

describe('sshKeyFault', () => {
  it('takes keys in the wire form of their algorithm, with a comment or none', () => {
    for (const line of [
      `ssh-ed25519 ${wire('ssh-ed25519', 32)}`,
      `ssh-ed25519 ${wire('ssh-ed25519', 32)} a comment`,
      `ecdsa-sha2-nistp256 ${wire('ecdsa-sha2-nistp256', 'nistp256', point)}`,
      `ssh-rsa ${wire('ssh-rsa', EXPONENT, modulus(2048))}`,
      `ssh-rsa ${wire('ssh-rsa', EXPONENT, modulus(3071))}`,
    ])
      expect(sshKeyFault(line), line).to.equal(undefined)
  })

  it('refuses what is cut off, longer, of another algorithm or badly encoded', () => {
    const ed25519 = wire('ssh-ed25519', 32)
    const p256 = wire('ecdsa-sha2-nistp256', 'nistp256', point)
    const told: readonly (readonly [algorithm: string, encoded: string])[] = [
      ['ssh-ed25519', 'AAAA'],
      ['ssh-ed25519', ed25519.slice(0, -1)],
      ['ssh-ed25519', wire('ssh-ed25519', 31)],
      ['ssh-ed25519', wire('ssh-ed25519', 33)],
      ['ssh-ed25519', wire('ssh-ed25519')],
      ['ssh-ed25519', wire('ssh-ed25519', 32, 0)],
      ['ssh-ed25519', `${ed25519}=`],
      ['ssh-ed25519', p256],
      ['ssh-rsa', ed25519],
      ['ssh-rsa', wire('ssh-rsa', EXPONENT)],
      ['ssh-rsa', wire('ssh-rsa', 0, modulus(2048))],
      ['ssh-rsa', wire('ssh-rsa', EXPONENT, 0)],
      ['ssh-rsa', wire('ssh-rsa', EXPONENT, Buffer.alloc(256, 0xff))],
      ['ssh-rsa', wire('ssh-rsa', EXPONENT, Buffer.concat([Buffer.alloc(2), modulus(2048)]))],
      ['ssh-rsa', wire('ssh-rsa', EXPONENT, modulus(2048), 0)],
      ['ecdsa-sha2-nistp256', p256.replace(/=+$/, '')],
      ['ecdsa-sha2-nistp256', wire('ecdsa-sha2-nistp256', 'nistp384', point)],
      ['ecdsa-sha2-nistp256', wire('ecdsa-sha2-nistp256', 'nistp256', point.subarray(0, 64))],
      ['ecdsa-sha2-nistp256', wire('ecdsa-sha2-nistp256', 'nistp256', Buffer.alloc(65, 2))],
      ['ecdsa-sha2-nistp256', wire('ecdsa-sha2-nistp256', 'nistp256', point, 0)],
    ]
    for (const [algorithm, encoded] of told)
      expect(sshKeyFault(`${algorithm} ${encoded}`), `${algorithm} ${encoded}`).to.equal(
        `not a whole public key of ${algorithm}: cut off, altered or of another algorithm`,
      )
  })

  it('refuses RSA keys whose signatures would not count', () => {
    for (const bits of [1024, 2047])
      expect(sshKeyFault(`ssh-rsa ${wire('ssh-rsa', EXPONENT, modulus(bits))}`)).to.equal(WEAK)
  })
})
