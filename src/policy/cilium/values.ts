import { isJsonObject } from '../../core/json.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { KubeObject, Labels } from '../../model/object.ts'

/** What settings of Cilium say, by key; undefined where they were not read. */
export type Values = Labels | undefined

/** Words that say yes, as strconv.ParseBool of Go takes them, in lower case. */
export const TRUE: ReadonlySet<string> = new Set(['1', 't', 'true'])

/** Words that say no. */
export const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'false'])

/** The word of a setting in lower case, but for names; undefined where it is not set. */
export function wordOf(values: Values, key: string): string | undefined {
  if (values === undefined || !Object.hasOwn(values, key)) return undefined
  const text = values[key]?.trim() ?? ''
  return key === 'cluster-name' ? text : text.toLowerCase()
}

/** A flag that Cilium has off where it is not set; undefined where settings were not read, or not this one. */
export function flagOf(values: Values, key: string): boolean | undefined {
  if (values === undefined || values[key] === REDACTED) return undefined
  return TRUE.has(wordOf(values, key) ?? '')
}

/** A flag that Cilium has on where it is not set (pkg/defaults/defaults.go). */
export function unlessOff(values: Values, key: string): boolean | undefined {
  if (values?.[key] === REDACTED) return undefined
  return !FALSE.has(wordOf(values, key) ?? '')
}

/** A flag whose default differs between versions; undefined where it is not set. */
export function statedFlag(values: Values, key: string): boolean | undefined {
  const word = wordOf(values, key) ?? ''
  if (TRUE.has(word)) return true
  return FALSE.has(word) ? false : undefined
}

/** CiliumNodeConfigs that say of a setting what the ConfigMap does not say: it differs between nodes. One sentence each. */
export function unevenIn(
  values: Values,
  nodeConfigs: readonly KubeObject[],
  key: string,
): readonly string[] {
  return nodeConfigs
    .filter((config) => differs(values, config, key))
    .map((config) => {
      const { name, namespace } = config.metadata
      return `CiliumNodeConfig ${namespace ?? ''}/${name} sets ${key} on some nodes`
    })
}

/** Redacted words may differ, and a default is not known to be what a node is given. */
function differs(values: Values, { spec }: KubeObject, key: string): boolean {
  const defaults = isJsonObject(spec) ? spec.defaults : undefined
  if (!isJsonObject(defaults) || !Object.hasOwn(defaults, key)) return false
  const word = defaults[key]
  return typeof word !== 'string' || word === REDACTED || word !== values?.[key]
}
