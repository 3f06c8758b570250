import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/fault.ts'
import { parseJson, type JsonValue } from '../../core/json.ts'
import { canonicalJson } from '../../core/canonical-json.ts'

/**
 * The folder that the stages of one run share. Each part has one writer: `open` writes state/, `collect` run/ and collected/, `render`
 * print/; `seal` only reads. In a pod each part is a mount of its own, so that a container cannot touch what another one wrote.
 */
export type WorkFolder = {
  readonly state: string
  /** the run folder as it will be archived, less PDFs and signatures */
  readonly run: string
  /** the digests of run/ as `collect` wrote it */
  readonly collected: string
  /** PDFs, and what printed them */
  readonly print: string
}

/** The parts of a work folder. */
export function workFolder(path: string): WorkFolder {
  return {
    state: join(path, 'state'),
    run: join(path, 'run'),
    collected: join(path, 'collected'),
    print: join(path, 'print'),
  }
}

/** Makes one part, empty: what an earlier attempt left there belongs to that attempt. Throws Fault `CONFIGURATION` when something is in it. */
export function makePart(part: string): void {
  mkdirSync(part, { recursive: true, mode: 0o700 })
}

/** Writes a record of one stage for the next. */
export function writeRecord(part: string, name: string, value: JsonValue): void {
  writeFileSync(join(part, name), `${canonicalJson(value)}\n`, { mode: 0o600 })
}

/** Reads what an earlier stage wrote. Throws Fault `CONFIGURATION` that names the stage to run first. */
export function readRecord(part: string, name: string, stage: string): JsonValue {
  const path = join(part, name)
  if (!existsSync(path)) {
    throw new Fault('CONFIGURATION', `${path} is missing`, {
      hint: `run 'exhibit run --stage ${stage}' with the same --work first`,
    })
  }
  return parseJson(readFileSync(path, 'utf8'), path)
}
