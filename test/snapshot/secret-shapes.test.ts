import { expect } from 'chai'
import { holdsToken } from '../../src/snapshot/secret-shapes.ts'
import { TOKENS } from './tokens.ts'

describe('holdsToken', () => {
  for (const [index, [shape, example]] of TOKENS.entries()) {
    it(`finds a ${shape} in the middle of text (example ${index})`, () => {
      expect(holdsToken(`first ${example} last`)).to.equal(true)
    })
  }

  it('leaves references to secrets alone', () => {
    for (const text of [
      'secretName: database-credentials',
      '--service-account-private-key-file=/etc/kubernetes/pki/sa.key',
      'token-auth-file and password policies',
      'password: $(DB_PASSWORD)',
      '{{ .Values.password }}',
      'https://user@git.example/repo',
      'images.kubernetesregistry',
      'sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9',
    ])
      expect(holdsToken(text), text).to.equal(false)
  })

  it('takes time in proportion to the text, whatever it is', () => {
    const size = 2_000_000
    const start = performance.now()
    for (const unit of [
      'a',
      'eyJ',
      '://a:',
      '://',
      'token',
      'token=',
      'Bearer ',
      '-----BEGIN ',
      'sk-a-',
      'SG.',
      'a_',
    ])
      holdsToken(unit.repeat(size / unit.length))
    expect(performance.now() - start).to.be.lessThan(10_000)
  })
})
