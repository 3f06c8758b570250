import { isJsonObject } from '../core/json.ts'
import type { JsonValue } from '../core/json.ts'
import type { Labels } from '../model/object.ts'
import { isGiven } from './fields.ts'

/** Labels as read, and whether these are all. */
export type KnownLabels = { readonly labels: Labels; readonly complete: boolean }

/** The labels that a value holds; not all of them where it is no object, or some label is no text. */
export function readLabels(value: JsonValue | undefined): KnownLabels {
  if (!isGiven(value)) return { labels: {}, complete: true }
  if (!isJsonObject(value)) return { labels: {}, complete: false }
  const all = Object.entries(value)
  const texts = all.filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return { labels: Object.fromEntries(texts), complete: texts.length === all.length }
}
