import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../../core/canonical-json.ts'
import { Fault } from '../../core/fault.ts'
import { isJsonObject, parseJson } from '../../core/json.ts'
import type { CheckResult, ControlResult, Evaluation } from '../../model/evaluation.ts'

/** Name of the results of one cluster inside a run folder, beside its snapshot. */
export const EVALUATION = 'evaluation.json'

/** Some results of the list that follow each other: the index of the first, and how many. */
type Part = readonly [first: number, count: number]

/**
 * An evaluation as it is stored (format evaluation/v2): each result once, in the order in which controls name it first, since many controls rest on the
 * same check. What was stored before (evaluation/v1) has the results in each control.
 */
type StoredEvaluation = Omit<Evaluation, 'format' | 'controls'> & {
  readonly format: 'evaluation/v2'
  readonly results: readonly CheckResult[]
  readonly controls: readonly (Omit<ControlResult, 'results'> & {
    readonly results: readonly Part[]
  })[]
}

/** Writes the evaluation of a cluster into its folder. */
export function writeEvaluation(folder: string, evaluation: Evaluation): void {
  writeFileSync(join(folder, EVALUATION), `${canonicalJson(stored(evaluation))}\n`)
}

/**
 * The evaluation of one cluster's folder, whole; absent where the cluster was not read. Throws Fault `UNREADABLE` on a format that this version does
 * not know; the rest of its shape is vouched for by the signature of the run, which is checked before an archived run is read.
 */
export function readEvaluation(folder: string): Evaluation | undefined {
  const path = join(folder, EVALUATION)
  if (!existsSync(path)) return undefined
  const value = parseJson(readFileSync(path, 'utf8'), path)
  const format = isJsonObject(value) ? value.format : undefined
  if (format === 'evaluation/v1') return value as unknown as Evaluation
  if (format === 'evaluation/v2') return whole(value as unknown as StoredEvaluation, path)
  throw new Fault('UNREADABLE', `${path} is neither an evaluation/v1 nor an evaluation/v2`, {
    hint: 'it was written by another version of exhibit; read it with that one',
  })
}

function stored({ controls, ...rest }: Evaluation): StoredEvaluation {
  const list = new ResultList()
  const referring = controls.map(({ results, ...control }) => ({
    ...control,
    results: partsOf(results.map((result) => list.indexOf(result))),
  }))
  return { ...rest, format: 'evaluation/v2', controls: referring, results: list.results }
}

/** Results by what they say; that a control shares the very object with another is the usual case, and needs no look at it. */
class ResultList {
  readonly results: CheckResult[] = []
  readonly #indexes = new Map<CheckResult, number>()
  readonly #bySaying = new Map<string, number>()

  indexOf(result: CheckResult): number {
    const known = this.#indexes.get(result) ?? this.#find(result)
    this.#indexes.set(result, known)
    return known
  }

  #find(result: CheckResult): number {
    const saying = canonicalJson(result)
    const index = this.#bySaying.get(saying) ?? this.results.push(result) - 1
    this.#bySaying.set(saying, index)
    return index
  }
}

function partsOf(indexes: readonly number[]): readonly Part[] {
  const parts: [number, number][] = []
  for (const index of indexes) {
    const last = parts.at(-1)
    if (last !== undefined && last[0] + last[1] === index) last[1] += 1
    else parts.push([index, 1])
  }
  return parts
}

function whole({ results, controls, ...rest }: StoredEvaluation, path: string): Evaluation {
  const taken = ([first, count]: Part) => {
    const part = results.slice(first, first + count)
    if (part.length === count) return part
    throw new Fault('UNREADABLE', `${path}: a control names results that are not there`)
  }
  return {
    ...rest,
    format: 'evaluation/v1',
    controls: controls.map((control) => ({ ...control, results: control.results.flatMap(taken) })),
  }
}
