/** A PDF as its objects, found through its cross-references: as much of one as signing and checking a signature need. */
import { readSections, type PdfPlace, type PdfSection } from './pdf-cross-reference.ts'
import { streamAfter, wholeNumber } from './pdf-stream.ts'
import {
  asciiOf,
  readValue,
  standsAt,
  unreadablePdf,
  type PdfValue,
  type PdfValueOf,
} from './pdf-syntax.ts'

/** An opened PDF. `size` is one more than its highest object number; `sections` are its cross-references, newest first. */
export type PdfFile = {
  readonly bytes: Uint8Array
  readonly sections: readonly [PdfSection, ...PdfSection[]]
  readonly size: number
  /** object streams unpacked so far, by their number */
  readonly unpacked: Map<number, ObjectStream>
}

/** An object's value, and the bytes that its spans count in: those of the file, or of an unpacked object stream. */
export type PdfObject = {
  readonly number: number
  readonly generation: number
  readonly value: PdfValue
  readonly source: Uint8Array
}

/** An object whose value is a dictionary. */
export type PdfDictionary = PdfObject & { readonly value: PdfValueOf<'dictionary'> }

type ObjectStream = {
  readonly source: Uint8Array
  /** where the first object starts */
  readonly first: number
  /** object number and offset after `first`, in turns */
  readonly header: readonly number[]
}

/** Opens a PDF. Throws Fault `UNREADABLE` when it is not one, is encrypted, or is of a form that is not read here. */
export function openPdf(bytes: Uint8Array): PdfFile {
  if (!standsAt(bytes, 0, '%PDF-')) unreadablePdf('does not begin as a PDF does')
  const sections = readSections(bytes)
  const { entries } = sections[0].trailer
  if (entries.has('Encrypt')) unreadablePdf('is encrypted')
  const size = wholeNumber(entries.get('Size'), '/Size')
  return { bytes, sections, size, unpacked: new Map() }
}

/** The object that a reference names. Throws Fault `UNREADABLE` when the value is no reference or the file has no such object. */
export function follow(file: PdfFile, value: PdfValue | undefined, what: string): PdfObject {
  if (value?.kind !== 'reference') return unreadablePdf(`has no proper ${what}`)
  const place = placeOf(file, value.object)
  const object =
    place.kind === 'packed'
      ? packedObject(file, place.stream, place.index, value.object)
      : objectAt(file.bytes, place, value.object)
  return object.generation === value.generation
    ? object
    : unreadablePdf(`names an old form of object ${value.object}`)
}

/** The dictionary that a reference names. Throws Fault `UNREADABLE` when there is none. */
export function followToDictionary(
  file: PdfFile,
  value: PdfValue | undefined,
  what: string,
): PdfDictionary {
  const object = follow(file, value, what)
  const { value: dictionary } = object
  return dictionary.kind === 'dictionary'
    ? { ...object, value: dictionary }
    : unreadablePdf(`has no proper ${what}`)
}

/** The catalog of a PDF, its root dictionary. */
export function catalogOf(file: PdfFile): PdfDictionary {
  return followToDictionary(file, file.sections[0].trailer.entries.get('Root'), '/Root')
}

function placeOf({ sections }: PdfFile, number: number): PdfPlace {
  for (const section of sections) {
    const place = section.find(number)
    if (place !== undefined) return place
  }
  return unreadablePdf(`lacks its object ${number}`)
}

function objectAt(source: Uint8Array, place: PdfPlace, number: number): PdfObject {
  if (place.kind !== 'offset') return unreadablePdf(`lacks its object ${number}`)
  const span = { start: place.offset, end: place.offset + 32 }
  const head = /^(\d{1,10}) (\d{1,5}) obj(?![a-z])/.exec(asciiOf(source, span))
  if (head === null || Number(head[1]) !== number) unreadablePdf(`lacks its object ${number}`)
  const value = readValue(source, place.offset + head[0].length)
  return { number, generation: Number(head[2]), value, source }
}

/** An object in an object stream (ISO 32000-1 7.5.7); its generation is 0. */
function packedObject(file: PdfFile, stream: number, index: number, number: number): PdfObject {
  const container = file.unpacked.get(stream) ?? unpackStream(file, stream)
  file.unpacked.set(stream, container)
  const { source, first, header } = container
  const [listed, offset = 0] = header.slice(index * 2, index * 2 + 2)
  if (listed !== number) unreadablePdf(`lacks its object ${number}`)
  return { number, generation: 0, value: readValue(source, first + offset), source }
}

function unpackStream(file: PdfFile, number: number): ObjectStream {
  const { value } = objectAt(file.bytes, placeOf(file, number), number)
  if (value.kind !== 'dictionary') return unreadablePdf(`lacks its object ${number}`)
  const source = streamAfter(file.bytes, value, lengthOf(file, value.entries.get('Length')))
  const first = wholeNumber(value.entries.get('First'), '/First')
  const header = asciiOf(source, { start: 0, end: first }).trim().split(/\s+/).map(Number)
  if (!header.every(Number.isSafeInteger)) unreadablePdf('has a malformed object stream')
  return { source, first, header }
}

/** A stream's length may be an object of its own, but never one in a stream. */
function lengthOf(file: PdfFile, length: PdfValue | undefined): number {
  if (length?.kind !== 'reference') return wholeNumber(length, '/Length')
  const { value } = objectAt(file.bytes, placeOf(file, length.object), length.object)
  return wholeNumber(value, '/Length')
}
