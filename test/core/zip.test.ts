import { expect } from 'chai'
import fc from 'fast-check'
import { zip, type ZipFile } from '../../src/core/zip.ts'
import { unzipped } from '../unzip.ts'

async function bytesOf(files: Iterable<ZipFile>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of zip(files)) pieces.push(piece)
  return Buffer.concat(pieces)
}

const file = (path: string, ...pieces: readonly string[]): ZipFile => ({
  path,
  pieces: pieces.map((piece) => Buffer.from(piece)),
})

describe('zip', () => {
  it('gives back every byte of every file, in the given order', async () => {
    const name = fc.stringMatching(/^[a-zé\u{1f600}]{1,12}$/u)
    const content = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, content), async (given) => {
        const files = Object.entries(given).map(([path, pieces]) => ({ path, pieces }))
        const read = unzipped(await bytesOf(files))
        expect([...read]).to.deep.equal(
          files.map(({ path, pieces }) => [path, Buffer.concat(pieces)]),
        )
      }),
      { numRuns: 40 },
    )
  })

  it('gives the same bytes at any time, however the content is cut', async () => {
    const text = 'x'.repeat(100_000)
    const one = await bytesOf([file('a/b.txt', text), file('empty')])
    const cut = await bytesOf([file('a/b.txt', text.slice(0, 7), text.slice(7)), file('empty', '')])
    expect(one.equals(cut)).to.equal(true)
  })

  it('refuses a path that leads out, and one that stands twice', async () => {
    for (const path of ['', '/a', '../a', 'a/../b', 'a\\b', 'a//b', './a']) {
      const thrown = await bytesOf([file(path)]).catch((error: unknown) => error)
      expect(String(thrown), path).to.include('no path for a ZIP archive')
    }
    const thrown = await bytesOf([file('a'), file('a')]).catch((error: unknown) => error)
    expect(String(thrown)).to.include('no path for a ZIP archive: a')
  })
})
