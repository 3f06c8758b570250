/** Reads WOFF 1.0 files of our own packages (W3C WOFF File Format 1.0) into the TrueType form that fontconfig takes, and their character maps. */
import { inflateSync } from 'node:zlib'

/** `bytes` unpacks: a character map is small beside the rest. */
type Table = { readonly tag: number; readonly checksum: number; readonly bytes: () => Buffer }

const CMAP = 0x636d6170

function tables(woff: Buffer): readonly Table[] {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('a bundled font is not WOFF')
  return Array.from({ length: woff.readUInt16BE(12) }, (_, index) => {
    const entry = 44 + index * 20
    const [offset, packed] = [woff.readUInt32BE(entry + 4), woff.readUInt32BE(entry + 8)]
    const size = woff.readUInt32BE(entry + 12)
    const raw = woff.subarray(offset, offset + packed)
    return {
      tag: woff.readUInt32BE(entry),
      checksum: woff.readUInt32BE(entry + 16),
      bytes: () => (packed < size ? inflateSync(raw) : raw),
    }
  })
}

/** The same font as a TrueType or OpenType file (OpenType, "Table Directory"). */
export function trueTypeOf(woff: Buffer): Buffer {
  const all = tables(woff)
  const head = Buffer.alloc(12 + 16 * all.length)
  const power = Math.floor(Math.log2(all.length))
  head.writeUInt32BE(woff.readUInt32BE(4), 0)
  head.writeUInt16BE(all.length, 4)
  head.writeUInt16BE(16 * 2 ** power, 6)
  head.writeUInt16BE(power, 8)
  head.writeUInt16BE(16 * all.length - 16 * 2 ** power, 10)
  let offset = head.length
  const parts: Buffer[] = [head]
  all.forEach(({ tag, checksum, bytes: unpacked }, index) => {
    const bytes = unpacked()
    head.writeUInt32BE(tag, 12 + 16 * index)
    head.writeUInt32BE(checksum, 16 + 16 * index)
    head.writeUInt32BE(offset, 20 + 16 * index)
    head.writeUInt32BE(bytes.length, 24 + 16 * index)
    const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4)
    parts.push(bytes, padding)
    offset += bytes.length + padding.length
  })
  return Buffer.concat(parts)
}

/** The code points that the font has a glyph for. */
export function charactersOf(woff: Buffer): ReadonlySet<number> {
  const cmap = tables(woff)
    .find(({ tag }) => tag === CMAP)
    ?.bytes()
  if (cmap === undefined) throw new Error('a bundled font has no character map')
  const found = new Set<number>()
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const subtable = cmap.subarray(cmap.readUInt32BE(8 + 8 * index))
    const format = subtable.readUInt16BE(0)
    if (format === 4) addSegments(subtable, found)
    if (format === 12) addGroups(subtable, found)
  }
  return found
}

/** Format 4: segments of 16-bit code points; a segment's glyph is found by delta or in the array behind (OpenType, "cmap"). */
function addSegments(subtable: Buffer, found: Set<number>): void {
  const size = subtable.readUInt16BE(6)
  for (let at = 0; at < size; at += 2) {
    const end = subtable.readUInt16BE(14 + at)
    const start = subtable.readUInt16BE(16 + size + at)
    const delta = subtable.readUInt16BE(16 + 2 * size + at)
    const place = 16 + 3 * size + at
    const range = subtable.readUInt16BE(place)
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const glyph = range === 0 ? code : subtable.readUInt16BE(place + range + 2 * (code - start))
      if (glyph !== 0 && ((glyph + delta) & 0xffff) !== 0) found.add(code)
    }
  }
}

/** Format 12: groups of 32-bit code points. */
function addGroups(subtable: Buffer, found: Set<number>): void {
  for (let group = 0; group < subtable.readUInt32BE(12); group += 1) {
    const at = 16 + 12 * group
    const [start, end] = [subtable.readUInt32BE(at), subtable.readUInt32BE(at + 4)]
    for (let code = start; code <= end; code += 1) found.add(code)
  }
}
