import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { serverMarks } from '../../src/collect/server-marks.ts'

const marksOf = (url: string, ca?: string) =>
  serverMarks({ url: new URL(url), unverified: false, ...(ca === undefined ? {} : { ca }) })

const pem = (text: string) =>
  `-----BEGIN CERTIFICATE-----\n${btoa(text)}\n-----END CERTIFICATE-----\n`

describe('serverMarks', () => {
  it('takes user information, query and fragment out of the URL', () => {
    expect(marksOf('https://u:p@api.example:6443/k8s/?t=1#f')).to.deep.equal({
      server: 'https://api.example:6443/k8s',
    })
  })

  it('digests the DER bytes of all certificates', () => {
    const digest = createHash('sha256').update('onetwo').digest('hex')
    expect(marksOf('https://api.example', pem('one') + pem('two'))).to.deep.equal({
      server: 'https://api.example',
      caDigest: `sha256:${digest}`,
    })
  })

  it('gives no digest of a CA without a certificate, and nothing of a URL of another scheme', () => {
    expect(marksOf('ldap:u:p@api.example', 'no certificate')).to.deep.equal({})
  })
})
