import { spawnSync } from 'node:child_process'
import { appendFile, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { systemClock } from '../../src/core/clock.ts'
import { keySigner } from '../../src/sign/key-signer.ts'
import { makeLocalKeys } from '../../src/sign/local-keys.ts'
import { pemOfCertificate } from '../../src/sign/pem.ts'
import { sealedFor } from '../archive/evidence.ts'
import { temporaryFolder } from '../archive/temporary-folder.ts'

const SCRIPT = new URL('../../deploy/verify.sh', import.meta.url).pathname

function verify(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('sh', [SCRIPT, ...args], { encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

describe('deploy/verify.sh', function () {
  this.timeout(60_000)
  let folder: string
  let rootFile: string
  let sealed: string

  before(async () => {
    const now = systemClock.now()
    const keys = makeLocalKeys(now, { name: 'Evidence signing' })
    const signer = keySigner({ id: 'test', pem: keys.privateKeyPem }, keys.chain)
    const store = directoryStore(await temporaryFolder())
    const run = await sealedFor(store, { startedAt: now, finishedAt: now }, signer)
    sealed = run.folder
    rootFile = join(await temporaryFolder(), 'root.pem')
    await writeFile(rootFile, pemOfCertificate(keys.root))
  })

  beforeEach(async () => {
    folder = join(await temporaryFolder(), 'run')
    await cp(sealed, folder, { recursive: true })
  })

  const expectInvalid = (said: RegExp) => {
    const answer = verify(folder, rootFile)
    expect(answer.said).match(said)
    expect(answer.status).equal(4)
  }

  it('accepts a run as it was sealed', () => {
    const answer = verify(folder, rootFile)
    expect(answer.said).match(/^valid: 8 files are as they were sealed/)
    expect(answer.status).equal(0)
  })

  it('names each file whose first byte was flipped', async () => {
    const listed = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n')
    const names = [...listed.map((line) => line.slice(66)), 'SHA256SUMS', 'SHA256SUMS.p7s']
    for (const name of names) {
      const original = await readFile(join(folder, name))
      const altered = Buffer.from(original)
      altered[0]! ^= 1
      await writeFile(join(folder, name), altered)
      expectInvalid(new RegExp(`^invalid: .*${name.replaceAll('.', '\\.')}`))
      await writeFile(join(folder, name), original)
    }
    expect(verify(folder, rootFile).status).equal(0)
  })

  it('refuses a file that is not listed, and names it', async () => {
    await writeFile(join(folder, 'inputs/extra.yaml'), '')
    expectInvalid(/inputs\/extra\.yaml/)
  })

  it('refuses a folder that nothing listed is in', async () => {
    await mkdir(join(folder, 'inputs/more'))
    expectInvalid(/inputs\/more is a folder that nothing listed is in/)
  })

  it('refuses a missing file, and names it', async () => {
    await rm(join(folder, 'report.json'))
    expectInvalid(/report\.json/)
  })

  it('refuses a missing signature', async () => {
    await rm(join(folder, 'SHA256SUMS.p7s'))
    expectInvalid(/SHA256SUMS\.p7s is missing/)
  })

  it('refuses a symbolic link', async () => {
    await rm(join(folder, 'report.json'))
    await symlink('/etc/passwd', join(folder, 'report.json'))
    expectInvalid(/report\.json is not a plain file/)
  })

  it('refuses more lines in SHA256SUMS, whatever they say', async () => {
    await appendFile(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  ../../etc/passwd\n`)
    expectInvalid(/SHA256SUMS/)
  })

  it('refuses another signer than the one that the root vouches for', async () => {
    const other = makeLocalKeys(systemClock.now(), { name: 'Evidence signing' })
    await writeFile(rootFile + '.other', pemOfCertificate(other.root))
    const answer = verify(folder, `${rootFile}.other`)
    expect(answer.status).equal(4)
    expect(answer.said).match(/SHA256SUMS\.p7s/)
  })

  it('says what is missing when it cannot check', async () => {
    await writeFile(join(folder, '../no.pem'), 'no certificate')
    await mkdir(join(folder, '../empty'))
    for (const [args, said] of [
      [[folder], /usage/],
      [['/none', rootFile], /no folder \/none/],
      [[folder, '/none.pem'], /cannot read \/none\.pem/],
      [[folder, join(folder, '../no.pem')], /not a certificate/],
    ] as const) {
      const answer = verify(...args)
      expect(answer.said).match(said)
      expect(answer.status).equal(3)
    }
  })
})
