import { join } from 'node:path'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { KubeObject, ObjectKey } from '../../model/object.ts'
import type { ClientProgram } from '../../model/period.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { readObjects } from '../../snapshot/read.ts'

/** What an object says of itself: who wrote it, and what it claims. */
export type SelfDeclared = {
  /** as managedFields name them, newest first */
  readonly programs: readonly ClientProgram[]
  /** annotations that were kept, `key=value`, sorted */
  readonly claimed: readonly string[]
}

/** What some objects of a snapshot say of themselves, by key. Reads the snapshot once, one object in memory at a time. */
export async function selfDeclared(
  folder: string,
  keys: ReadonlySet<ObjectKey>,
): Promise<ReadonlyMap<ObjectKey, SelfDeclared>> {
  const found = new Map<ObjectKey, SelfDeclared>()
  if (keys.size === 0) return found
  for await (const object of readObjects(join(folder, OBJECTS_FILE))) {
    const key = objectKeyOf(object)
    if (keys.has(key)) found.set(key, { programs: programsOf(object), claimed: claimsOf(object) })
    if (found.size === keys.size) break
  }
  return found
}

/** The names of the namespaces of a snapshot, sorted. */
export async function namespacesOf(folder: string): Promise<readonly string[]> {
  const names: string[] = []
  for await (const object of readObjects(join(folder, OBJECTS_FILE)))
    if (object.kind === 'Namespace' && object.apiVersion === 'v1') names.push(object.metadata.name)
  return names.sort()
}

function programsOf({ metadata }: KubeObject): readonly ClientProgram[] {
  const fields = metadata.managedFields
  const entries = Array.isArray(fields) ? (fields as JsonValue[]) : []
  return entries
    .flatMap((entry): readonly ClientProgram[] => {
      if (!isJsonObject(entry) || typeof entry.manager !== 'string') return []
      const { manager, operation, time } = entry
      const at = typeof time === 'string' ? { at: time } : {}
      return [{ manager, operation: typeof operation === 'string' ? operation : '', ...at }]
    })
    .sort((one, two) => ((one.at ?? '') < (two.at ?? '') ? 1 : -1))
}

function claimsOf({ metadata }: KubeObject): readonly string[] {
  const { annotations } = metadata
  if (!isJsonObject(annotations)) return []
  return Object.entries(annotations)
    .filter(([, value]) => typeof value === 'string' && !value.includes(REDACTED))
    .map(([key, value]) => `${key}=${value}`)
    .sort()
}
