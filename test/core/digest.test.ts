import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  digestOf,
  digestOfFile,
  hasher,
  hexOf,
  isDigest,
  randomHex,
} from '../../src/core/digest.ts'

/** FIPS 180-2 appendix B.1. */
const ABC = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

describe('digest', () => {
  it('is SHA-256 with its name in front', () => {
    expect(digestOf('abc')).to.equal(ABC)
    expect(digestOf(Buffer.from('abc'))).to.equal(ABC)
    expect(hexOf(ABC)).to.have.length(64)
  })

  it('is the same fed in pieces', () => {
    const hash = hasher()
    hash.update('a')
    hash.update(Buffer.from('bc'))
    expect(hash.digest()).to.equal(ABC)
  })

  it('hashes text as UTF-8', () => {
    expect(digestOf('é')).to.equal(digestOf(Buffer.from([0xc3, 0xa9])))
  })

  it('reads files in pieces', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'digest-'))
    const path = join(folder, 'file')
    const bytes = Buffer.alloc(200_000, 'x')
    writeFileSync(path, bytes)
    expect(await digestOfFile(path)).to.deep.equal({ digest: digestOf(bytes), size: 200_000 })
    rmSync(folder, { recursive: true })
  })

  it('has one form', () => {
    expect(isDigest(ABC)).to.equal(true)
    for (const text of [ABC.toUpperCase(), hexOf(ABC), `${ABC}0`, `${ABC}\n`, 'sha256:'])
      expect(isDigest(text), text).to.equal(false)
  })
})

describe('randomHex', () => {
  it('gives two digits a byte, another each time', () => {
    expect(randomHex(4)).to.match(/^[0-9a-f]{8}$/)
    expect(randomHex(16)).not.to.equal(randomHex(16))
  })
})
