import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { writeWhole } from '../../src/core/whole-file.ts'

describe('writeWhole', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'whole-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  async function* pieces(fails: boolean): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('first '))
    if (fails) throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' })
    yield Buffer.from('second')
  }

  it('writes bytes and pieces, in the place of what is there', async () => {
    const path = join(folder, 'report.json')
    await writeWhole(path, Buffer.from('old'))
    await writeWhole(path, pieces(false), 0o600)
    expect(readFileSync(path, 'utf8')).to.equal('first second')
    expect(statSync(path).mode & 0o777).to.equal(0o600)
    expect(readdirSync(folder)).to.deep.equal(['report.json'])
  })

  it('leaves nothing begun behind where the disk is full, and what was there as it was', async () => {
    const path = join(folder, 'report.json')
    const failed = await writeWhole(path, pieces(true)).catch((error: unknown) => error)
    expect(failed).to.have.property('code', 'ENOSPC')
    expect(readdirSync(folder)).to.deep.equal([])
    writeFileSync(path, 'old')
    await writeWhole(path, pieces(true)).catch((error: unknown) => error)
    expect(readdirSync(folder)).to.deep.equal(['report.json'])
    expect(readFileSync(path, 'utf8')).to.equal('old')
  })
})
