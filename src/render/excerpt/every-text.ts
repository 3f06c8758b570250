/** One text of a value with the names of the members that it is in. */
export type TextAt = {
  readonly text: string
  readonly path: readonly string[]
  /** values of annotations that the same result has as evidence, which its sentences may say */
  readonly claimed: readonly string[]
}

type Place = Omit<TextAt, 'text'>
type Members = Readonly<Record<string, unknown>>

/** What stands in the place of a text. */
export type OfText = (at: TextAt) => string

/** Members that name nothing of a cluster: numbers of requirements look like addresses, and versions of browsers do. */
const OURS = new Set([
  ...['control', 'procedures', 'supports', 'outcomes'],
  ...['browser', 'tool', 'signature', 'logo'],
])
/** Members that lists of objects are sorted by. */
const SORTED_BY = ['subject', 'object', 'key', 'node', 'name'] as const

/**
 * The same value with each of its texts as `of` gives it; names of members, too. What was in the order of what was replaced is put in the order of what stands
 * there then, so that places in a list do not tell names.
 */
export function withTexts<T>(value: T, of: OfText): T {
  return mapped(value, of, { path: [], claimed: [] }) as T
}

function mapped(value: unknown, of: OfText, place: Place): unknown {
  if (typeof value === 'string') return of({ text: value, ...place })
  if (Array.isArray(value)) {
    const all: readonly unknown[] = value
    return inOrder(
      all,
      all.map((each) => mapped(each, of, place)),
    )
  }
  if (typeof value !== 'object' || value === null || value instanceof Map) return value
  const { path } = place
  const claimed = claimedIn(value)
  const entries = Object.entries(evidenceNamed(value) as Members).map(([name, each]) => [
    SHOWN[name] ?? of({ text: name, path: [], claimed: [] }),
    isOurs(name, path) ? each : mapped(each, of, { path: [...path, name], claimed }),
  ])
  return Object.fromEntries(entries) as unknown
}

function isOurs(name: string, path: readonly string[]): boolean {
  return OURS.has(name) || (name === 'id' && path.includes('catalogue'))
}

/** Members by the names that tell what their texts are, and as they are called. */
const SHOWN: Readonly<Record<string, string>> = {
  annotationPointer: 'pointer',
  annotationValue: 'value',
  imageValue: 'value',
}

function claimedIn(value: object): readonly string[] {
  const { evidence } = value as { readonly evidence?: unknown }
  const all: readonly unknown[] = Array.isArray(evidence) ? evidence : []
  return all.flatMap((each) => {
    const { pointer, value: said } = each as {
      readonly pointer?: unknown
      readonly value?: unknown
    }
    return isAnnotation(pointer) && typeof said === 'string' && said !== '' ? [said] : []
  })
}

function isAnnotation(pointer: unknown): boolean {
  return typeof pointer === 'string' && /\/annotations(\/|$)/.test(pointer)
}

/** Evidence is what stands at a pointer: below annotations, and of an image, it is that whatever it looks like. */
function evidenceNamed(value: object): object {
  const { pointer, value: said } = value as { readonly pointer?: unknown; readonly value?: unknown }
  if (typeof pointer !== 'string' || typeof said !== 'string') return value
  const renamed = isAnnotation(pointer)
    ? { pointer: 'annotationPointer', value: 'annotationValue' }
    : /\/image(ID)?$/.test(pointer)
      ? { value: 'imageValue' }
      : undefined
  if (renamed === undefined) return value
  const names = new Map(Object.entries(renamed))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]): [string, unknown] => [names.get(name) ?? name, each]),
  )
}

function inOrder(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const [first] = before
  const by = sortedBy(first)
  if (by === undefined) return after
  const [old, now] = [before.map(by), after.map(by)]
  const isReplaced = now.some((text, at) => text !== old[at])
  if (!isReplaced || !old.every((text, at) => at === 0 || (old[at - 1] ?? '') <= text)) return after
  return after.toSorted((one, two) => (by(one) < by(two) ? -1 : by(one) > by(two) ? 1 : 0))
}

function sortedBy(first: unknown): ((each: unknown) => string) | undefined {
  if (typeof first === 'string') return (each) => (typeof each === 'string' ? each : '')
  if (typeof first !== 'object' || first === null) return undefined
  const name = SORTED_BY.find((each) => typeof (first as Members)[each] === 'string')
  if (name === undefined) return undefined
  return (each) => {
    const said = (each as Members | null)?.[name]
    return typeof said === 'string' ? said : ''
  }
}
