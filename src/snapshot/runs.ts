import { parseJson } from '../core/json.ts'
import { objectKeyOf } from '../core/object-key.ts'
import type { KubeObject, ObjectKey } from '../model/object.ts'
import type { Redaction } from '../model/snapshot.ts'
import { fileBytes, gzipLines } from './gzip-lines.ts'
import { LineText } from './line-text.ts'
import { createLineFile } from './line-file.ts'
import type { LineFile } from './line-file.ts'
import type { Pointers } from './stored-object.ts'

/** One object ready to be written. */
export type ObjectLine = {
  readonly key: ObjectKey
  /** canonical JSON without an end of line */
  readonly line: string
  /** where something was replaced in it; absent where nothing was */
  readonly pointers?: Pointers
}

/** Where lines go: the objects, and what was redacted in them, in the same order. */
export type Outputs = { readonly objects: LineFile; readonly redactions: LineFile }

/** Paths of two gzip files that hold part of a resource, sorted by key. */
export type Run = { readonly objects: string; readonly redactions: string }

/** The run of a path without ending. */
export function runOf(path: string): Run {
  return { objects: `${path}.objects.gz`, redactions: `${path}.redactions.gz` }
}

/** Writes objects and their redactions. */
export async function writeLines(outputs: Outputs, lines: readonly ObjectLine[]): Promise<void> {
  for (const { key: object, line, pointers } of lines) {
    const waiting = outputs.objects.write(line)
    if (waiting !== undefined) await waiting
    if (pointers === undefined) continue
    const alsoWaiting = outputs.redactions.write(redactionLine(object, pointers))
    if (alsoWaiting !== undefined) await alsoWaiting
  }
}

const text = new LineText()

/** The canonical JSON of `{object, pointers}`. */
function redactionLine(object: ObjectKey, pointers: Pointers): string {
  text.clear()
  text.raw('{"object":')
  text.string(object)
  let before = ',"pointers":{'
  for (const [why, places] of Object.entries(pointers).sort(byWhy)) {
    text.raw(`${before}"${why}":[`)
    for (const [index, place] of places.entries()) {
      if (index > 0) text.raw(',')
      text.string(place)
    }
    before = '],'
  }
  text.raw(']}}')
  return text.takeFrom(0)
}

function byWhy([one]: readonly [string, unknown], [two]: readonly [string, unknown]): number {
  return one < two ? -1 : 1
}

/** Lines by key, one per key: where a key comes twice the first line by code unit stays and `twice` is told. */
export function distinct(
  lines: readonly ObjectLine[],
  twice: (key: ObjectKey) => void,
): readonly ObjectLine[] {
  if (ascends(lines)) return lines
  const sorted = [...lines].sort(byKeyAndLine)
  return sorted.filter((line, index) => {
    const again = line.key === sorted[index - 1]?.key
    if (again) twice(line.key)
    return !again
  })
}

function ascends(lines: readonly ObjectLine[]): boolean {
  return lines.every(({ key }, index) => index === 0 || key > (lines[index - 1]?.key ?? ''))
}

function byKeyAndLine(a: ObjectLine, b: ObjectLine): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1
  return a.line < b.line ? -1 : Number(a.line > b.line)
}

/** Writes lines, sorted by key, as a run. */
export async function writeRun(
  run: Run,
  lines: Iterable<ObjectLine> | AsyncIterable<ObjectLine>,
): Promise<void> {
  const objects = await createLineFile(run.objects)
  const redactions = await createLineFile(run.redactions)
  for await (const line of lines) await writeLines({ objects, redactions }, [line])
  await objects.close()
  await redactions.close()
}

/** The lines of several runs by key, one per key as in `distinct`. Holds one line of each run. */
export async function* mergedRuns(
  runs: readonly Run[],
  twice: (key: ObjectKey) => void,
): AsyncGenerator<ObjectLine> {
  const readers = runs.map((run) => readRun(run))
  const heads = await Promise.all(readers.map((reader) => reader.next()))
  let last: ObjectKey | undefined
  for (;;) {
    let least = -1
    let best: ObjectLine | undefined
    for (const [index, head] of heads.entries()) {
      if (head.done === true) continue
      if (best !== undefined && byKeyAndLine(best, head.value) <= 0) continue
      best = head.value
      least = index
    }
    const reader = readers[least]
    if (best === undefined || reader === undefined) return
    if (best.key === last) twice(best.key)
    else yield best
    last = best.key
    heads[least] = await reader.next()
  }
}

async function* readRun(run: Run): AsyncGenerator<ObjectLine> {
  const redactions = gzipLines(fileBytes(run.redactions), run.redactions)
  let next = await nextRedacted(redactions)
  for await (const line of gzipLines(fileBytes(run.objects), run.objects)) {
    const key = objectKeyOf(parseJson(line, run.objects) as KubeObject)
    if (next?.object === key) {
      yield { key, line, pointers: next.pointers }
      next = await nextRedacted(redactions)
    } else yield { key, line }
  }
}

/** One line of redactions.ndjson.gz: an object in which something was replaced. */
export type RedactedObject = { readonly object: ObjectKey; readonly pointers: Pointers }

async function nextRedacted(lines: AsyncGenerator<string>): Promise<RedactedObject | undefined> {
  const line = await lines.next()
  return line.done === true ? undefined : (parseJson(line.value, 'redactions') as RedactedObject)
}

/** What was replaced in an object, by reason. */
export function redactionsOf(of: {
  readonly pointers?: Pointers
}): readonly (readonly [Redaction['why'], readonly string[]])[] {
  return Object.entries(of.pointers ?? {}) as [Redaction['why'], readonly string[]][]
}
