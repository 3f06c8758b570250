import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeLeaf, makeRoot, tenYearsFrom } from '../../src/sign/certificate.ts'
import { chainAbove, misuseOf } from '../../src/sign/chain.ts'
import { pemOfCertificate } from '../../src/sign/pem.ts'
import { facts, NOW, party } from './certificates.ts'
import { epochSeconds, itWith, runTool, withFolder } from './tools.ts'

const issuer = party('Test root')
const subject = party('Test signing')
const validity = tenYearsFrom(NOW)
const root = makeRoot(issuer, validity)
const leaf = makeLeaf(subject, issuer, validity)

describe('makeRoot and makeLeaf', () => {
  it('make a chain that the reader accepts for signing documents', () => {
    expect(chainAbove(facts(leaf), [facts(root)]).kind).to.equal('chain')
    expect(misuseOf(facts(leaf))).to.equal(undefined)
  })

  it('make a root that may issue leaves only, and a leaf that may issue nothing', () => {
    expect(facts(root)).to.include({ authority: true, pathLength: 0 })
    expect(facts(leaf)).to.include({ authority: false })
  })

  it('make positive serial numbers of 16 octets, never the same', () => {
    const serials = Array.from({ length: 50 }, () =>
      Buffer.from(facts(makeLeaf(subject, issuer, validity)).serial).toString('hex'),
    )
    expect(new Set(serials).size).to.equal(50)
    for (const serial of serials) expect(serial).to.match(/^0210[4-7]/)
  })

  it('refuse names that are empty or longer than X.520 allows', () => {
    for (const name of ['', 'x'.repeat(65)])
      expect(() => makeRoot({ ...issuer, name }, validity)).to.throw(TypeError)
  })

  itWith('openssl', 'make a chain that openssl verifies for e-mail', () =>
    withFolder((dir) => {
      const [rootFile, leafFile] = [join(dir, 'root.pem'), join(dir, 'leaf.pem')]
      writeFileSync(rootFile, pemOfCertificate(root))
      writeFileSync(leafFile, pemOfCertificate(leaf))
      const args = ['verify', '-x509_strict', '-purpose', 'smimesign', '-attime', epochSeconds(NOW)]
      const answer = runTool('openssl', [...args, '-CAfile', rootFile, leafFile])
      expect(answer.output).to.equal(`${leafFile}: OK\n`)
    }),
  )

  itWith('openssl', 'say the usages and identifiers that RFC 5280 and readers ask for', () =>
    withFolder((dir) => {
      const file = join(dir, 'leaf.pem')
      writeFileSync(file, pemOfCertificate(leaf))
      const { output } = runTool('openssl', ['x509', '-in', file, '-noout', '-text'])
      for (const text of [
        'X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation\n',
        '1.3.6.1.5.5.7.3.36, 1.2.840.113583.1.1.5, E-mail Protection\n',
        'X509v3 Subject Key Identifier:',
        'X509v3 Authority Key Identifier:',
        'Not Before: Nov 23 01:00:00 2026 GMT',
        'Not After : Nov 22 02:00:00 2036 GMT',
      ])
        expect(output).to.include(text)
    }),
  )
})
