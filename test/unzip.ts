import { crc32, inflateRawSync } from 'node:zlib'

/**
 * The files of a ZIP archive by path, in the order of its directory; a reader for tests, which shares nothing with the writer. Throws where sizes, checksums or
 * the two headers of a file differ.
 */
export function unzipped(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const end = bytes.length - 22
  if (bytes.readUInt32LE(end) !== 0x06054b50) throw new Error('no end of a ZIP archive')
  const files = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('no entry of a directory')
    const length = bytes.readUInt16LE(at + 28)
    const path = bytes.toString('utf8', at + 46, at + 46 + length)
    files.set(path, contentAt(bytes, bytes.readUInt32LE(at + 42), at))
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (at !== end) throw new Error('something between the directory and its end')
  return files
}

function contentAt(bytes: Buffer, local: number, central: number): Buffer {
  if (bytes.readUInt32LE(local) !== 0x04034b50) throw new Error('no file where one should be')
  const fields = (from: number) => bytes.subarray(from, from + 24)
  if (!fields(local + 4).equals(fields(central + 6))) throw new Error('two headers that differ')
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  const packed = bytes.subarray(start, start + bytes.readUInt32LE(central + 20))
  const content = inflateRawSync(packed)
  const [crc, size] = [bytes.readUInt32LE(central + 16), bytes.readUInt32LE(central + 24)]
  if (content.length !== size || crc32(content) !== crc) throw new Error('content that was altered')
  return content
}
