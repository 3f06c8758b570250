import { expect } from 'chai'
import type { Signer } from '../../../src/model/signer.ts'
import type { Verification } from '../../../src/model/verification.ts'
import { commitRun, contentOf, slotAt, type RunChoice } from '../evidence.ts'
import { memoryStore, type MemoryStore } from '../memory-store.ts'

/** An archive in memory and the ids of its runs, by week. */
export type MadeArchive = { readonly store: MemoryStore; readonly ids: readonly string[] }

/** An archive of a run a week. Each has content of its own; the first one also a PDF. */
export async function archiveOf(
  weeks: number,
  choice: RunChoice = {},
  by?: Signer,
): Promise<MadeArchive> {
  const store = memoryStore()
  const ids: string[] = []
  for (let week = 0; week < weeks; week += 1) {
    const { 'report.pdf': pdf = '', ...others } = contentOf(`week ${week}`)
    const content = week === 0 ? { ...others, 'report.pdf': pdf } : others
    const place = { slot: slotAt(week), startedAt: slotAt(week) }
    const outcome = await commitRun(store, { content, ...place, ...choice }, by)
    if (outcome.kind === 'committed') ids.push(outcome.entry.runId)
  }
  return { store, ids }
}

/** A copy that can be altered. */
export function copyOf(store: MemoryStore): MemoryStore {
  return memoryStore(new Map(store.objects))
}

/** Expects the answer `invalid`, and that it names a file as such. */
export function expectInvalid(verification: Verification, path: string): void {
  const named = verification.checks
    .filter(({ outcome }) => outcome === 'invalid')
    .map((check) => check.path)
  expect(verification.outcome, path).equal('invalid')
  expect(named, path).include(path)
}
