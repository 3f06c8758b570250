import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { HTML_REPORT } from '../../src/archive/layout.ts'
import { parseManifest } from '../../src/archive/records.ts'
import { seal } from '../../src/archive/seal.ts'
import { parseSums } from '../../src/archive/sums.ts'
import { epochSeconds, itWith, runTool } from '../sign/tools.ts'
import { pemOfCertificate } from '../../src/sign/pem.ts'
import { signedBy } from './wrong-signer.ts'
import { contentOf, draftFor, NOW, root, signer, smallPdf, workFolder } from './evidence.ts'
import { memoryStore } from './memory-store.ts'
import { faultOf } from './store-contract.ts'

async function sealed(folder: string) {
  return seal({ folder, draft: await draftFor(memoryStore()), signer, at: NOW })
}

describe('seal', function () {
  this.timeout(60_000)

  it('lists every file with size, digest and type, and describes the unsigned PDF', async () => {
    const folder = await workFolder()
    const { facts, files } = await sealed(folder)
    const manifest = parseManifest(await readFile(join(folder, 'manifest.json')), 'manifest.json')
    expect(manifest).deep.equal(facts.manifest)
    expect(manifest.files.map(({ path }) => path)).deep.equal([
      'clusters/prod/objects.ndjson.gz',
      'clusters/prod/snapshot.json',
      'inputs/scope.yaml',
      'report.html',
      'report.html.p7s',
      'report.json',
      'report.pdf',
    ])
    expect(manifest.inputs).deep.equal({ 'inputs/scope.yaml': digestOf('scope: a\n') })
    const pdf = manifest.files.find(({ path }) => path === 'report.pdf')
    expect(pdf?.mediaType).equal('application/pdf')
    expect(pdf?.unsigned).deep.equal({
      size: smallPdf('a').length,
      digest: digestOf(smallPdf('a')),
    })
    const signed = await readFile(join(folder, 'report.pdf'))
    expect(signed.subarray(0, smallPdf('a').length)).deep.equal(smallPdf('a'))
    expect(files.map(({ path }) => path).slice(-3)).deep.equal([
      'manifest.json',
      'SHA256SUMS',
      'SHA256SUMS.p7s',
    ])
  })

  it('covers everything but its own signature with SHA256SUMS', async () => {
    const folder = await workFolder()
    const { facts, files } = await sealed(folder)
    const sums = parseSums(await readFile(join(folder, 'SHA256SUMS'), 'utf8'), 'SHA256SUMS')
    const listed = files.filter(({ path }) => !path.startsWith('SHA256SUMS'))
    expect([...sums.keys()]).deep.equal(listed.map(({ path }) => path).sort())
    expect(Object.keys(facts.signatures).sort()).deep.equal(['SHA256SUMS.p7s', 'report.html.p7s'])
  })

  it('gives the same files when it is repeated on the same folder, but for the signatures', async () => {
    const folder = await workFolder()
    const draft = await draftFor(memoryStore())
    const plan = { folder, draft, signer, at: NOW }
    const once = await seal(plan)
    await writeFile(join(folder, 'report.pdf.sealing'), 'remains of a crash')
    const twice = await seal(plan)
    const unsigned = (run: typeof once) =>
      run.facts.manifest.files.filter(({ path }) => !path.endsWith('.p7s'))
    expect(unsigned(twice)).deep.equal(unsigned(once))
  })

  it('seals a run without reports', async () => {
    const folder = await workFolder({ 'clusters/prod/snapshot.json': '{}' })
    const { facts } = await sealed(folder)
    expect(Object.keys(facts.signatures)).deep.equal(['SHA256SUMS.p7s'])
  })

  it('refuses links and names that no archive has', async () => {
    const linked = await workFolder()
    await symlink('/etc/passwd', join(linked, 'inputs/link'))
    expect((await faultOf(() => sealed(linked))).message).match(/link.*a symbolic link/)
    const named = await workFolder({ ...contentOf(), 'inputs/=cmd() x': '' })
    expect((await faultOf(() => sealed(named))).code).equal('UNREADABLE')
    const controlled = await workFolder()
    await mkdir(join(controlled, 'clusters/a\nb'))
    await writeFile(join(controlled, 'clusters/a\nb/x'), '')
    expect((await faultOf(() => sealed(controlled))).message).include('"clusters/a\\nb/x"')
  })

  it('publishes nothing when the key does not match the certificate', async () => {
    const folder = await workFolder()
    const plan = { folder, draft: await draftFor(memoryStore()), signer: signedBy(signer), at: NOW }
    expect((await faultOf(() => seal(plan))).code).equal('SIGNING_FAILED')
  })

  it('publishes nothing when the certificate is not valid at the time', async () => {
    const folder = await workFolder()
    const draft = await draftFor(memoryStore())
    const plan = { folder, draft, signer, at: '2046-01-01T00:00:00Z' }
    expect((await faultOf(() => seal(plan))).code).equal('SIGNING_FAILED')
  })

  itWith(['openssl', 'sha256sum'], 'is accepted by sha256sum and openssl', async () => {
    const folder = await workFolder()
    await sealed(folder)
    const rootFile = join(await workFolder({}), 'root.pem')
    await writeFile(rootFile, pemOfCertificate(root))
    for (const file of ['SHA256SUMS', HTML_REPORT]) {
      const answer = runTool('openssl', [
        ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-out', '/dev/null'],
        ...['-in', join(folder, `${file}.p7s`), '-content', join(folder, file)],
        ...['-CAfile', rootFile, '-attime', epochSeconds(NOW)],
      ])
      expect(answer.output).match(/CAdES Verification successful/)
      expect(answer.status).equal(0)
    }
    const script = 'cd "$0" && sha256sum --check --strict SHA256SUMS'
    expect(runTool('sh', ['-c', script, folder]).status).equal(0)
  })
})
