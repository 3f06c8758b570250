import { canonicalJson } from '../core/canonical-json.ts'
import { Fault } from '../core/fault.ts'
import { isJsonObject, parseJson } from '../core/json.ts'
import type { JsonValue } from '../core/json.ts'
import type { KubeObject } from '../model/object.ts'

/** How deep an object may nest, as for what is collected. */
const MAX_DEPTH = 200

/**
 * The object of one line of objects.ndjson.gz.
 *
 * Throws Fault `UNREADABLE` naming `what` where the line is not JSON, nests deeper than 200 levels or is no object of Kubernetes.
 */
export function objectOfLine(line: string, what: string): KubeObject {
  if (isDeep(line)) throw unreadable(what, `nests deeper than ${MAX_DEPTH} levels`)
  const value = parseJson(line, what)
  if (!isKubeObject(value)) throw unreadable(what, 'is no object of Kubernetes')
  return value
}

/**
 * Throws Fault `UNREADABLE` naming `what` when a line is not the canonical JSON of its object, in which no member can hide behind another of its
 * name.
 */
export function checkCanonical(object: KubeObject, line: string, what: string): void {
  if (canonicalOf(object) !== line) throw unreadable(what, 'is not canonical JSON')
}

/** Canonical JSON; undefined for what has none, such as a number beyond what a double holds. */
function canonicalOf(object: KubeObject): string | undefined {
  try {
    return canonicalJson(object)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function isKubeObject(value: JsonValue): value is KubeObject {
  if (!isJsonObject(value) || !isJsonObject(value.metadata)) return false
  const { name, namespace } = value.metadata
  return (
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    typeof name === 'string' &&
    (namespace === undefined || typeof namespace === 'string')
  )
}

const OPENERS = /[[{]/g

/** Whether brackets outside of strings nest too deep; most lines have too few of them to be looked at closely. */
function isDeep(line: string): boolean {
  const openers = line.match(OPENERS)?.length ?? 0
  return openers > MAX_DEPTH && depthOf(line) > MAX_DEPTH
}

function depthOf(line: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let index = 0; index < line.length; index++) {
    const code = line.charCodeAt(index)
    if (inString && code === BACKSLASH) index++
    else if (code === QUOTE) inString = !inString
    else if (inString) continue
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) deepest = Math.max(deepest, ++depth)
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--
  }
  return deepest
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d]

function unreadable(what: string, why: string): Fault {
  return new Fault('UNREADABLE', `${what} ${why}`, {
    hint: 'the file is damaged or was not written by exhibit; get it again from the archive',
  })
}
