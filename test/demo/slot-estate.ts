import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readHistory } from '../../src/commands/demo/history.ts'
import type { HistorySlot } from '../../src/commands/demo/history.ts'
import { materialise } from '../../src/commands/demo/materialise.ts'
import { isJsonObject } from '../../src/core/json.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import { parseYaml } from '../../src/core/yaml.ts'
import type { KubeObject } from '../../src/model/object.ts'

/** The folder of the bundled estate. */
export const DEMO = join(import.meta.dirname, '../../deploy/demo')

/** The history of the bundled estate. */
export const HISTORY = readHistory(join(DEMO, 'history.yaml'))

/** The bundled estate as it was at one slot, parsed and not interpreted. */
export type SlotEstate = {
  readonly slot: HistorySlot
  /** every file that is not of a cluster, by path */
  readonly files: ReadonlyMap<string, JsonValue>
  /** objects of each cluster's folder; a List stands for its items */
  readonly clusters: ReadonlyMap<string, readonly KubeObject[]>
}

/** Lays out one slot in a temporary folder, reads every file of it, and removes the folder. */
export function estateAt(time: string): SlotEstate {
  const slot = HISTORY.slots.find((each) => each.slot === time)
  if (slot === undefined) throw new Error(`no slot ${time}`)
  const folder = mkdtempSync(join(tmpdir(), 'estate-'))
  try {
    materialise(DEMO, slot, folder)
    return readEstate(slot, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readEstate(slot: HistorySlot, folder: string): SlotEstate {
  const files = new Map<string, JsonValue>()
  const clusters = new Map<string, KubeObject[]>()
  for (const path of globSync('**/*.{yaml,kubeconfig}', { cwd: folder }).sort()) {
    const documents = parseYaml(readFileSync(join(folder, path), 'utf8'), path)
    const [, cluster] = /^clusters\/([^/]+)\/(?!collected)/.exec(path) ?? []
    if (cluster === undefined) files.set(path, documents[0]?.value ?? null)
    else {
      const objects = documents.map(({ value }) => value as KubeObject)
      clusters.set(cluster, [...(clusters.get(cluster) ?? []), ...objects])
    }
  }
  return { slot, files, clusters }
}

/** The objects of a kind in a cluster, and where given in one namespace. */
export function ofKind(
  estate: SlotEstate,
  cluster: string,
  kind: string,
  namespace?: string,
): readonly KubeObject[] {
  return (estate.clusters.get(cluster) ?? []).filter(
    (object) =>
      object.kind === kind && (namespace === undefined || object.metadata.namespace === namespace),
  )
}

/** One object of a cluster by kind, namespace (empty: none) and name; undefined where it is not there. */
export function objectOf(
  estate: SlotEstate,
  cluster: string,
  kind: string,
  namespace: string,
  name: string,
): KubeObject | undefined {
  return ofKind(estate, cluster, kind).find(
    ({ metadata }) => (metadata.namespace ?? '') === namespace && metadata.name === name,
  )
}

/** The value that steps lead to; undefined where a step is not there. */
export function valueAt(
  value: JsonValue | undefined,
  ...steps: (string | number)[]
): JsonValue | undefined {
  let found = value
  for (const step of steps) {
    if (Array.isArray(found) && typeof step === 'number') found = found[step] as JsonValue
    else if (isJsonObject(found) && Object.hasOwn(found, step)) found = found[step]
    else return undefined
  }
  return found
}

/** The text that steps lead to; empty where it is absent or no text. */
export function textAt(value: JsonValue | undefined, ...steps: (string | number)[]): string {
  const found = valueAt(value, ...steps)
  return typeof found === 'string' ? found : ''
}

/** The value as a list of mappings; empty where it is absent. */
export function listAt(
  value: JsonValue | undefined,
  ...steps: (string | number)[]
): readonly JsonObject[] {
  return (valueAt(value, ...steps) ?? []) as readonly JsonObject[]
}

/** Whether every label that a selector's matchLabels asks for is there. */
export function hasLabels(object: JsonValue | undefined, wanted: JsonValue | undefined): boolean {
  return Object.entries((wanted ?? {}) as JsonObject).every(
    ([key, value]) => valueAt(object, 'metadata', 'labels', key) === value,
  )
}
