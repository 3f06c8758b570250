import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, messageOf } from '../core/fault.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import type { JsonValue } from '../core/json.ts'
import { objectKeyOf } from '../core/object-key.ts'
import { validate } from '../core/validate.ts'
import type { KubeObject } from '../model/object.ts'
import type { Redaction, Snapshot } from '../model/snapshot.ts'
import { SNAPSHOT_FILE } from './files.ts'
import { fileBytes, gzipLines } from './gzip-lines.ts'
import { objectOfLine } from './object-lines.ts'
import { redactedObject, snapshotSchema } from './snapshot-schema.ts'

/** The largest snapshot.json: its gaps grow with namespaces that exceed their bound, nothing else grows. */
const MAX_BYTES = 256 * 1024 * 1024

/** The collection record in a snapshot folder. Throws Fault `UNREADABLE` when it is missing, damaged or of a format that this version does not know. */
export function readSnapshot(folder: string): Snapshot {
  const path = join(folder, SNAPSHOT_FILE)
  return parseSnapshot(bytesOf(path), path)
}

/** The collection record in the bytes of a snapshot.json. Throws Fault `UNREADABLE` naming `what`. */
export function parseSnapshot(bytes: Uint8Array, what: string): Snapshot {
  const value = parseJson(textOf(bytes, what), what)
  const format = isJsonObject(value) ? value.format : undefined
  if (format !== 'snapshot/v1')
    throw new Fault('UNREADABLE', `${what} has the format ${formatName(format)}, not snapshot/v1`, {
      hint: 'it was written by another version of exhibit; read it with a newer one',
    })
  return validate(snapshotSchema, { value, lineOf: () => 1 }, what, 'UNREADABLE')
}

function formatName(format: JsonValue | undefined): string {
  return typeof format === 'string' ? JSON.stringify(format.slice(0, 64)) : 'of no name'
}

function textOf(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Fault('UNREADABLE', `${what} is not UTF-8`, { cause: error })
  }
}

function bytesOf(path: string): Uint8Array {
  try {
    if (statSync(path).size > MAX_BYTES) throw new Error(`larger than ${MAX_BYTES} bytes`)
    return readFileSync(path)
  } catch (error) {
    throw new Fault('UNREADABLE', `cannot read ${path}: ${messageOf(error)}`, { cause: error })
  }
}

/** Bytes of a stored file: its path, or its pieces as an archive's store gives them. */
export type StoredBytes = string | AsyncIterable<Uint8Array>

/**
 * The objects of an objects.ndjson.gz in key order, one at a time.
 *
 * Throws Fault `UNREADABLE` on damage, lines that are no objects, keys that do not ascend, and anything beyond the bounds of gzip-lines.ts and
 * object-lines.ts. That they are the objects of a certain snapshot is verifySnapshot's to say.
 */
export async function* readObjects(from: StoredBytes): AsyncGenerator<KubeObject> {
  const what = typeof from === 'string' ? from : 'objects.ndjson.gz'
  let number = 0
  let last = ''
  for await (const line of gzipLines(pieces(from), what)) {
    number++
    const object = objectOfLine(line, `${what}:${number}`)
    const key = objectKeyOf(object)
    if (key <= last)
      throw new Fault('UNREADABLE', `${what}:${number}: ${key} does not come after ${last}`)
    last = key
    yield object
  }
}

/** The redactions of a redactions.ndjson.gz, sorted by object, then by reason. Throws Fault `UNREADABLE` on damage. */
export async function* readRedactions(from: StoredBytes): AsyncGenerator<Redaction> {
  const what = typeof from === 'string' ? from : 'redactions.ndjson.gz'
  for await (const line of gzipLines(pieces(from), what)) {
    const redacted = redactedObject.safeParse(parseJson(line, what))
    if (!redacted.success) throw new Fault('UNREADABLE', `${what} holds a line of another form`)
    const { object, pointers } = redacted.data
    for (const [why, places] of Object.entries(pointers))
      for (const pointer of places) yield { object, pointer, why: why as Redaction['why'] }
  }
}

function pieces(from: StoredBytes): AsyncIterable<Uint8Array> {
  return typeof from === 'string' ? fileBytes(from) : from
}
