import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MANIFEST } from '../archive/layout.ts'
import type { TargetKind } from '../archive/verify/verify-path.ts'
import { isJsonObject, parseJson, type JsonObject } from '../core/json.ts'

/** The files of a report that say what it is, by what each of their formats is. */
const FORMATS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'report.json': { 'report/v1': 'report of a run', 'period/v1': 'report of a period' },
  'comparison.json': { 'comparison/v1': 'comparison' },
  'sample.json': { 'sample/v1': 'sample' },
}

/** The largest file that is read for it, in bytes. */
const LARGEST = 256 << 20

/**
 * What lies at a path, in words: `archive`, `run`, `report of a period`, `excerpt of a comparison`; of a folder outside of its archive with `copied out`. It is what the files there say
 * of themselves, whether or not they were altered; `report` where they do not say it.
 */
export function verifiedWhat(path: string, kind: TargetKind): string {
  if (kind === 'archive' || kind === 'file') return kind
  const what = objectIn(path, MANIFEST)?.kind === 'report' ? reportIn(path) : 'run'
  return kind === 'run' ? what : `${what}, copied out`
}

function reportIn(folder: string): string {
  for (const [file, formats] of Object.entries(FORMATS)) {
    const { format, excerpt } = objectIn(folder, file) ?? {}
    const what = typeof format === 'string' ? formats[format] : undefined
    if (what !== undefined) return excerpt === undefined ? what : `excerpt of a ${what}`
  }
  return 'report'
}

/** The object in a plain file, links are not followed; undefined where there is none. */
function objectIn(folder: string, file: string): JsonObject | undefined {
  const path = join(folder, file)
  try {
    const status = lstatSync(path)
    if (!status.isFile() || status.size > LARGEST) return undefined
    const value = parseJson(readFileSync(path, 'utf8'), file)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
