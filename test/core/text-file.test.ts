import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readTextFile } from '../../src/core/text-file.ts'
import { caught } from './caught.ts'

describe('readTextFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'text-file-'))
  after(() => {
    rmSync(folder, { recursive: true })
  })

  function file(bytes: Buffer | string): string {
    const path = join(folder, 'estate.yaml')
    writeFileSync(path, bytes)
    return path
  }

  it('gives the text', () => {
    expect(readTextFile(file('é\n'), 'estate')).to.equal('é\n')
  })

  it('names what is missing, and where', () => {
    const fault = caught(() => readTextFile(join(folder, 'gone.yaml'), 'estate'))
    expect(fault.code).to.equal('CONFIGURATION')
    expect(fault.message).to.match(/^cannot read estate \/.*gone\.yaml: ENOENT/)
    expect(fault.hint).to.be.a('string')
  })

  it('refuses what is no UTF-8, and more than 16 MiB', () => {
    expect(() => readTextFile(file(Buffer.from([0xff, 0xfe])), 'estate')).to.throw(
      /cannot read estate/,
    )
    const large = file(Buffer.alloc(16 * 1024 * 1024 + 1))
    expect(() => readTextFile(large, 'estate')).to.throw(/larger than 16 MiB/)
  })
})
