import { canonicalJson } from '../core/canonical-json.ts'
import { isJsonObject, type JsonValue } from '../core/json.ts'
import { printable } from '../core/log.ts'

/** What names an entry stands beside it already. */
const NAMES = ['id', 'name']

/** What an entry of a file says, one line for each field, sorted: `ticket: CHG-1`, `by: J. Doe, lead`. Whole, and fields that say nothing left out. */
export function fieldLines(entry: JsonValue): readonly string[] {
  if (!isJsonObject(entry)) return [words(entry)]
  return Object.entries(entry)
    .filter(([name, value]) => !NAMES.includes(name) && !isEmpty(value))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${printable(name)}: ${words(value)}`)
}

/** What an entry says otherwise than before, one line for each field, sorted: `class: cde -> connected`; of a list what came and what went. */
export function changedLines(before: JsonValue, now: JsonValue): readonly string[] {
  if (!isJsonObject(before) || !isJsonObject(now)) return [change(before, now)]
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
  return names
    .filter((name) => textOf(before[name]) !== textOf(now[name]))
    .map((name) => `${printable(name)}: ${change(before[name], now[name])}`)
}

function change(before: JsonValue | undefined, now: JsonValue | undefined): string {
  if (!Array.isArray(before) || !Array.isArray(now)) return `${words(before)} -> ${words(now)}`
  const [old, current] = [before.map(words), now.map(words)]
  const [came, went] = [
    current.filter((each) => !old.includes(each)),
    old.filter((each) => !current.includes(each)),
  ]
  if (came.length + went.length === 0) return `${old.join(', ')} -> ${current.join(', ')}`
  return [
    ...(came.length === 0 ? [] : [`added ${came.join(', ')}`]),
    ...(went.length === 0 ? [] : [`removed ${went.join(', ')}`]),
  ].join('; ')
}

/** A value as people write it, whole. */
function words(value: JsonValue | undefined): string {
  if (isEmpty(value)) return 'nothing'
  if (Array.isArray(value)) return value.map(words).join(value.some(isJsonObject) ? '; ' : ', ')
  if (!isJsonObject(value)) return printable(typeof value === 'string' ? value : textOf(value))
  const { name, role } = value
  if (isPerson(value)) return `${words(name)}, ${words(role)}`
  return Object.entries(value)
    .filter(([, part]) => !isEmpty(part))
    .map(
      ([key, part]) => `${printable(key)} ${isJsonObject(part) ? `(${words(part)})` : words(part)}`,
    )
    .join(', ')
}

/** Somebody by name and role. */
function isPerson(value: Readonly<Record<string, JsonValue | undefined>>): boolean {
  return Object.keys(value).sort().join() === 'name,role'
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isJsonObject(value) && Object.keys(value).length === 0
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : canonicalJson(value)
}
