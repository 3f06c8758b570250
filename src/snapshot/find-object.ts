import { canonicalJson } from '../core/canonical-json.ts'
import { digestOf, type Digest } from '../core/digest.ts'
import { distance } from '../core/nearest.ts'
import { objectKeyOf, objectKeyParts } from '../core/object-key.ts'
import type { KubeObject, ObjectKey } from '../model/object.ts'
import { gzipLines } from './gzip-lines.ts'
import { checkCanonical, objectOfLine } from './object-lines.ts'
import { OBJECTS_FILE } from './files.ts'

/** One object as it stands in objects.ndjson.gz. */
export type ArchivedObject = {
  readonly key: ObjectKey
  /** its canonical JSON, without the line feed */
  readonly line: string
  /** SHA-256 of that line */
  readonly digest: Digest
  readonly object: KubeObject
}

/**
 * The objects of an objects.ndjson.gz that a key names, whatever their version, in key order; more than one only where a folder held it in several versions.
 * One line is in memory at a time. Throws Fault `UNREADABLE` on damage.
 */
export async function objectsNamed(
  pieces: AsyncIterable<Uint8Array>,
  key: ObjectKey,
): Promise<readonly ArchivedObject[]> {
  const wanted = withoutVersion(key)
  // Only lines that hold the name somewhere are read as objects: most are not.
  const name = canonicalJson(objectKeyParts(key).name)
  const found: ArchivedObject[] = []
  let number = 0
  for await (const line of gzipLines(pieces, OBJECTS_FILE)) {
    number += 1
    if (!line.includes(name)) continue
    const where = `${OBJECTS_FILE}:${number}`
    const object = objectOfLine(line, where)
    const its = objectKeyOf(object)
    if (withoutVersion(its) !== wanted) continue
    checkCanonical(object, line, where)
    found.push({ key: its, line, digest: digestOf(line), object })
  }
  return found
}

/** A key that is not far from one that was asked for. */
export type NearKey = { readonly key: ObjectKey; readonly distance: number }

/**
 * The keys of an objects.ndjson.gz that come nearest to one, whatever their version, at most `most` of them: the nearest first, equally near ones in key order. None that
 * differs in more than a third of its letters.
 */
export async function nearestKeys(
  pieces: AsyncIterable<Uint8Array>,
  key: ObjectKey,
  most: number,
): Promise<readonly NearKey[]> {
  const wanted = withoutVersion(key).toLowerCase()
  const near: NearKey[] = []
  let number = 0
  for await (const line of gzipLines(pieces, OBJECTS_FILE)) {
    const its = objectKeyOf(objectOfLine(line, `${OBJECTS_FILE}:${++number}`))
    const text = withoutVersion(its).toLowerCase()
    const last = near.length < most ? undefined : near.at(-1)?.distance
    const bound = Math.min(last ?? Infinity, Math.floor(wanted.length / 3) + 1)
    if (Math.abs(text.length - wanted.length) >= bound) continue
    const apart = distance(wanted, text)
    if (apart < bound) insert(near, { key: its, distance: apart }, most)
  }
  return near
}

function insert(near: NearKey[], one: NearKey, most: number): void {
  const at = near.findIndex((other) => other.distance > one.distance)
  near.splice(at < 0 ? near.length : at, 0, one)
  near.length = Math.min(near.length, most)
}

/** By what objects are compared: a kind may be served in another version. */
function withoutVersion(key: ObjectKey): string {
  const { group, kind, namespace, name } = objectKeyParts(key)
  return `${group}/${kind}/${namespace}/${name}`
}
