import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readerOf, type KindReader } from '../../collect/kinds.ts'
import { plusSeconds, type Instant } from '../../core/clock.ts'
import { Fault } from '../../core/fault.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts'
import { readTextFile } from '../../core/text-file.ts'
import { parseYaml } from '../../core/yaml.ts'
import { stringifyYaml } from '../../core/yaml-text.ts'
import { readChange, type HistorySlot } from './history.ts'

/** Seconds that a collection of the bundled clusters takes when history.yaml says nothing else. */
const TYPICAL_DELAY = 40

/** When the folders of a slot were taken. */
export function collectedAt(slot: HistorySlot): Instant {
  return slot.collected ?? plusSeconds(slot.slot, TYPICAL_DELAY)
}

/**
 * Lays out the bundled estate as it was at one slot: the base, then every dated change up to the moment of collection, in order of their
 * folder names. Afterwards `folder` holds estate.yaml, exhibit.yaml, organisation/ and clusters/, each cluster with its collected.yaml.
 */
export function materialise(source: string, slot: HistorySlot, folder: string): void {
  const at = collectedAt(slot)
  cpSync(join(source, 'base'), folder, { recursive: true })
  for (const name of readdirSync(join(source, 'changes')).sort()) {
    applyChange(join(source, 'changes', name), at, folder)
  }
  for (const cluster of readdirSync(join(folder, 'clusters')).sort()) {
    stampCluster(join(folder, 'clusters', cluster), at, slot.unread[cluster] ?? [])
  }
}

function applyChange(change: string, at: Instant, folder: string): void {
  const file = join(change, 'change.yaml')
  const { date, remove } = readChange(file)
  if (date > at) return
  for (const path of remove) {
    if (!existsSync(join(folder, path))) {
      throw new Fault('CONFIGURATION', `${file}: remove: ${path} is not there at ${at}`)
    }
    rmSync(join(folder, path), { recursive: true })
  }
  cpSync(change, folder, { recursive: true, filter: (path) => path !== file })
}

/** Writes the time of collection into a cluster's collected.yaml, and leaves out the kinds that could not be read, with their objects. */
function stampCluster(folder: string, at: Instant, unread: readonly string[]): void {
  const file = join(folder, 'collected.yaml')
  const value = parseYaml(readTextFile(file, 'collection record'), file)[0]?.value
  if (!isJsonObject(value)) throw new Fault('CONFIGURATION', `${file}: expected a mapping`)
  const stamped: JsonObject = { ...value, takenAt: at, kinds: without(value.kinds, unread) }
  writeFileSync(file, stringifyYaml(stamped))
  for (const resource of unread) dropObjects(folder, resource)
}

/** Takes the objects of a resource that could not be read out of a cluster's files: a dump of that moment would not hold them. */
function dropObjects(folder: string, resource: string): void {
  const reader = readerOf(resource)
  if (reader === undefined) throw new Fault('CONFIGURATION', `unread: no resource ${resource}`)
  for (const name of readdirSync(folder).filter((each) => each !== 'collected.yaml')) {
    const file = join(folder, name)
    const values = parseYaml(readTextFile(file, 'manifests'), file).map(({ value }) => value)
    const kept = values.filter((value) => !isOf(value, reader))
    if (kept.length < values.length)
      writeFileSync(file, kept.map((value) => `---\n${stringifyYaml(value)}`).join(''))
  }
}

function isOf(value: JsonValue, { group, kind }: KindReader): boolean {
  if (!isJsonObject(value) || value.kind !== kind || typeof value.apiVersion !== 'string')
    return false
  return value.apiVersion.includes('/') ? value.apiVersion.startsWith(`${group}/`) : group === ''
}

function without(kinds: JsonValue | undefined, unread: readonly string[]): JsonValue {
  if (!Array.isArray(kinds)) return []
  return (kinds as readonly JsonValue[]).filter(
    (kind) => typeof kind === 'string' && !unread.includes(kind),
  )
}
