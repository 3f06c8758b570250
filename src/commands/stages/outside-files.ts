import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { digestOf } from '../../core/digest.ts'
import { Fault, isFault } from '../../core/fault.ts'
import { isJsonObject, parseJson, type JsonValue } from '../../core/json.ts'
import type { OutsideFile } from '../../evaluate/organisation/organisation.ts'
import type { AttachedFile } from '../../evaluate/organisation/outside-evidence.ts'
import { holdsToken } from '../../snapshot/secret-shapes.ts'
import type { FileOrigin, Signers } from './file-authorship.ts'
import { attachedPaths, outsidePaths, sourceOf } from './organisation-files.ts'

/** One run of a tool on one node gives some 200 KB; more is a mistake or an attack. */
const MAX_BYTES = 4 * 1024 * 1024

/** One file for each node is usual. */
const MAX_FILES = 10_000

/** The statements of a folder of outside evidence, and which of its files none of them has asked for. */
export type OutsideFolder = {
  readonly files: readonly OutsideFile[]
  /** paths, sorted; to be asked once the statements have been parsed */
  unnamed(): readonly string[]
}

/**
 * Reads a folder of outside evidence; what statements attach is read when it is asked for, and not kept.
 *
 * All files of the folder are kept with each run. One that is too large or no text, or in which a tool wrote down what only a key or a token looks like, is
 * therefore a Fault `CONFIGURATION`, and nothing is kept.
 */
export function outsideFolder(
  folder: string,
  origin: FileOrigin,
  signers: Signers | undefined,
): OutsideFolder {
  const attached = new Map(attachedPaths(folder).map((path) => [basename(path), path]))
  if (attached.size > MAX_FILES)
    throw new Fault('CONFIGURATION', `${folder}: more than ${MAX_FILES} files of outside evidence`)
  const asked = new Set<string>()
  return {
    files: outsidePaths(folder).map((path) => ({
      ...sourceOf(path, 'statements about outside evidence', origin, signers),
      attached: (name) => {
        asked.add(name)
        return attached.has(name)
          ? attachedFile(join(folder, name))
          : { why: 'it is not beside the statement' }
      },
    })),
    unnamed: () => [...attached].flatMap(([name, path]) => (asked.has(name) ? [] : [path])),
  }
}

function attachedFile(path: string): AttachedFile {
  const { size } = statSync(path)
  if (size > MAX_BYTES) throw unfit(path, 'is larger than 4 MiB')
  const bytes = readFileSync(path)
  const text = textOf(bytes, path)
  if (seenIn(text).some(holdsToken)) {
    const hint =
      'take what the tool saw (actual_value) out of it, and state the digest of the rest: it is kept with every run'
    throw new Fault('CONFIGURATION', `${path} holds what looks like a key or a token`, { hint })
  }
  return { text, digest: digestOf(bytes) }
}

function unfit(path: string, why: string): Fault {
  return new Fault('CONFIGURATION', `${path} ${why}: it cannot be kept as outside evidence`)
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unfit(path, 'is not UTF-8')
  }
}

/** Members that hold a benchmark's own words and commands, which speak of tokens and hold none. */
const OF_THE_BENCHMARK: ReadonlySet<string> = new Set([
  'test_desc',
  'remediation',
  'test_info',
  'audit',
  'AuditEnv',
  'AuditConfig',
  'expected_result',
  'desc',
  'text',
])

/** All text of a file but a benchmark's own; the whole of one that is not JSON. */
function seenIn(text: string): readonly string[] {
  const found: string[] = []
  const open: JsonValue[] = [parsed(text)]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string') found.push(value)
    else if (Array.isArray(value)) open.push(...(value as readonly JsonValue[]))
    else if (isJsonObject(value))
      for (const [key, member] of Object.entries(value))
        if (member !== undefined && !OF_THE_BENCHMARK.has(key)) open.push(key, member)
  }
  return found
}

function parsed(text: string): JsonValue {
  try {
    return parseJson(text, 'it')
  } catch (error) {
    if (!isFault(error)) throw error
    return text
  }
}
