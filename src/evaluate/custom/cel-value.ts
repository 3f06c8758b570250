import { celList, celMap } from '@bufbuild/cel'
import type { CelInput, CelList, CelMap } from '@bufbuild/cel'
import { pointerTo } from '../../core/json-pointer.ts'
import { isJsonObject } from '../../core/json.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { REDACTED } from '../../core/redacted.ts'

/** Called whenever an expression reads a value that is not known, with what it is. */
export type OnUnknown = (what: string) => void

const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n]

/**
 * A JSON value as CEL sees it, as Kubernetes' own CEL does: whole numbers are `int`, all others `double`, also whole ones beyond 64 bits. Text that
 * was redacted, in whole or in part, can be asked for with `has()` and counted, and tells `onUnknown` when it is read.
 */
export function celValueOf(value: JsonValue, onUnknown: OnUnknown, pointer = ''): CelInput {
  if (typeof value === 'number') return Number.isInteger(value) ? intOf(BigInt(value)) : value
  if (typeof value === 'bigint') return intOf(value)
  if (Array.isArray(value)) return listOf(value as readonly JsonValue[], onUnknown, pointer)
  if (isJsonObject(value)) return mapOf(value, [], onUnknown, pointer)
  return value as string | boolean | null
}

function intOf(value: bigint): CelInput {
  return value >= LEAST && value <= MOST ? value : Number(value)
}

/** A mapping some of whose members are not known: they are there, and tell `onUnknown` when they are read. */
export function celMapWithUnknown(
  known: JsonObject,
  unknown: readonly string[],
  onUnknown: OnUnknown,
  prefix: string,
): CelInput {
  return mapOf(known, unknown, onUnknown, prefix)
}

function mapOf(
  value: JsonObject,
  unknown: readonly string[],
  onUnknown: OnUnknown,
  pointer: string,
): CelMap {
  const marks = new Map<string, string>(unknown.map((name) => [name, `${pointer}${name}`]))
  const entries = Object.entries(value).flatMap(([key, member]): [string, CelInput][] => {
    if (member === undefined) return []
    const place = pointerTo(pointer, key)
    if (isRedacted(member)) marks.set(key, place)
    return [[key, celValueOf(member, onUnknown, place)]]
  })
  const map = new WatchedMap(entries, marks, pointer, onUnknown)
  for (const name of unknown) map.set(name, REDACTED)
  // The library asks whether a member is there by reading it, which takes null for absent and would tell of a value that nobody looks at.
  return Object.assign(celMap(map), { has: (key: unknown) => map.has(key as string) })
}

/** A list tells when an item that is not known is read: by its index, or by walking over it. */
function listOf(items: readonly JsonValue[], onUnknown: OnUnknown, pointer: string): CelList {
  const places = items.map((_, index) => pointerTo(pointer, index))
  const list = celList(items.map((item, index) => celValueOf(item, onUnknown, places[index])))
  if (!items.some(isRedacted)) return list
  const tell = (index: number) => {
    if (isRedacted(items[index])) onUnknown(places[index] ?? pointer)
  }
  const get = list.get.bind(list)
  function* values() {
    for (let index = 0; index < items.length; index++) {
      tell(index)
      yield get(index)
    }
  }
  return Object.assign(list, {
    get: (index: number) => {
      tell(index)
      return get(index)
    },
    values,
    [Symbol.iterator]: values,
  })
}

function isRedacted(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value.includes(REDACTED)
}

/** The members of a mapping; reading one that is not known is told, and where a name was redacted, that some name is missed or that names are listed. */
class WatchedMap extends Map<string, CelInput> {
  readonly #marks: ReadonlyMap<string, string>
  readonly #hidden: boolean
  readonly #place: string
  readonly #onUnknown: OnUnknown

  constructor(
    entries: readonly (readonly [string, CelInput])[],
    marks: ReadonlyMap<string, string>,
    place: string,
    onUnknown: OnUnknown,
  ) {
    super()
    this.#marks = marks
    this.#hidden = entries.some(([key]) => key.includes(REDACTED))
    this.#place = place
    this.#onUnknown = onUnknown
    for (const [key, value] of entries) super.set(key, value)
  }

  override get(key: string): CelInput | undefined {
    this.#tell(key)
    return super.get(key)
  }

  override has(key: string): boolean {
    const found = super.has(key)
    if (!found) this.#tellHidden()
    return found
  }

  override keys(): MapIterator<string> {
    this.#tellHidden()
    return super.keys()
  }

  override *entries(): MapIterator<[string, CelInput]> {
    this.#tellHidden()
    for (const entry of super.entries()) {
      this.#tell(entry[0])
      yield entry
    }
  }

  override *values(): MapIterator<CelInput> {
    for (const [, value] of this.entries()) yield value
  }

  override [Symbol.iterator](): MapIterator<[string, CelInput]> {
    return this.entries()
  }

  override forEach(callback: (value: CelInput, key: string, map: Map<string, CelInput>) => void) {
    for (const [key, value] of this.entries()) callback(value, key, this)
  }

  #tell(key: string): void {
    const place = this.#marks.get(key)
    if (place !== undefined) this.#onUnknown(place)
    else if (!super.has(key)) this.#tellHidden()
  }

  #tellHidden(): void {
    if (this.#hidden) this.#onUnknown(this.#place === '' ? '/' : this.#place)
  }
}
