import { canonicalJson } from '../core/canonical-json.ts'
import { isJsonObject, type JsonValue } from '../core/json.ts'
import type { EntryChange } from '../model/report.ts'
import type { Organisation } from '../model/scope.ts'
import { changedLines, fieldLines } from './field-lines.ts'

/** The organisation's files, by the name that each has among the inputs of a run. */
const FILES: readonly (readonly [file: string, key: keyof Organisation])[] = [
  ['applicability.yaml', 'applicability'],
  ['approvers.yaml', 'approvers'],
  ['changes.yaml', 'changes'],
  ['flows.yaml', 'flows'],
  ['outside-evidence', 'outside'],
  ['scope.yaml', 'scope'],
  ['sign-offs', 'missedRuns'],
  ['sign-offs', 'reportSignOffs'],
  ['sign-offs', 'signOffs'],
  ['waivers.yaml', 'waivers'],
]

/** What is said of a file by its run and not in it. */
const NOT_WRITTEN = ['authorship', 'file', 'attached']

/**
 * What was added to, removed from and changed in each of the organisation's files, entry by entry, sorted by file and entry. What is written otherwise
 * and says the same is no change. Entries whose order decides are compared by it, too.
 */
export function organisationChanges(
  before: Organisation,
  now: Organisation,
): readonly EntryChange[] {
  return FILES.flatMap(([file, key]) => {
    const [old, current] = [entriesOf(before[key]), entriesOf(now[key])]
    const names = [...new Set([...old.entries.keys(), ...current.entries.keys()])].sort()
    const changes = names.flatMap((entry) =>
      changeOf(old.entries.get(entry), current.entries.get(entry)).map((said) => ({
        entry,
        ...said,
      })),
    )
    return [...changes, ...reordered(old.orders, current.orders)].map((said) => ({ file, ...said }))
  })
}

type Entries = {
  readonly entries: Map<string, JsonValue>
  /** names of the entries of each list, as the file puts them */
  readonly orders: Map<string, readonly string[]>
}

/** Each entry of the lists of a file, and what else it says, by name; a file that is one list names its entries alone. */
function entriesOf(file: Organisation[keyof Organisation]): Entries {
  const found: Entries = { entries: new Map(), orders: new Map() }
  const value = written(file)
  if (Array.isArray(value)) addList(found, '', value)
  else if (isJsonObject(value))
    for (const [name, part] of Object.entries(value)) {
      if (Array.isArray(part) && part.every(isJsonObject)) addList(found, name, part)
      else if (part !== undefined) found.entries.set(name, part)
    }
  return found
}

function addList({ entries, orders }: Entries, list: string, values: readonly JsonValue[]): void {
  const names = values.map((value) => [list, nameOf(value)].filter(Boolean).join(' '))
  for (const [index, name] of names.entries()) entries.set(name, values[index] ?? null)
  orders.set(list, names)
}

/** What tells an entry from the others of its list. */
function nameOf(value: JsonValue): string {
  if (!isJsonObject(value)) return canonicalJson(value)
  const { id, name, nodes, clusters } = value
  if (typeof id === 'string') return id
  if (typeof name === 'string') return name
  return [nodes, clusters]
    .flatMap((part) => (Array.isArray(part) ? [part.join(', ')] : []))
    .join(' of ')
}

/** A part of the organisation as JSON, less what its run says of it. */
function written(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(written)
  if (typeof value !== 'object' || value === null) return (value ?? null) as JsonValue
  const parts = Object.entries(value).filter(([name]) => !NOT_WRITTEN.includes(name))
  return Object.fromEntries(parts.map(([name, part]) => [name, written(part)]))
}

type Said = Pick<EntryChange, 'change' | 'what'>

function changeOf(before: JsonValue | undefined, now: JsonValue | undefined): readonly Said[] {
  if (before === undefined)
    return now === undefined ? [] : [{ change: 'added', what: fieldLines(now).join('\n') }]
  if (now === undefined) return [{ change: 'removed', what: fieldLines(before).join('\n') }]
  if (canonicalJson(before) === canonicalJson(now)) return []
  return [{ change: 'changed', what: changedLines(before, now).join('\n') }]
}

/** The first rule that matches decides: the same rules in another order may say something else. */
function reordered(
  before: Entries['orders'],
  now: Entries['orders'],
): readonly Omit<EntryChange, 'file'>[] {
  return ['rules', 'nodes'].flatMap((list) => {
    const [old, current] = [before.get(list) ?? [], now.get(list) ?? []]
    const [one, other] = [
      old.filter((each) => current.includes(each)),
      current.filter((each) => old.includes(each)),
    ]
    if (one.join('\n') === other.join('\n')) return []
    return [{ entry: list, change: 'changed', what: 'they stand in another order' }]
  })
}
