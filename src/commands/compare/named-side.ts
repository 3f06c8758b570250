import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isRunId, startOf } from '../../archive/run-id.ts'
import { newestSlot, slotState } from '../../archive/slots.ts'
import { isInstant } from '../../core/clock.ts'
import { Fault, isFault } from '../../core/fault.ts'
import type { Period } from '../../model/ledger.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import { periodNamed } from '../../period/bounds.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'

/** What the user means by one side. */
export type NamedSide =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'period'; readonly period: Period }

/** A folder that is there, a run id, a day, or a period. Throws Fault `USAGE` when it is none of them. */
export function namedSide(
  name: string,
  { report }: Configuration,
  { cwd }: Pick<Context, 'cwd'>,
): NamedSide {
  const path = resolve(cwd, name)
  if (existsSync(path)) return { kind: 'folder', path }
  if (isRunId(name)) return { kind: 'run', id: name }
  if (isDay(name)) return { kind: 'day', day: name }
  const { timeZone, periods: named, fiscalYear } = report
  const names = { timeZone, named, ...(fiscalYear === undefined ? {} : { fiscalYear }) }
  try {
    return { kind: 'period', period: periodNamed(name, names) }
  } catch (error) {
    if (!isFault(error)) throw error
    throw new Fault('USAGE', `${name} is neither a folder, nor a run id, a date or a period`, {
      hint: `'exhibit archive list' lists run ids; dates look like 2026-11-23, periods like 2026-Q4${error.hint === undefined ? '' : `; ${error.hint}`}`,
    })
  }
}

/** Whether text is a day that the calendar has. */
function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isInstant(`${text}T00:00:00Z`)
}

/**
 * The run that answers for the newest slot up to the end of a day (its first complete attempt, else its first); where no run answers for a
 * slot, the last ad-hoc run by its true start. Throws Fault `MISSING` where there is none in the archive `where`.
 */
export function runUpTo(entries: readonly RunEntry[], day: string, where: string): string {
  const end = `${day}T23:59:59Z`
  const newest = newestSlot(entries.filter(({ slot }) => slot !== undefined && slot <= end))
  if (newest !== undefined) {
    const state = slotState(entries, newest)
    if (state.kind !== 'open') return state.result.runId
  }
  const adHoc = entries.filter(({ kind, runId }) => kind === 'run' && startOf(runId) <= end)
  const last = adHoc
    .map(({ runId }) => runId)
    .sort()
    .at(-1)
  if (last !== undefined) return last
  throw new Fault('MISSING', `no run up to ${day} in ${where}`, {
    hint: "'exhibit archive list' lists what is there",
  })
}
