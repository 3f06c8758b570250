import { isUtf8 } from 'node:buffer'
import { messageOf } from '../core/fault.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { CollectionFailure } from './failure.ts'
import { jsonFault } from './json-exact.ts'
import { itemRanges } from './json-items.ts'
import type { ItemRange } from './json-items.ts'
import { SUSPECT, scanValue } from './json-scan.ts'

/** One page of a list: what stands around its items, and where they are in its bytes. */
export type JsonPage = { readonly envelope: JsonObject; readonly items: readonly ItemRange[] }

/** One item: its value, or what makes it one that exhibit does not take. */
export type JsonItem =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'fault'; readonly fault: string }

/**
 * Parses the bytes of a small answer or file: strict UTF-8, strict JSON, no member twice, integers with all their digits.
 *
 * Throws CollectionFailure `parse` naming `what`.
 */
export function parseAnswer(bytes: Buffer, what: string): JsonObject {
  if (!isUtf8(bytes)) throw notUtf8(what)
  const text = bytes.toString()
  const value = parsed(text, what)
  const { flags } = scanValue(bytes, text.length - text.trimStart().length)
  const fault = flags === 0 ? undefined : jsonFault(text)
  if (fault !== undefined) throw new CollectionFailure('parse', `${what} has ${fault}`)
  const exact = (flags & SUSPECT.longNumber) === 0 ? value : parseJson(text, what)
  if (isJsonObject(exact)) return exact
  throw new CollectionFailure('parse', `${what} is not a JSON object`)
}

/**
 * Finds the items of one page of a list and parses what stands around them; the items themselves are parsed one by one with parseItem, so that a page
 * of megabytes is never on the heap as a whole.
 *
 * Throws CollectionFailure `parse` naming `what` when the bytes are not a list, or when what stands around the items is ambiguous.
 */
export function parsePage(bytes: Buffer, what: string): JsonPage {
  if (!isUtf8(bytes)) throw notUtf8(what)
  const ranges = itemRanges(bytes)
  if (ranges === undefined) return withoutItems(bytes, what)
  const { start, end, items } = ranges
  const around = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
  return { envelope: parseAnswer(around, what), items }
}

/** A list of nothing may say null (Go's empty slice). Whether a page without the field is a list is for who knows what was asked for: listFault. */
function withoutItems(bytes: Buffer, what: string): JsonPage {
  const envelope = parseAnswer(bytes, what)
  const { items, metadata } = envelope
  if ((items ?? undefined) === undefined && isJsonObject(metadata)) return { envelope, items: [] }
  throw new CollectionFailure('parse', `${what} is not a list`)
}

/**
 * Parses one item of a page. Of its managedFields the field sets, a third of a usual object, are left empty: nothing reads them, and parsing them takes a third of
 * the time. Throws CollectionFailure `parse` naming `what` when it is not JSON.
 */
export function parseItem(bytes: Buffer, range: ItemRange, what: string): JsonItem {
  const { from, to, flags } = range
  if (flags === 0) return { kind: 'value', value: parsed(withoutFieldSets(bytes, range), what) }
  const text = bytes.toString('utf8', from, to)
  const value = parsed(text, what)
  const fault = jsonFault(text)
  if (fault !== undefined) return { kind: 'fault', fault: `has ${fault}` }
  return (flags & SUSPECT.longNumber) === 0
    ? { kind: 'value', value }
    : { kind: 'value', value: parseJson(text, what) }
}

function withoutFieldSets(bytes: Buffer, { from, to, fieldSets }: ItemRange): string {
  let text = ''
  let start = from
  for (let index = 0; index < fieldSets.length; index += 2) {
    text += `${bytes.toString('utf8', start, fieldSets[index])}{}`
    start = fieldSets[index + 1] ?? to
  }
  return text + bytes.toString('utf8', start, to)
}

function parsed(text: string, what: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    throw new CollectionFailure('parse', `${what} is not JSON: ${messageOf(error).slice(0, 80)}`)
  }
}

function notUtf8(what: string): CollectionFailure {
  return new CollectionFailure('parse', `${what} is not UTF-8`)
}
