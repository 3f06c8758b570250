/**
 * Which letters the glyphs of a font stand for (ISO 32000-1, 9.10.3). Glyphs that stand for none by themselves, as joined forms of Devanagari, are given the
 * letter 0 by Chromium, which ISO 14289-1 (7.21.7) forbids; what they mean is said where they are painted.
 */
import { deflateSync } from 'node:zlib'
import { decoded, reference } from '../pdf-reader.ts'
import type { PdfObject } from '../pdf-reader.ts'
import { entriesOf } from './references.ts'

/** The numbers of the maps that these objects' fonts refer to. */
export function glyphMapsOf(objects: readonly PdfObject[]): ReadonlySet<number> {
  const fonts = objects.filter(({ head }) => head.startsWith('<</Type /Font\n'))
  return new Set(fonts.map(({ head }) => reference(head, 'ToUnicode') ?? 0))
}

/** The entries and bytes of a map with the character that stands for an unknown one in the place of 0; those of another stream, and of a map without, as they are. */
export function withoutZero(map: PdfObject): {
  readonly entries: string
  readonly bytes: Uint8Array
} {
  const text = decoded(map).toString('latin1')
  const isMap = text.startsWith('/CIDInit')
  const named = !isMap ? text : text.replace(/^(<[0-9A-F]{4}> )<0000>$/gm, '$1<FFFD>')
  if (named === text) return { entries: entriesOf(map.head), bytes: map.stream ?? new Uint8Array() }
  return { entries: '/Filter/FlateDecode', bytes: deflateSync(Buffer.from(named, 'latin1')) }
}
