import { expect } from 'chai'
import { mediaTypeOf } from '../../src/archive/media-type.ts'

describe('mediaTypeOf', () => {
  it('goes by the ending, and takes nothing for known that is not', () => {
    expect(mediaTypeOf('report.pdf')).equal('application/pdf')
    expect(mediaTypeOf('clusters/a.json/objects.ndjson.gz')).equal('application/gzip')
    expect(mediaTypeOf('SHA256SUMS')).equal('text/plain; charset=utf-8')
    expect(mediaTypeOf('SHA256SUMS.p7s')).equal('application/pkcs7-signature')
    for (const path of ['x', 'x.exe', 'x.constructor', 'pdf/x']) {
      expect(mediaTypeOf(path)).equal('application/octet-stream')
    }
  })
})
