import { expect } from 'chai'
import { isFault } from '../../src/core/fault.ts'
import { readCertificate } from '../../src/sign/certificate-facts.ts'
import { sequence } from '../../src/sign/der.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import { pemOfCertificate } from '../../src/sign/pem.ts'
import { altered, certificate, extension, facts, party } from './certificates.ts'

const issuer = party('Issuer')
const subject = party('Subject')

function refusal(der: Uint8Array): string {
  try {
    readCertificate(der, 'it')
    return 'accepted'
  } catch (error) {
    if (isFault(error)) return `${error.code}: ${error.message}`
    throw error
  }
}

describe('readCertificate', () => {
  it('reads names, times, usages and constraints', () => {
    const der = certificate(subject, issuer, {
      authority: true,
      pathLength: 3,
      keyUsage: [0, 5],
      uses: ['1.3.6.1.5.5.7.3.4'],
      critical: ['2.5.29.30'],
    })
    const read = facts(der)
    expect(read.identity).to.deep.equal({ subject: 'CN=Subject', fingerprint: fingerprintOf(der) })
    expect([...read.keyUsage!]).to.deep.equal([0, 5])
    expect(read.extendedKeyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.4'])
    expect(read).to.deep.include({ authority: true, pathLength: 3, notUnderstood: ['2.5.29.30'] })
    expect(read).to.include({ notBefore: '2026-01-01T00:00:00Z', notAfter: '2028-01-01T00:00:00Z' })
  })

  it('says that what is not restricted is not restricted', () => {
    const read = facts(certificate(subject, issuer))
    expect(read).to.not.have.any.keys('keyUsage', 'extendedKeyUsage', 'pathLength')
    expect(read).to.deep.include({ authority: false, notUnderstood: [] })
  })

  it('knows whose key signed it', () => {
    const read = facts(certificate(subject, issuer))
    expect(read.isSignedBy(facts(certificate(issuer, issuer)))).to.equal(true)
    expect(read.isSignedBy(facts(certificate(subject, subject)))).to.equal(false)
  })

  it('shows control characters in a name instead of obeying them', () => {
    const read = facts(certificate(party('a\u001b[2Jb\u202e'), issuer))
    expect(read.identity.subject).to.not.match(/[\u0000-\u001f\u202e]/)
  })

  it('refuses a certificate with the PEM text of another inside', () => {
    const inner = pemOfCertificate(certificate(subject, issuer))
    const outer = certificate(party(`x\n${inner}`), issuer)
    expect(refusal(outer)).to.match(/^UNREADABLE/)
  })

  it('refuses an extension that stands twice', () => {
    const twice = extension('2.5.29.30', sequence())
    const der = certificate(subject, issuer, { extensions: [twice, twice] })
    expect(refusal(der)).to.equal('UNREADABLE: it has the extension 2.5.29.30 more than once')
  })

  it('answers or throws a Fault for every altered byte', () => {
    const der = certificate(subject, issuer, { authority: true, keyUsage: [0] })
    const issuerFacts = facts(certificate(issuer, issuer))
    der.forEach((_, index) => {
      for (const xor of [0x01, 0x20, 0x80, 0xff]) {
        const changed = altered(der, index, xor)
        if (refusal(changed) === 'accepted')
          expect(facts(changed).isSignedBy(issuerFacts)).to.equal(false)
      }
    })
  })
})
