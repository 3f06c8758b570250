import { readFileSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { digestOf } from '../../src/core/digest.ts'
import { LineFile, createLineFile } from '../../src/snapshot/line-file.ts'
import { rejected } from '../core/caught.ts'
import { suiteFolder, unzipped } from './builders.ts'

/** A file on a disk that is full after so many bytes. */
function fullDisk(room: number): FileHandle {
  let left = room
  const handle = {
    write: (_bytes: Uint8Array, _offset: number, length: number) => {
      left -= length
      const error = new Error('ENOSPC: no space left on device, write')
      return left < 0 ? Promise.reject(error) : Promise.resolve({ bytesWritten: length })
    },
    close: () => Promise.resolve(),
  }
  return handle as unknown as FileHandle
}

/** Text that does not compress. */
function noise(index: number): string {
  return Array.from({ length: 200 }, (_, part) => digestOf(`${index} ${part}`)).join('\n')
}

describe('LineFile', () => {
  const folder = suiteFolder()

  it('holds what was committed, one gzip member each time', async () => {
    const path = join(folder(), 'a.gz')
    const file = await createLineFile(path)
    await file.write('one')
    expect(await file.commit()).to.equal(digestOf('one\n'))
    await file.write('gone')
    await file.rollback()
    await file.write('two')
    await file.close()
    expect(unzipped(path)).to.equal('one\ntwo\n')
    expect(readFileSync(path).toString('latin1').split('\x1f\x8b\x08')).to.have.length(3)
  })

  it('writes headers without time, name and operating system', async () => {
    const path = join(folder(), 'a.gz')
    const file = await createLineFile(path)
    await file.write('one')
    await file.close()
    expect(readFileSync(path).subarray(0, 10).toString('hex')).to.equal('1f8b08000000000000ff')
  })

  it('moves what was not committed, and goes on after it', async () => {
    const at = folder()
    const file = await createLineFile(join(at, 'a.gz'))
    await file.write('one')
    await file.commit()
    await file.write(noise(1))
    await file.moveTo(join(at, 'b.gz'))
    await file.moveTo(join(at, 'c.gz'))
    await file.write('two')
    await file.close()
    expect(unzipped(at, 'a.gz')).to.equal('one\ntwo\n')
    expect(unzipped(at, 'b.gz')).to.equal(`${noise(1)}\n`)
    expect(unzipped(at, 'c.gz')).to.equal('')
  })

  it('is an empty gzip file when nothing was written', async () => {
    const path = join(folder(), 'a.gz')
    await (await createLineFile(path)).close()
    expect(gunzipSync(readFileSync(path))).to.have.length(0)
  })

  it('says that the disk is full, and neither hangs nor crashes', async () => {
    const file = new LineFile('objects.ndjson.gz', fullDisk(100_000))
    const writing = async () => {
      for (let index = 0; index < 1000; index++) await file.write(noise(index))
    }
    const fault = await rejected(writing())
    expect(fault.code).to.equal('ARCHIVE_REFUSED')
    expect(fault.message).to.equal(
      'cannot write objects.ndjson.gz: ENOSPC: no space left on device, write',
    )
    expect(fault.hint).to.contain('free space')
    expect((await rejected(file.close())).message).to.contain('ENOSPC')
  })

  it('says so also at the end of a short file', async () => {
    const file = new LineFile('objects.ndjson.gz', fullDisk(5))
    await file.write('one')
    expect((await rejected(file.commit())).message).to.contain('ENOSPC')
  })
})
