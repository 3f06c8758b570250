import { expect } from 'chai'
import { certificateEnd } from '../../src/core/certificate-end.ts'
import { makeLocalKeys } from '../../src/sign/local-keys.ts'

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

describe('certificateEnd', () => {
  it('is the day that the first certificate ends', () => {
    const { chain } = makeLocalKeys('2026-11-23T02:00:00Z', { name: 'Evidence signing' })
    expect(certificateEnd(chain.map(pem).join(''))).to.match(/^2036-11-2\dT/)
  })

  it('is absent where there is no certificate', () => {
    expect(['', 'no certificate', pem(new Uint8Array(9))].map(certificateEnd)).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ])
  })
})
