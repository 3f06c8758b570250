import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { recordedFile, recordedManifest } from '../../archive/recorded.ts'
import type { Store } from '../../archive/store.ts'
import { organisationChanges } from '../../compare/organisation-changes.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import type { Instant } from '../../core/clock.ts'
import { isFault } from '../../core/fault.ts'
import { parseJson } from '../../core/json.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { OrganisationChanges } from '../../model/report.ts'
import type { Organisation } from '../../model/scope.ts'
import { loadOrganisation } from './catalogue.ts'
import { pinnedOrganisation } from './inputs.ts'

/** Bound of one input of an earlier run that is read back, in bytes. */
const LARGEST_INPUT = 64 * 1024 * 1024

/** Where `open` leaves the organisation's files of an earlier run, below its part of the work folder, with the name of the run. */
const EARLIER_INPUTS = 'earlier-inputs'
const RUN = 'run.json'

/** A file of the organisation among the inputs of a run, or one in a folder of such; never the catalogue. */
const ORGANISATION_FILE = /^inputs\/(?!catalogue\/)[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)?$/

/**
 * Copies the organisation's files of the run that this one continues: for a slot the newest of another slot, else the newest of all. By the digests of its
 * manifest, which its log entry names. Writes nothing where there is none.
 */
export async function writeEarlierInputs(
  store: Store,
  entries: readonly RunEntry[],
  slot: Instant | undefined,
  state: string,
): Promise<void> {
  const runs = entries.filter(({ kind }) => kind === 'run').toReversed()
  const continues = ({ trigger, slot: other }: RunEntry) =>
    slot === undefined || (trigger !== 'ad-hoc' && other !== slot)
  const entry = runs.find(continues)
  if (entry === undefined) return
  const manifest = await recordedManifest(store, entry)
  const folder = join(state, EARLIER_INPUTS)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const { path } of manifest.files.filter((file) => ORGANISATION_FILE.test(file.path))) {
    const bytes = await recordedFile(store, manifest, path, LARGEST_INPUT)
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, path), bytes, { mode: 0o600 })
  }
  writeFileSync(join(folder, RUN), canonicalJson({ run: manifest.id }), { mode: 0o600 })
}

/** How the organisation's files compare with those that `open` found. What this version cannot read is not compared, and never taken for the same. */
export function changesOfOrganisation(state: string, now: Organisation): OrganisationChanges {
  const folder = join(state, EARLIER_INPUTS)
  if (!existsSync(join(folder, RUN)))
    return { kind: 'not-compared', why: 'no earlier run that this one continues' }
  const said = z.object({ run: z.string() })
  const { run } = said.parse(parseJson(readFileSync(join(folder, RUN), 'utf8'), RUN))
  try {
    const before = loadOrganisation(pinnedOrganisation(folder, existsSync))
    return { kind: 'compared', run, changes: organisationChanges(before, now) }
  } catch (error) {
    if (!isFault(error)) throw error
    const why = `the files of run ${run} cannot be read by this version`
    return { kind: 'not-compared', why }
  }
}
