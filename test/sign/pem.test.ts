import { expect } from 'chai'
import { isFault } from '../../src/core/fault.ts'
import { certificatesOfPem, pemOfCertificate } from '../../src/sign/pem.ts'
import { certificate, party } from './certificates.ts'

const [one, other] = [party('One'), party('Other')]
const first = certificate(one, other)
const second = certificate(other, other)

function refusal(text: string): string {
  try {
    certificatesOfPem(text, 'chain.pem')
    return 'accepted'
  } catch (error) {
    if (isFault(error)) return `${error.code}: ${error.message}`
    throw error
  }
}

describe('certificatesOfPem', () => {
  it('reads in order what pemOfCertificate writes, whatever stands around it', () => {
    const text = `subject=CN=One\r\n${pemOfCertificate(first)}\n# root\n${pemOfCertificate(second)}`
    const read = certificatesOfPem(text.replaceAll('\n', '\r\n'), 'chain.pem')
    expect(read.map((der) => Buffer.from(der))).to.deep.equal([
      Buffer.from(first),
      Buffer.from(second),
    ])
  })

  it('refuses a text without certificates, and base64 that is not', () => {
    const none = 'CONFIGURATION: chain.pem holds no certificate in PEM form'
    expect(refusal('')).to.equal(none)
    expect(refusal('-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----')).to.equal(none)
    expect(refusal(pemOfCertificate(first).repeat(101))).to.equal(none)
    for (const body of ['', 'A', 'AB', '????'])
      expect(refusal(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`)).to.equal(
        'CONFIGURATION: chain.pem holds a certificate that is not base64',
      )
  })
})
