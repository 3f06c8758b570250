import { expect } from 'chai'
import fc from 'fast-check'
import type { Trust } from '../../src/model/signer.ts'
import { fingerprintOf } from '../../src/sign/fingerprint.ts'
import { catalogOf, openPdf } from '../../src/sign/pdf-file.ts'
import { revisionOf } from '../../src/sign/pdf-revision.ts'
import { signPdf } from '../../src/sign/pdf.ts'
import { verifyPdf, type PdfSignatureOutcome } from '../../src/sign/pdf-verify.ts'
import { altered, NOW } from './certificates.ts'
import { NESTED, pdfOf, printed } from './pdfs.ts'
import { localSigner, rooted } from './signers.ts'

const OPTIONS = { at: NOW, reason: 'Evidence', name: 'Evidence signing' }
const NONE: Trust = { kind: 'none' }

const { signer, root } = localSigner()
const signedFrom = async (pdf: Uint8Array) => Buffer.from(await signPdf(pdf, signer, OPTIONS))
const SIGNED: Readonly<Record<string, Buffer>> = {
  'a table': await signedFrom(pdfOf(NESTED)),
  'a stream': await signedFrom(await printed('stream', 1)),
}
const [table, stream] = [SIGNED['a table']!, SIGNED['a stream']!]

const check = (pdf: Uint8Array, trust = rooted(root)) => verifyPdf(pdf, trust, NOW)
const reasonOf = ({ kind, reason }: PdfSignatureOutcome) => `${kind}: ${reason}`

/** The file with one text in place of another of the same length. */
function replaced(pdf: Buffer, text: string, other: string): Buffer {
  expect(other.length).to.equal(text.length)
  const copy = Buffer.from(pdf)
  copy.write(other, copy.lastIndexOf(text), 'latin1')
  return copy
}

/** One bit, another for each neighbour; every second time that between the cases of a letter. */
const xorAt = (index: number) => (index % 2 === 0 ? 0x20 : 1 << (index % 8))

describe('verifyPdf', () => {
  it('says valid under the root and the fingerprint, untrusted without', () => {
    const fingerprint = fingerprintOf(signer.certificateChain[0]!)
    for (const pdf of [table, stream]) {
      expect(check(pdf).kind).to.equal('valid')
      expect(check(pdf, { kind: 'signer', fingerprint }).kind).to.equal('valid')
      expect(reasonOf(check(pdf, NONE))).to.equal('untrusted: consistent; signer not trusted')
      expect(check(pdf, rooted(localSigner().root)).kind).to.equal('invalid')
    }
  })

  for (const [form, pdf] of Object.entries(SIGNED))
    it(`says invalid when any one byte is altered (${form}; of the padding every 251st)`, () => {
      const zeros = pdf.indexOf('0'.repeat(1000))
      const end = pdf.indexOf('>', zeros)
      for (let index = 0; index < pdf.length; index += index > zeros && index < end - 251 ? 251 : 1)
        expect(check(altered(pdf, index, xorAt(index))).kind, `byte ${index}`).to.equal('invalid')
    })

  it('answers for any bytes', () => {
    const edit = fc.tuple(fc.nat(stream.length - 1), fc.uint8Array({ maxLength: 12 }))
    fc.assert(
      fc.property(
        fc.constantFrom(table, stream),
        fc.array(edit, { minLength: 1 }),
        (pdf, edits) => {
          const copy = Buffer.from(pdf)
          for (const [index, bytes] of edits)
            if (index + bytes.length < copy.length) copy.set(bytes, index)
          expect(check(copy).kind).to.equal(copy.equals(pdf) ? 'valid' : 'invalid')
        },
      ),
      { numRuns: 500 },
    )
  })

  it('says invalid when it is cut short', () => {
    for (const length of [0, 1, 9, table.length >> 1, table.length - 7, table.length - 1])
      expect(check(table.subarray(0, length)).kind).to.equal('invalid')
  })

  it('says unsigned for a PDF that was never signed, and for one whose signature was cut off whole', () => {
    const found = check(table)
    const length = found.kind === 'valid' ? (found.unsignedLength ?? 0) : 0
    for (const pdf of [pdfOf(NESTED), table.subarray(0, length)])
      expect(reasonOf(check(pdf))).to.equal('unsigned: the PDF carries no signature')
  })

  it('says invalid for a PDF whose catalog no longer names the signature in it', () => {
    for (const pdf of [table, stream]) {
      const file = openPdf(pdf)
      const { number, generation, value, source } = catalogOf(file)
      const { start, end } = value
      const text = Buffer.from(source.subarray(start, end)).toString('latin1')
      const without = text.replace(/\/AcroForm <<[^>]*>>/, '')
      expect(without).not.to.equal(text)
      const revision = revisionOf(file, [{ number, generation, text: without }], '00')
      expect(reasonOf(check(Buffer.concat([pdf, revision])))).to.equal(
        'invalid: the PDF has a signature that its catalog does not name',
      )
    }
  })

  it('refuses bytes behind the signed end', () => {
    for (const more of ['\n', ' ', '%', '\n%%EOF\n'])
      expect(check(Buffer.concat([table, Buffer.from(more)])).kind).to.equal('invalid')
  })

  it('refuses a revision behind the signed one, as a shadow attack makes it', () => {
    for (const pdf of [table, stream]) {
      const page = { number: 4, generation: 0, text: '<</Type/Page/Contents 9 0 R>>' }
      const revision = revisionOf(openPdf(pdf), [page], '00')
      expect(reasonOf(check(Buffer.concat([pdf, revision])))).to.equal(
        'invalid: the PDF has a signature that does not cover all of it',
      )
    }
  })

  it('refuses a signed range with a hole other than the signature', () => {
    const [text, start, end, rest] = /\[0 (\d+) (\d+) (\d+)\] *(?=\n\/Contents)/.exec(
      table.toString('latin1'),
    )!
    for (const range of [
      `[0 ${Number(start) - 1} ${end} ${rest}`,
      `[0 ${start} ${Number(end) - 1} ${rest}`,
      `[0 ${start} ${end} ${Number(rest) - 1}`,
      `[1 ${start} ${end} ${rest}`,
    ])
      expect(reasonOf(check(replaced(table, text, `${range}]`.padEnd(text.length))))).to.equal(
        'invalid: the PDF has a signature that does not cover all of it',
      )
  })

  it('refuses another spelling of the same signature', () => {
    const digits = /\/Contents <([0-9a-f]+?)0{1000}/.exec(table.toString('latin1'))![1]!
    expect(reasonOf(check(replaced(table, digits, digits.toUpperCase())))).to.equal(
      'invalid: the PDF has a signature that is not written as exhibit writes it',
    )
  })

  it('refuses anything but zeros behind the signature', () => {
    expect(reasonOf(check(replaced(table, '00>', '01>')))).to.equal(
      'invalid: the PDF has bytes behind its signature',
    )
  })

  it('refuses signatures of other kinds', () => {
    for (const [text, other] of [
      ['/ETSI.CAdES.detached', '/adbe.pkcs7.detached'],
      ['/Adobe.PPKLite', '/Adobe.PPKLitf'],
      ['/FT /Sig', '/FT /Btn'],
    ] as const)
      expect(reasonOf(check(replaced(table, text, other)))).to.equal(
        'invalid: the PDF has a signature of another kind',
      )
  })

  it('refuses hostile structures without hanging', () => {
    const loop = '<</Type/Catalog/AcroForm 1 0 R/Fields[1 0 R]/FT/Sig/V 1 0 R>>'
    const cases = [
      pdfOf([loop]),
      pdfOf(['<</AcroForm<</Fields[2 0 R 2 0 R]>>>>', '<<>>']),
      pdfOf(NESTED, '/Prev 9'),
      Buffer.from('%PDF-1.4\nxref\n0 9999999999\ntrailer<<>>\nstartxref\n9\n%%EOF'),
      Buffer.from('%PDF-1.4\nxref\n0 0\ntrailer<</Prev 9/Size 1/Root 1 0 R>>\nstartxref\n9\n%%EOF'),
      Buffer.from(`%PDF-1.4\n${'('.repeat(100_000)}\nstartxref\n9\n%%EOF`),
    ]
    for (const pdf of cases) expect(check(pdf).kind).to.equal('invalid')
  })

  it('reads an instant from the date and nothing else', () => {
    expect(check(table)).to.include({ claimedAt: NOW })
    expect(reasonOf(check(replaced(table, '(D:20261123020000Z)', '(D:20261199020000Z)')))).to.equal(
      'invalid: the PDF has a signature without a proper date',
    )
  })
})
