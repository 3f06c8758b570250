/** Levels that are written by themselves: at the last are the controls of a framework, and the policies of a cluster. */
const LEVELS = 4

/** Characters of a piece. */
const PIECE = 65_536

/** What `JSON.stringify(value, undefined, 1)` gives, and a line end, in pieces: a report of a large estate is never held as one text. */
export function* jsonPieces(value: unknown): Generator<string> {
  let held = ''
  for (const text of textsOf(value, 0)) {
    held += text
    if (held.length < PIECE) continue
    yield held
    held = ''
  }
  yield `${held}\n`
}

function* textsOf(value: unknown, level: number): Generator<string> {
  const margin = `\n${' '.repeat(level)}`
  const entries = level === LEVELS ? [] : entriesOf(value)
  const [opening, closing] = Array.isArray(value) ? '[]' : '{}'
  for (const [index, [name, entry]] of entries.entries()) {
    yield `${index === 0 ? opening : ','}${margin} ${name}`
    yield* textsOf(entry, level + 1)
  }
  if (entries.length > 0) yield `${margin}${closing}`
  // line ends of strings are escaped: those of the text are between its own lines
  else yield JSON.stringify(value ?? null, undefined, 1).replaceAll('\n', margin)
}

/** What stands before each value of a list or of an object, and the value; none for any other value. */
function entriesOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  if (Array.isArray(value)) return value.map((entry: unknown) => ['', entry] as const)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .map(([name, entry]) => [`${JSON.stringify(name)}: `, entry] as const)
}

/** The same as bytes. */
export function jsonBytes(value: unknown): Uint8Array {
  return Buffer.concat(Array.from(jsonPieces(value), (piece) => Buffer.from(piece)))
}
