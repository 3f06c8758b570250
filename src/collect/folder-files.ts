import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { join, sep } from 'node:path'
import { Fault, isFault, messageOf } from '../core/fault.ts'
import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { parseYaml } from '../core/yaml.ts'
import { COLLECTED_FILE } from './collected-file.ts'
import { CollectionFailure } from './failure.ts'
import { jsonValueFault } from './json-value.ts'
import { parseAnswer } from './json-page.ts'

/** One object of a folder and where it stands. */
export type FoundObject = {
  readonly object: JsonObject & { readonly apiVersion: string; readonly kind: string }
  /** `file:line`, for messages; a file alone for JSON */
  readonly place: string
}

const MAX_FILES = 20_000
const MAX_TOTAL_BYTES = 512 * 1024 * 1024
const MAX_FILE_BYTES = 256 * 1024 * 1024
const MAX_FOLDER_DEPTH = 8

/**
 * The objects of all .yaml, .yml and .json files below a folder, in the order of their paths; Lists are opened. Read one file at a time.
 *
 * Hidden files and folders are left out, links that lead out of the folder are faults. Throws Fault `UNREADABLE` on the first file that cannot be read
 * whole: what it holds is unknown, so nothing may be concluded from the rest.
 */
export function* folderObjects(
  folder: string,
  isNone: (file: string) => void,
): Generator<FoundObject> {
  let total = 0
  for (const path of manifestPaths(folder)) {
    const { size } = statSync(path)
    total += size
    if (size > MAX_FILE_BYTES || total > MAX_TOTAL_BYTES)
      throw new Fault('UNREADABLE', `${path} makes the folder larger than can be read`, {
        hint: `at most ${MAX_FILE_BYTES >> 20} MiB a file and ${MAX_TOTAL_BYTES >> 20} MiB a folder`,
      })
    const name = path.slice(folder.length + 1)
    if (isJsonList(path)) {
      isNone(name)
      continue
    }
    for (const { value, place } of documentsOf(path, name)) yield* objectsOf(value, place)
  }
}

/** Paths of the files that are read, sorted by code unit. */
function manifestPaths(folder: string): string[] {
  try {
    const paths = filesBelow(folder, realpathSync(folder), 0).sort()
    if (paths.length <= MAX_FILES) return paths
  } catch (error) {
    if (isFault(error)) throw error
    throw new Fault('UNREADABLE', `cannot read ${folder}: ${messageOf(error)}`, {
      cause: error,
      hint: 'check the path of the folder in the estate file and its permissions',
    })
  }
  throw new Fault('UNREADABLE', `${folder} holds more than ${MAX_FILES} manifests`, {
    hint: 'put the objects into fewer files',
  })
}

function filesBelow(folder: string, root: string, depth: number): string[] {
  if (depth > MAX_FOLDER_DEPTH)
    throw new Fault('UNREADABLE', `${folder} is nested deeper than ${MAX_FOLDER_DEPTH} folders`)
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.')) return []
    if (entry.isSymbolicLink() && !`${realpathSync(path)}${sep}`.startsWith(`${root}${sep}`))
      throw new Fault('UNREADABLE', `${path} leads out of the folder`, {
        hint: 'copy the file into the folder',
      })
    if (statSync(path).isDirectory()) return filesBelow(path, root, depth + 1)
    const read =
      /\.(ya?ml|json)$/.test(entry.name) && !(depth === 0 && entry.name === COLLECTED_FILE)
    return read ? [path] : []
  })
}

function documentsOf(path: string, name: string): { value: JsonValue; place: string }[] {
  const bytes = readFileSync(path)
  if (name.endsWith('.json')) return [{ value: jsonFile(bytes, name), place: name }]
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Fault('UNREADABLE', `${name} is not UTF-8 text`, { cause: error })
  }
  return parseYaml(text, name, 'manifests').map((document) => ({
    value: document.value,
    place: `${name}:${document.lineOf([])}`,
  }))
}

/** Whether a file is a list in JSON: kubectl takes none for a manifest, and tools write such files beside their input. */
function isJsonList(path: string): boolean {
  return path.endsWith('.json') && /^\s*\[/.test(firstBytes(path))
}

function firstBytes(path: string): string {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(1024)
    return bytes.toString('latin1', 0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

function jsonFile(bytes: Buffer, name: string): JsonValue {
  try {
    return parseAnswer(bytes, name)
  } catch (error) {
    if (!(error instanceof CollectionFailure)) throw error
    throw new Fault('UNREADABLE', error.message, { cause: error, hint: `mend ${name}` })
  }
}

/** An object, or the objects of a List of any kind; items that do not say their kind are of the list's. */
function* objectsOf(value: JsonValue, place: string): Generator<FoundObject> {
  const fault = isJsonObject(value) ? jsonValueFault(value) : 'is not a mapping'
  if (!isJsonObject(value) || fault !== undefined)
    throw new Fault('UNREADABLE', `${place}: ${fault ?? ''}`, { hint: 'one object a document' })
  const { kind, apiVersion } = value
  if (typeof kind !== 'string' || typeof apiVersion !== 'string')
    throw new Fault(
      'UNREADABLE',
      `${place}: not a Kubernetes object: it has no apiVersion or kind`,
      {
        hint: 'keep other files out of the folder, or give them another ending',
      },
    )
  const items = itemsOf(value, kind, place)
  if (items === undefined) yield { object: { ...value, apiVersion, kind }, place }
  else
    for (const [index, item] of items.entries()) {
      const inner = `${place}: item ${index + 1}`
      if (!isJsonObject(item)) throw new Fault('UNREADABLE', `${inner} is not an object`)
      const own = kind === 'List' ? {} : { kind: kind.slice(0, -'List'.length), apiVersion }
      yield* objectsOf({ ...own, ...item }, inner)
    }
}

/**
 * The items of a List of any kind, null being Go's list of nothing; undefined for any other object. Throws Fault `UNREADABLE` for what stands where a
 * list should be: an error that was saved, or one page of several.
 */
function itemsOf(value: JsonObject, kind: string, place: string): readonly JsonValue[] | undefined {
  if (kind === 'Status' && value.apiVersion === 'v1')
    throw new Fault('UNREADABLE', `${place}: a Status, the answer to a request that failed`, {
      hint: 'take the dump again, and look at what kubectl says',
    })
  const { items, metadata } = value
  if (!kind.endsWith('List') || !(Array.isArray(items) || items === null)) return undefined
  const more = isJsonObject(metadata) ? restOf(metadata) : undefined
  if (more === undefined) return items === null ? [] : (items as readonly JsonValue[])
  throw new Fault('UNREADABLE', `${place}: a ${kind} that is not whole: ${more}`, {
    hint: 'take the dump with kubectl get, which reads all pages',
  })
}

/** What the metadata of a list says is behind it (meta/v1 ListMeta); undefined: nothing. */
function restOf({ continue: next, remainingItemCount }: JsonObject): string | undefined {
  if ((next ?? '') !== '') return 'it has a continue token'
  const remains = typeof remainingItemCount === 'number' && remainingItemCount > 0
  return remains ? `${remainingItemCount} objects remain` : undefined
}
