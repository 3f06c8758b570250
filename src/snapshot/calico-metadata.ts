import { isJsonObject, parseJson } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { REDACTED } from '../core/redacted.ts'
import { looksSecret } from './secret-verdict.ts'

/** The annotation in which Calico stores the metadata of its objects, labels among them (libcalico-go/lib/backend/k8s/resources, resources.go). */
export const CALICO_METADATA = 'projectcalico.org/metadata'

/** A key and a value as Kubernetes lets labels have them (apimachinery, util/validation). */
const LABEL_KEY = /^(?:[a-z0-9.-]{1,253}\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/

/** What is kept of the annotation: its labels alone, as JSON, which say whom selectors mean. undefined: nothing. */
export function keptCalicoMetadata(text: string): string | undefined {
  const metadata = jsonIn(text)
  if (!isJsonObject(metadata)) return undefined
  const labels = keptLabels(metadata.labels ?? {})
  return labels === undefined ? undefined : JSON.stringify({ labels })
}

/** Labels as they are kept in other places: a value that looks like a secret goes, and with a name that does, or that none is, all of them. */
function keptLabels(labels: JsonValue): JsonObject | undefined {
  if (!isJsonObject(labels)) return undefined
  const entries = Object.entries(labels)
  if (entries.some(([key]) => !LABEL_KEY.test(key) || looksSecret(key, true))) return undefined
  return Object.fromEntries(entries.map(([key, value]) => [key, isKept(value) ? value : REDACTED]))
}

function isKept(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && LABEL_VALUE.test(value) && !looksSecret(value, true)
}

function jsonIn(text: string): JsonValue | undefined {
  try {
    return parseJson(text, 'metadata')
  } catch {
    return undefined
  }
}
