/** Unpacks the streams of a PDF that hold its structure (ISO 32000-1 7.3.8, 7.4.4): not packed, or FlateDecode with or without predictor. */
import { inflateSync } from 'node:zlib'
import { skipSpace, standsAt, unreadablePdf, type PdfValue, type PdfValueOf } from './pdf-syntax.ts'

/** No structure stream is larger when unpacked; a larger one is refused before memory is taken. */
const MAX_UNPACKED = 64 * 1024 * 1024

/** The unpacked bytes of the stream that follows a dictionary. Throws Fault `UNREADABLE` when they cannot be read or are too many. */
export function streamAfter(
  bytes: Uint8Array,
  dictionary: PdfValueOf<'dictionary'>,
  length: number,
): Uint8Array {
  const keyword = skipSpace(bytes, dictionary.end)
  if (!standsAt(bytes, keyword, 'stream')) unreadablePdf('lacks a stream that it names')
  const start = keyword + (standsAt(bytes, keyword + 6, '\r\n') ? 8 : 7)
  if (!standsAt(bytes, skipSpace(bytes, start + length), 'endstream'))
    unreadablePdf('has a stream of another length than it says')
  return unpack(bytes.subarray(start, start + length), dictionary.entries)
}

/** The whole number of an entry. Throws Fault `UNREADABLE` when it is missing or not one. */
export function wholeNumber(value: PdfValue | undefined, what: string): number {
  return value?.kind === 'number' && Number.isSafeInteger(value.value) && value.value >= 0
    ? value.value
    : unreadablePdf(`has no proper ${what}`)
}

function unpack(packed: Uint8Array, entries: ReadonlyMap<string, PdfValue>): Uint8Array {
  const filter = only(entries.get('Filter'))
  if (filter === undefined) return packed
  if (filter.kind !== 'name' || filter.text !== 'FlateDecode')
    unreadablePdf('has a stream with a filter that is not read here')
  const unpacked = inflate(packed)
  const parameters = only(entries.get('DecodeParms'))
  return parameters?.kind === 'dictionary' ? unpredict(unpacked, parameters.entries) : unpacked
}

function only(value: PdfValue | undefined): PdfValue | undefined {
  if (value?.kind !== 'array') return value
  return value.items.length <= 1
    ? value.items[0]
    : unreadablePdf('has a stream with more than one filter')
}

function inflate(packed: Uint8Array): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: MAX_UNPACKED })
  } catch (error) {
    return unreadablePdf('has a stream that cannot be unpacked', error)
  }
}

/** Undoes the PNG predictors (ISO 32000-1 7.4.4.4): each row has its own in its first byte. */
function unpredict(data: Uint8Array, parameters: ReadonlyMap<string, PdfValue>): Uint8Array {
  const predictor = optionalNumber(parameters.get('Predictor'), 1)
  if (predictor === 1) return data
  const columns = optionalNumber(parameters.get('Columns'), 1)
  const known = predictor >= 10 && !parameters.has('Colors') && !parameters.has('BitsPerComponent')
  if (!known || columns < 1 || data.length % (columns + 1) !== 0)
    unreadablePdf('has a stream with a predictor that is not read here')
  const rows = data.length / (columns + 1)
  const result = new Uint8Array(rows * columns)
  for (let row = 0; row < rows; row++) unpredictRow(data, result, row, columns)
  return result
}

/** Only None and Up occur in cross-references: neighbours in a row have nothing in common. */
function unpredictRow(data: Uint8Array, result: Uint8Array, row: number, columns: number): void {
  const from = row * (columns + 1)
  const up = data[from]
  if (up !== 0 && up !== 2) unreadablePdf('has a stream with a predictor that is not read here')
  for (let column = 0; column < columns; column++) {
    const to = row * columns + column
    const above = up === 2 && row > 0 ? (result[to - columns] ?? 0) : 0
    result[to] = (data[from + 1 + column] ?? 0) + above
  }
}

function optionalNumber(value: PdfValue | undefined, otherwise: number): number {
  return value === undefined ? otherwise : wholeNumber(value, 'stream parameters')
}
