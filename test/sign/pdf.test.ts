import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { expect } from 'chai'
import { systemClock } from '../../src/core/clock.ts'
import { isFault } from '../../src/core/fault.ts'
import type { Signer } from '../../src/model/signer.ts'
import { keySigner } from '../../src/sign/key-signer.ts'
import { makeLocalKeys } from '../../src/sign/local-keys.ts'
import { pemOfCertificate } from '../../src/sign/pem.ts'
import { signPdf } from '../../src/sign/pdf.ts'
import { verifyPdf } from '../../src/sign/pdf-verify.ts'
import { NOW, party } from './certificates.ts'
import { NESTED, pdfOf, printed } from './pdfs.ts'
import { localSigner, rooted, rsaSigner, signerOf } from './signers.ts'
import { epochSeconds, itWith, runTool, withFolder } from './tools.ts'

const OPTIONS = { at: NOW, reason: 'Evidence (as of now) \\', name: 'Évidence' }
const made = localSigner()

const PRODUCERS: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
  'a classic cross-reference table': () => printed('table'),
  'a cross-reference stream': () => printed('stream'),
  'nested pages and annotations apart': () => pdfOf(NESTED),
  'an /ID': () => pdfOf(NESTED, '/ID [<0011> <0011>]'),
}

async function refusalOf(pdf: Uint8Array, signer: Signer = made.signer): Promise<string> {
  try {
    await signPdf(pdf, signer, OPTIONS)
    return 'signed'
  } catch (error) {
    if (isFault(error)) return `${error.code}: ${error.message}`
    throw error
  }
}

/** pdfsig, and the tool that makes the certificate database which it wants (Debian: poppler-utils, libnss3-tools). */
const PDFSIG = ['pdfsig', 'certutil']

/** What pdfsig says of a signed PDF to someone who trusts the root. */
function pdfsig(dir: string, root: Uint8Array, signed: Uint8Array): string {
  const [pdfFile, rootFile, database] = [
    join(dir, 'signed.pdf'),
    join(dir, 'root.pem'),
    `sql:${dir}`,
  ]
  writeFileSync(pdfFile, signed)
  writeFileSync(rootFile, pemOfCertificate(root))
  runTool('certutil', ['-N', '-d', database, '--empty-password'])
  runTool('certutil', ['-A', '-d', database, '-n', 'root', '-t', 'C,C,C', '-i', rootFile])
  return runTool('pdfsig', ['-nssdir', database, pdfFile]).output
}

/** The signed bytes and the CMS, taken out by text search: no code of src/sign/ is used. */
function taken(signed: Uint8Array): { content: Uint8Array; cms: Uint8Array } {
  const text = Buffer.from(signed).toString('latin1')
  const [, ...numbers] = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+) *\]/.exec(text)!
  const [from, length, next, rest] = numbers.map(Number) as [number, number, number, number]
  const hex = text.slice(from + length + 1, next - 1).replace(/(00)+$/, '')
  return {
    content: Buffer.concat([signed.subarray(from, length), signed.subarray(next, next + rest)]),
    cms: Buffer.from(hex, 'hex'),
  }
}

describe('signPdf', () => {
  for (const [form, produce] of Object.entries(PRODUCERS)) {
    it(`signs a PDF with ${form}, leaving its bytes as they were`, async () => {
      const pdf = await produce()
      const signed = await signPdf(pdf, made.signer, OPTIONS)
      expect(Buffer.from(signed.subarray(0, pdf.length)).equals(pdf)).to.equal(true)
      const outcome = verifyPdf(signed, rooted(made.root), NOW)
      expect(outcome).to.deep.include({ kind: 'valid', unsignedLength: pdf.length, claimedAt: NOW })
    })

    it(`keeps a PDF with ${form} readable by another reader`, async () => {
      const signed = await signPdf(await produce(), made.signer, OPTIONS)
      const document = await PDFDocument.load(signed)
      expect(
        document
          .getForm()
          .getFields()
          .map((field) => field.getName()),
      ).to.deep.equal(['Signature'])
    })

    itWith('qpdf', `adds to a PDF with ${form} nothing that qpdf warns of`, () =>
      withFolder(async (dir) => {
        const file = join(dir, 'signed.pdf')
        writeFileSync(file, await signPdf(await produce(), made.signer, OPTIONS))
        const { status, output } = runTool('qpdf', ['--check', file])
        expect(status, output).to.equal(0)
        expect(output).to.not.include('WARNING')
      }),
    )

    for (const [kind, { signer, root }] of Object.entries({ ECDSA: made, RSA: rsaSigner() })) {
      itWith(PDFSIG, `signs a PDF with ${form} and ${kind} as pdfsig wants it`, () =>
        withFolder(async (dir) => {
          const output = pdfsig(dir, root, await signPdf(await produce(), signer, OPTIONS))
          for (const text of [
            'Signature Type: ETSI.CAdES.detached',
            'Signing Time: Nov 23 2026 02:00:00',
            'Total document signed',
            'Signature is Valid.',
          ])
            expect(output).to.include(text)
        }),
      )

      itWith('openssl', `signs a PDF with ${form} and ${kind} as openssl wants CAdES`, () =>
        withFolder(async (dir) => {
          const at = (name: string) => join(dir, name)
          const { content, cms } = taken(await signPdf(await produce(), signer, OPTIONS))
          writeFileSync(at('content'), content)
          writeFileSync(at('cms'), cms)
          writeFileSync(at('root.pem'), pemOfCertificate(root))
          const { output } = runTool('openssl', [
            ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', at('cms')],
            ...['-content', at('content'), '-CAfile', at('root.pem')],
            ...['-attime', epochSeconds(NOW), '-out', at('out')],
          ])
          expect(output).to.equal('CAdES Verification successful\n')
        }),
      )
    }
  }

  itWith(PDFSIG, 'signs with local keys so that pdfsig trusts who has their root', () =>
    withFolder(async (dir) => {
      const now = systemClock.now()
      const keys = makeLocalKeys(now, { name: 'Evidence signing' })
      const signer = keySigner({ id: 'test', pem: keys.privateKeyPem }, keys.chain)
      const signed = await signPdf(await printed('table'), signer, { ...OPTIONS, at: now })
      const output = pdfsig(dir, keys.root, signed)
      expect(output).to.include('Certificate is Trusted.').and.to.include('Signature is Valid.')
    }),
  )

  itWith('qpdf', 'signs a PDF whose cross-references are packed with a predictor', () =>
    withFolder(async (dir) => {
      const [from, to] = [join(dir, 'from.pdf'), join(dir, 'to.pdf')]
      writeFileSync(from, await printed('table'))
      runTool('qpdf', ['--object-streams=generate', from, to])
      const pdf = readFileSync(to)
      expect(pdf.toString('latin1')).to.include('/Predictor 12')
      const signed = await signPdf(pdf, made.signer, OPTIONS)
      expect(verifyPdf(signed, rooted(made.root), NOW).kind).to.equal('valid')
    }),
  )

  it('keeps the first part of an /ID and gives the revision its own second part', async () => {
    const signed = await signPdf(pdfOf(NESTED, '/ID [<0011> <0011>]'), made.signer, OPTIONS)
    expect(Buffer.from(signed).toString('latin1')).to.match(/\/ID \[<0011> <[0-9a-f]{32}>\]/)
  })

  it('refuses what it cannot sign and says why', async () => {
    const [catalog, ...rest] = NESTED
    const signed = await signPdf(await printed('table'), made.signer, OPTIONS)
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [Buffer.from('hello'), 'the PDF does not begin as a PDF does'],
      [Buffer.from('%PDF-1.4\nhello'), 'the PDF does not end as a PDF does'],
      [pdfOf(NESTED, '/Encrypt 9 0 R'), 'the PDF is encrypted'],
      [pdfOf(NESTED, '/XRefStm 9'), 'the PDF mixes two kinds of cross-references'],
      [pdfOf([catalog!]), 'the PDF lacks its object 2'],
      [pdfOf(['<</Pages 2 0 R>>', '<</Kids[2 0 R]>>']), 'the PDF has pages nested too deeply'],
      [pdfOf(['<</Pages 2 0 R/Pages 2 0 R>>', ...rest]), 'the PDF has a malformed dictionary'],
      [pdfOf([`${'['.repeat(99)}${']'.repeat(99)}`]), 'the PDF nests values too deeply'],
      [signed, 'the PDF has a form or a signature already: sign it as it was printed'],
    ]
    for (const [pdf, message] of cases)
      expect(await refusalOf(pdf)).to.equal(`UNREADABLE: ${message}`)
  })

  it('refuses a certificate that has expired', async () => {
    const { signer } = signerOf(party('Old'), { notAfter: '2026-06-01T00:00:00Z' })
    expect(await refusalOf(await printed('table'), signer)).to.match(/^SIGNING_FAILED: .* expired/)
  })

  it('says when the signature does not fit into its place', async () => {
    const large = party('Large')
    expect(
      await refusalOf(await printed('table'), signerOf(large, { uses: many(2500) }).signer),
    ).to.match(
      /^SIGNING_FAILED: the signature of \d+ bytes does not fit into the 16384 reserved in the PDF$/,
    )
  })
})

/** That many extended key usages, the one for documents among them. */
function many(count: number): string[] {
  return [
    '1.3.6.1.5.5.7.3.36',
    ...Array.from({ length: count }, (_, index) => `1.3.6.1.4.1.${index}`),
  ]
}
