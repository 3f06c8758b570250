import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { verifySshSignature } from '../../src/sign/ssh-signature.ts'

const KEYGEN = '/usr/bin/ssh-keygen'
const MESSAGE = Buffer.from('format: sign-offs/v1\nsignOffs: []\n')

describe('verifySshSignature', function () {
  let folder = ''
  before(function () {
    if (!existsSync(KEYGEN)) {
      process.stdout.write(`      (not run: ${KEYGEN} cannot be found)\n`)
      this.skip()
    }
    folder = mkdtempSync(join(tmpdir(), 'ssh-'))
  })
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true })
  })

  const run = (...args: readonly string[]) =>
    execFileSync(KEYGEN, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

  function signed(type: readonly string[], namespace = 'file') {
    const name = join(folder, type.join('-').replaceAll(' ', ''))
    if (!existsSync(name)) run('-q', '-N', '', '-f', name, '-t', ...type)
    writeFileSync(`${name}.message`, MESSAGE)
    rmSync(`${name}.message.sig`, { force: true })
    run('-Y', 'sign', '-n', namespace, '-f', name, `${name}.message`)
    const line = readFileSync(`${name}.pub`, 'utf8').trim()
    const fingerprint = run('-l', '-f', `${name}.pub`).split(' ')[1] ?? ''
    const signature = readFileSync(`${name}.message.sig`, 'latin1')
    return { keys: [{ owner: 'J. Doe', line }], fingerprint, signature }
  }

  for (const type of [['ed25519'], ['ecdsa', '-b', '256'], ['rsa', '-b', '2048']]) {
    it(`takes what ssh-keygen -Y sign makes with ${type.join(' ')}`, () => {
      const { keys, fingerprint, signature } = signed(type)
      expect(verifySshSignature(MESSAGE, signature, keys)).to.deep.equal({
        kind: 'signed',
        by: 'J. Doe',
        key: fingerprint,
      })
    })
  }

  it('refuses another file, another key, another purpose, a weak key and what is no signature', () => {
    const { keys, signature } = signed(['ed25519'])
    const why = (message: Buffer, armoured: string, known = keys) => {
      const outcome = verifySshSignature(message, armoured, known)
      return outcome.kind === 'refused' ? outcome.why : outcome.kind
    }
    expect(why(Buffer.from('other'), signature)).to.equal(
      'the file was altered, or it is of another one',
    )
    expect(why(MESSAGE, signature, [])).to.equal(
      'it is of a key that the approvers file does not list',
    )
    expect(why(MESSAGE, signed(['ed25519'], 'git').signature)).to.include('not made for files')
    expect(why(MESSAGE, 'nothing')).to.equal('it is no signature of OpenSSH over a file')
    const weak = signed(['rsa', '-b', '1024'])
    expect(why(MESSAGE, weak.signature, weak.keys)).to.include('altered')
  })

  it('never takes a signature with one byte altered', () => {
    const { keys, signature } = signed(['ed25519'])
    const [head = '', ...lines] = signature.trim().split('\n')
    const tail = lines.pop() ?? ''
    const bytes = Buffer.from(lines.join(''), 'base64')
    for (const at of bytes.keys()) {
      const other = Buffer.from(bytes)
      other[at] = (other[at] ?? 0) ^ 1
      const armoured = `${head}\n${other.toString('base64')}\n${tail}\n`
      expect(verifySshSignature(MESSAGE, armoured, keys).kind, `byte ${at}`).to.equal('refused')
    }
  })
})
