import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadOrganisation, loadPinnedOrganisation } from '../../../src/commands/stages/catalogue.ts'
import { pinInputs } from '../../../src/commands/stages/inputs.ts'
import { itWith } from '../../sign/tools.ts'

const FLOWS = 'format: flows/v1\nflows: []\n'
const ESTATE = { members: [], retired: [], file: 'estate.yaml' } as unknown as Parameters<
  typeof pinInputs
>[1]

/** A kind of signature beside a file, made with the program that people have for it. */
type Kind = {
  readonly end: string
  readonly program: string
  /** makes a key by its name, and gives its line of the approvers file */
  readonly newKey: (name: string) => string
  readonly sign: (file: string, name: string) => void
  readonly said: RegExp
}

let folder = ''
const at = (...names: readonly string[]) => join(folder, ...names)
const run = (program: string, ...args: readonly string[]) =>
  execFileSync(program, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
const openssl = (...args: readonly string[]) => run('openssl', ...args)

function newCertificate(name: string, key: string): string {
  const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)]
  const uses = ['-addext', 'keyUsage=critical,digitalSignature,nonRepudiation']
  const how = [
    '-nodes',
    '-subj',
    `/CN=${name}`,
    ...uses,
    '-addext',
    'extendedKeyUsage=emailProtection',
  ]
  openssl('req', '-x509', '-newkey', ...key.split(' '), ...how, ...files)
  const printed = openssl('x509', '-in', at(`${name}.pem`), '-noout', '-fingerprint', '-sha256')
  return `certificates: ["${printed.trim()}"]`
}

/** What the README tells an approver to type. */
function signCms(file: string, name: string, ...more: readonly string[]): void {
  const who = ['-signer', at(`${name}.pem`), '-inkey', at(`${name}.key`)]
  const out = more.includes('-outform') ? more : ['-outform', 'DER', ...more]
  openssl('cms', '-sign', '-binary', '-in', file, ...who, ...out, '-out', `${file}.p7s`)
}

const P256 = 'ec -pkeyopt ec_paramgen_curve:P-256'

const KINDS: readonly Kind[] = [
  {
    end: '.sig',
    program: 'ssh-keygen',
    newKey: (name) => {
      run('ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', at(name))
      return `keys: [${readFileSync(at(`${name}.pub`), 'utf8').trim()}]`
    },
    sign: (file, name) => {
      rmSync(`${file}.sig`, { force: true })
      run('ssh-keygen', '-Y', 'sign', '-n', 'file', '-f', at(name), file)
    },
    said: /^signed by SHA256:[A-Za-z0-9+/]{43} \(J\. Doe\)$/,
  },
  {
    end: '.p7s',
    program: 'openssl',
    newKey: (name) => newCertificate(name, P256),
    sign: signCms,
    said: /^signed by certificate SHA256:[0-9a-f]{64} \(J\. Doe\), signing-time \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  },
]

describe('who signed a file', function () {
  this.timeout(60_000)
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'file-authorship-'))
    writeFileSync(at('flows.yaml'), FLOWS)
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  const paths = () => ({ flows: at('flows.yaml'), approvers: at('approvers.yaml') })
  const approvedBy = (line: string) =>
    writeFileSync(
      at('approvers.yaml'),
      `format: approvers/v1\napprovers: [{name: J. Doe, ${line}}]\n`,
    )
  const said = () =>
    loadOrganisation(paths()).files?.find(({ name }) => name === 'flows.yaml')?.said

  for (const { end, program, newKey, sign, said: words } of KINDS)
    describe(`by ${program} (FILE${end})`, () => {
      itWith(
        program,
        'is told of the key that the approvers file lists, and as before from what a run pins',
        () => {
          approvedBy(newKey('doe'))
          sign(at('flows.yaml'), 'doe')
          expect(said()).to.match(words)
          const none = { scope: undefined, waivers: undefined }
          pinInputs(at('run'), ESTATE, { ...none, ...paths() }, { root: folder, files: [] })
          expect(existsSync(at('run', 'inputs', `flows.yaml${end}`))).to.equal(true)
          rmSync(at(`flows.yaml${end}`))
          expect(said()).to.equal('asserted in file only')
          const [pinned] = loadPinnedOrganisation(at('run')).files ?? []
          expect(pinned?.said).to.match(words)
        },
      )

      itWith(
        program,
        'is nobody where the file was altered, another key signed it, or it is no signature',
        () => {
          approvedBy(newKey('doe'))
          newKey('other')
          sign(at('flows.yaml'), 'other')
          expect(said()).to.match(
            /^signature does not hold: it is of a (key|certificate) that the approvers file does/,
          )
          sign(at('flows.yaml'), 'doe')
          writeFileSync(at('flows.yaml'), `${FLOWS}# more\n`)
          expect(said()).to.include('the file was altered, or it is of another one')
          for (const bytes of [Buffer.alloc(0), Buffer.alloc(5000, 0xff), Buffer.from('0')]) {
            writeFileSync(at(`flows.yaml${end}`), bytes)
            expect(said()).to.match(/^signature does not hold: it /)
          }
          writeFileSync(at(`flows.yaml${end}`), Buffer.alloc(600 * 1024, 0x30))
          expect(said()).to.equal('signature does not hold: it is larger than any signature')
          rmSync(at(`flows.yaml${end}`))
          mkdirSync(at(`flows.yaml${end}`))
          expect(said()).to.equal('asserted in file only')
        },
      )
    })

  itWith(['ssh-keygen', 'openssl'], 'asks of two signatures beside a file that both hold', () => {
    const [ssh, cms] = KINDS
    approvedBy(`${ssh?.newKey('ssh') ?? ''}, ${cms?.newKey('cms') ?? ''}`)
    for (const [kind, name] of [
      [ssh, 'ssh'],
      [cms, 'cms'],
    ] as const)
      kind?.sign(at('flows.yaml'), name)
    expect(said()).to.match(/^signed by SHA256:/)
    copyFileSync(at('approvers.yaml'), at('flows.yaml.p7s'))
    expect(said()).to.equal('signature does not hold: it is no CMS signature in DER or PEM')
  })

  for (const [name, key, ...options] of [
    ['ECDSA P-384', 'ec -pkeyopt ec_paramgen_curve:P-384', '-md', 'sha384'],
    ['RSA PKCS#1', 'rsa:2048'],
    ['RSA-PSS', 'rsa:2048', '-keyopt', 'rsa_padding_mode:pss'],
    ['PEM', P256, '-outform', 'PEM'],
    ['no capabilities of a mail program', P256, '-nosmimecap'],
  ] as const)
    itWith('openssl', `is told where openssl cms signs with ${name}`, () => {
      approvedBy(newCertificate('doe', key))
      signCms(at('flows.yaml'), 'doe', ...options)
      expect(said()).to.match(/^signed by certificate SHA256:/)
    })

  for (const [name, reason, ...options] of [
    ['its content inside', 'it holds content of its own, and is not detached', '-nodetach'],
    ['no certificate', 'it does not hold the certificate of its signer', '-nocerts'],
    ['no signed attributes', 'it does not say when it was made (signing-time)', '-noattr'],
    ['the identifier of a key', 'it names its signer otherwise than by issuer and s', '-keyid'],
    ['indefinite lengths', 'it has no definite length', '-stream', '-nodetach'],
    ['a message for mail', 'it is no CMS signature in DER or PEM', '-outform', 'SMIME'],
    ['SHA-1', 'it is made with the hash 1.3.14.3.2.26, which is not accepted', '-md', 'sha1'],
  ] as const)
    itWith('openssl', `is nobody where openssl cms writes ${name}`, () => {
      approvedBy(newCertificate('doe', P256))
      signCms(at('flows.yaml'), 'doe', ...options)
      expect(said()).to.include(`signature does not hold: ${reason}`)
    })

  itWith('openssl', 'is nobody where several have signed', () => {
    approvedBy(newCertificate('first', P256))
    newCertificate('second', P256)
    const second = ['-signer', at('second.pem'), '-inkey', at('second.key')]
    signCms(at('flows.yaml'), 'first', ...second)
    expect(said()).to.equal('signature does not hold: it has more than one signer')
  })
})
