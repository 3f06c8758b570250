import { expect } from 'chai'
import { decoded, pagesOf, readPdf } from '../../../src/render/print/pdf-reader.ts'

/** A file in the form of Chromium's writer: these objects, numbered from 1, and a classic table. */
function pdfOf(objects: readonly string[]): Buffer {
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  const trailer = `trailer\n<</Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body + table + trailer, 'latin1')
}

function stream(text: string): string {
  return `<</Length ${text.length}>> stream\n${text}\nendstream`
}

const CATALOG = '<</Type /Catalog /Pages 2 0 R>>'
const PAGES = '<</Type /Pages /Kids [3 0 R]>>'
const PAGE = '<</Type /Page /Contents 4 0 R>>'

describe('a printed PDF', () => {
  it('is read object by object: dictionaries, streams and the pages in their order', () => {
    const file = readPdf(pdfOf([CATALOG, PAGES, PAGE, stream('BT endobj ET')]))
    expect(file.numbers).to.deep.equal([1, 2, 3, 4])
    expect(file.object(1)).to.deep.include({ head: `${CATALOG}\n` })
    expect(file.object(3)).to.not.have.property('stream')
    expect(decoded(file.object(4)).toString()).to.equal('BT endobj ET')
    expect(pagesOf(file).map(({ number }) => number)).to.deep.equal([3])
  })

  it('with very many tags before its next stream is read in the time of one pass', () => {
    const tags = Array.from({ length: 20_000 }, () => '<</Type /StructElem /S /TD>>')
    const far = '.'.repeat(20_000_000)
    const file = readPdf(pdfOf([CATALOG, PAGES, PAGE, ...tags, `(${far})`, stream('BT ET')]))
    const streams = file.numbers.filter((number) => file.object(number).stream !== undefined)
    expect(streams).to.deep.equal([tags.length + 5])
  })

  it('that is cut short or points elsewhere is refused', () => {
    const whole = pdfOf([CATALOG, PAGES, PAGE])
    expect(() => readPdf(whole.subarray(0, -8))).to.throw('not a whole PDF')
    const moved = Buffer.from(whole.toString('latin1').replace('2 0 obj', '9 0 obj'), 'latin1')
    expect(() => readPdf(moved).object(2)).to.throw('object 2 is not where the table says')
  })
})
