import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { isFault } from '../../src/core/fault.ts'
import { loadFileSigner } from '../../src/sign/file-signer.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import { localKeyFiles, makeLocalKeys, writeLocalKeys } from '../../src/sign/local-keys.ts'
import { certificatesOfPem } from '../../src/sign/pem.ts'
import { NOW } from './certificates.ts'
import { withFolder } from './tools.ts'

const newKeys = () => makeLocalKeys(NOW, { name: 'Evidence signing' })
const modeOf = (path: string) => statSync(path).mode & 0o777

async function faultOf(writing: Promise<unknown>): Promise<string> {
  try {
    await writing
    return 'written'
  } catch (error) {
    if (isFault(error)) return `${error.code}: ${error.hint}`
    throw error
  }
}

describe('makeLocalKeys', () => {
  it('makes other keys each time, and names the signer by its fingerprint', () => {
    const [one, other] = [newKeys(), newKeys()]
    expect(one.fingerprint).to.not.equal(other.fingerprint)
    expect(one.fingerprint).to.equal(fingerprintOf(one.chain[0]))
  })
})

describe('writeLocalKeys', () => {
  it('writes what loadFileSigner loads: folder 0700, files 0600, nothing else', () =>
    withFolder(async (dir) => {
      const target = join(dir, 'state', 'exhibit', 'keys')
      const keys = newKeys()
      const files = await writeLocalKeys(target, keys)
      expect(files).to.deep.equal(localKeyFiles(target))
      expect(modeOf(target)).to.equal(0o700)
      expect(readdirSync(target).toSorted()).to.deep.equal(['chain.pem', 'key.pem', 'root.pem'])
      for (const name of readdirSync(target)) expect(modeOf(join(target, name))).to.equal(0o600)
      expect(readdirSync(join(target, '..'))).to.deep.equal(['keys'])
      const signer = await loadFileSigner(files, NOW)
      expect(fingerprintOf(signer.certificateChain[0]!)).to.equal(keys.fingerprint)
      const [root] = certificatesOfPem(readFileSync(files.rootFile, 'utf8'), 'root')
      expect(fingerprintOf(root!)).to.equal(fingerprintOf(keys.root))
    }))

  it("keeps the root's private key nowhere", () =>
    withFolder(async (dir) => {
      const files = await writeLocalKeys(join(dir, 'keys'), newKeys())
      const texts = Object.values(files).map((file) => readFileSync(file, 'utf8'))
      expect(texts.join('').match(/PRIVATE KEY-----/g)).to.have.length(2)
    }))

  it('never overwrites: a folder with keys stays as it is', () =>
    withFolder(async (dir) => {
      const target = join(dir, 'keys')
      const { keyFile } = await writeLocalKeys(target, newKeys())
      const before = readFileSync(keyFile, 'utf8')
      expect(await faultOf(writeLocalKeys(target, newKeys()))).to.equal(
        'CONFIGURATION: name a folder that does not exist yet; keys are never overwritten',
      )
      expect(readFileSync(keyFile, 'utf8')).to.equal(before)
      expect(readdirSync(dir)).to.deep.equal(['keys'])
    }))

  it('refuses a file in place of the folder, and takes an empty folder', () =>
    withFolder(async (dir) => {
      writeFileSync(join(dir, 'file'), '')
      expect(await faultOf(writeLocalKeys(join(dir, 'file'), newKeys()))).to.match(/^CONFIGURATION/)
      mkdirSync(join(dir, 'empty'), { mode: 0o755 })
      expect(await faultOf(writeLocalKeys(join(dir, 'empty'), newKeys()))).to.equal('written')
      expect(modeOf(join(dir, 'empty'))).to.equal(0o700)
    }))

  it('lets exactly one of two first runs at once win, with whole keys', () =>
    withFolder(async (dir) => {
      const target = join(dir, 'keys')
      const answers = await Promise.all(
        [newKeys(), newKeys(), newKeys()].map((keys) => faultOf(writeLocalKeys(target, keys))),
      )
      expect(answers.filter((answer) => answer === 'written')).to.have.length(1)
      await loadFileSigner(localKeyFiles(target), NOW)
      expect(existsSync(target)).to.equal(true)
    }))
})
