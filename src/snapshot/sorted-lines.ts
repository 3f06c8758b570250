import { rm } from 'node:fs/promises'
import type { Digest } from '../core/digest.ts'
import type { ObjectKey } from '../model/object.ts'
import type { Redaction } from '../model/snapshot.ts'
import { distinct, mergedRuns, redactionsOf, runOf, writeLines, writeRun } from './runs.ts'
import type { ObjectLine, Outputs, Run } from './runs.ts'

/** What was written of one resource. */
export type Written = {
  /** SHA-256 over its lines, each with its end */
  readonly root: Digest
  readonly count: number
  /** keys that came more than once, each once, the first few in order of their key; of their lines the first by code unit was kept */
  readonly duplicates: readonly ObjectKey[]
  readonly redactions: ReadonlyMap<Redaction['why'], number>
}

/** How much is held: smaller in tests only. */
export type Limits = {
  /** characters of lines in memory while they keep their order */
  readonly sorted: number
  /** and once they do not */
  readonly unsorted: number
  /** sorted files that are open at a time */
  readonly runs: number
}

const LIMITS: Limits = { sorted: 256 * 1024, unsorted: 16 * 1024 * 1024, runs: 32 }

/**
 * Takes the lines of one resource in any order and writes them by key, within bounded memory.
 *
 * Servers list by key, so lines go straight to the outputs as long as they keep that order. Where they do not, what was written is taken back into a
 * file whose path starts with `scratch`, further lines become sorted files beside it, and all are merged at the end: the outputs never depend on the order of arrival.
 */
export class SortedLines {
  readonly #limits: Limits
  readonly #outputs: Outputs
  readonly #scratch: string
  #held: readonly ObjectLine[] = []
  #arriving: ObjectLine[] = []
  #size = 0
  #runs: Run[] = []
  #runNumber = 0
  #tally = newTally()
  #duplicates = new Duplicates()

  constructor(outputs: Outputs, scratch: string, limits = LIMITS) {
    this.#limits = limits
    this.#outputs = outputs
    this.#scratch = scratch
  }

  /** Adds one line; a promise where it has to be waited for. */
  add(line: ObjectLine): Promise<void> | undefined {
    this.#arriving.push(line)
    this.#size += line.line.length
    const { sorted, unsorted } = this.#limits
    return this.#size > (this.#runs.length === 0 ? sorted : unsorted) ? this.#spill() : undefined
  }

  /** Forgets everything that was added. */
  async restart(): Promise<void> {
    await this.#outputs.objects.rollback()
    await this.#outputs.redactions.rollback()
    this.#held = []
    this.#arriving = []
    this.#runs = []
    this.#size = 0
    this.#tally = newTally()
    this.#duplicates = new Duplicates()
  }

  /** Writes what is left and ends the members of this resource. */
  async end(): Promise<Written> {
    this.#sortHeld()
    if (!this.#keepsOrder()) await this.#spill()
    await this.#emit(this.#held)
    for await (const line of this.#merged(this.#runs)) await this.#emit([line])
    const root = await this.#outputs.objects.commit()
    await this.#outputs.redactions.commit()
    await removeRuns(this.#runs)
    const { count, redactions } = this.#tally
    return { root, count, redactions, duplicates: this.#duplicates.keys() }
  }

  #sortHeld(): void {
    const all = [...this.#held, ...this.#arriving]
    this.#held = distinct(all, (key) => this.#duplicates.add(key))
    this.#arriving = []
  }

  #keepsOrder(): boolean {
    const first = this.#held[0]
    if (this.#runs.length > 0) return false
    return first === undefined || first.key > this.#tally.lastKey
  }

  async #spill(): Promise<void> {
    this.#sortHeld()
    if (this.#keepsOrder()) {
      // the last stays: its key may come again
      await this.#emit(this.#held.slice(0, -1))
      this.#held = this.#held.slice(-1)
    } else {
      if (this.#tally.count > 0) await this.#takeBack()
      if (this.#runs.length >= this.#limits.runs) await this.#mergeRuns()
      await this.#writeRun(this.#held)
      this.#held = []
    }
    this.#size = this.#held[0]?.line.length ?? 0
  }

  async #writeRun(lines: Parameters<typeof writeRun>[1]): Promise<void> {
    const run = this.#newRun()
    await writeRun(run, lines)
    this.#runs.push(run)
  }

  /** Makes one run of all. */
  async #mergeRuns(): Promise<void> {
    const runs = this.#runs
    this.#runs = []
    await this.#writeRun(this.#merged(runs))
    await removeRuns(runs)
  }

  #merged(runs: readonly Run[]): AsyncIterable<ObjectLine> {
    return mergedRuns(runs, (key) => this.#duplicates.add(key))
  }

  async #takeBack(): Promise<void> {
    const run = this.#newRun()
    await this.#outputs.objects.moveTo(run.objects)
    await this.#outputs.redactions.moveTo(run.redactions)
    this.#runs.push(run)
    this.#tally = newTally()
  }

  #newRun(): Run {
    return runOf(`${this.#scratch}-${this.#runNumber++}`)
  }

  async #emit(lines: readonly ObjectLine[]): Promise<void> {
    await writeLines(this.#outputs, lines)
    const { redactions } = this.#tally
    this.#tally.count += lines.length
    this.#tally.lastKey = lines.at(-1)?.key ?? this.#tally.lastKey
    for (const line of lines) {
      for (const [why, pointers] of redactionsOf(line))
        redactions.set(why, (redactions.get(why) ?? 0) + pointers.length)
    }
  }
}

async function removeRuns(runs: readonly Run[]): Promise<void> {
  for (const run of runs) await Promise.all([rm(run.objects), rm(run.redactions)])
}

type Tally = { count: number; lastKey: string; redactions: Map<Redaction['why'], number> }

function newTally(): Tally {
  return { count: 0, lastKey: '', redactions: new Map() }
}

/** Which keys came twice: the first few in order, whatever the order of arrival and however many there are. */
class Duplicates {
  static readonly #most = 20
  #first: string[] = []

  add(key: string): void {
    if (this.#first.includes(key)) return
    this.#first = [...this.#first, key].sort().slice(0, Duplicates.#most)
  }

  keys(): readonly string[] {
    return this.#first
  }
}
