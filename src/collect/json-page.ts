import { isUtf8 } from 'node:buffer'
import { messageOf } from '../core/fault.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { CollectionFailure } from './failure.ts'
import { jsonFault } from './json-exact.ts'
import { itemRanges } from './json-items.ts'
import { SUSPECT, scanJson } from './json-scan.ts'

/** One page of a list: what stands around the items, the items, and what is wrong with some of them, by index. */
export type JsonPage = {
  readonly envelope: JsonObject
  readonly items: readonly JsonValue[]
  readonly faults: ReadonlyMap<number, string>
}

/**
 * Parses the bytes of a small answer: strict UTF-8, strict JSON, no member twice, integers with all their digits.
 *
 * Throws CollectionFailure `parse` naming `what`.
 */
export function parseAnswer(bytes: Buffer, what: string): JsonObject {
  const value = plainObject(bytes, what)
  const flags = scanJson(bytes, 0, bytes.length)
  if (flags === 0) return value
  const text = bytes.toString()
  const fault = jsonFault(text)
  if (fault !== undefined) throw new CollectionFailure('parse', `${what} has ${fault}`)
  return parseJson(text, what) as JsonObject
}

/**
 * Parses one page of a list. An item that is not to be taken (jsonFault) is named in `faults`; the others are good.
 *
 * Throws CollectionFailure `parse` naming `what` when the bytes are not a list, or when what stands around the items is ambiguous.
 */
export function parsePage(bytes: Buffer, what: string): JsonPage {
  const value = plainObject(bytes, what)
  const flags = scanJson(bytes, 0, bytes.length)
  const items = value.items ?? []
  if (!Array.isArray(items)) throw new CollectionFailure('parse', `${what} is not a list`)
  if (flags === 0) return { envelope: value, items, faults: new Map() }
  return closerLook(bytes, value, items as JsonValue[], what)
}

/** Looks at each item of a suspect page by itself, in the page's own bytes. */
function closerLook(
  bytes: Buffer,
  envelope: JsonObject,
  items: JsonValue[],
  what: string,
): JsonPage {
  const ranges = itemRanges(bytes)
  const around = jsonFault(
    bytes.toString('utf8', 0, ranges.start) + bytes.toString('utf8', ranges.end),
  )
  if (around !== undefined) throw new CollectionFailure('parse', `${what} has ${around}`)
  const faults = new Map<number, string>()
  for (const [index, { from, to }] of ranges.items.entries()) {
    const flags = scanJson(bytes, from, to)
    if (flags === 0) continue
    const text = bytes.toString('utf8', from, to)
    const fault = jsonFault(text)
    if (fault !== undefined) faults.set(index, fault)
    else if ((flags & SUSPECT.longNumber) !== 0) items[index] = parseJson(text, what)
  }
  return { envelope, items, faults }
}

function plainObject(bytes: Buffer, what: string): JsonObject {
  if (!isUtf8(bytes)) throw new CollectionFailure('parse', `${what} is not UTF-8`)
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (isJsonObject(value)) return value
  } catch (error) {
    throw new CollectionFailure('parse', `${what} is not JSON: ${messageOf(error).slice(0, 80)}`)
  }
  throw new CollectionFailure('parse', `${what} is not a JSON object`)
}
