import { recordedFile, recordedManifest } from '../../archive/recorded.ts'
import { isRunId, startOf } from '../../archive/run-id.ts'
import type { Store } from '../../archive/store.ts'
import { isInstant, plusSeconds, type Instant } from '../../core/clock.ts'
import { Fault } from '../../core/fault.ts'
import { fileNamed } from '../../evaluate/authorship.ts'
import { isJsonObject, parseJson } from '../../core/json.ts'
import type { Period } from '../../model/ledger.ts'
import type { RunEntry } from '../../model/log-entry.ts'
import type { Manifest } from '../../model/manifest.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { loadOrganisation } from '../stages/catalogue.ts'
import type { ReportArchive } from '../stages/commit-report.ts'

/** What a report says, for machines; the largest that is read, in bytes. */
const [REPORT, LARGEST_REPORT] = ['report.json', 512 << 20]

/**
 * The time since the newest archived report that the organisation's files sign off, up to now: from behind the newest run of that report on.
 *
 * Throws Fault `MISSING` when they sign off none that the archive holds as it was signed off.
 */
export async function sinceSignedOff(
  archive: ReportArchive,
  configuration: Configuration,
  context: Context,
): Promise<Period> {
  const organisation = loadOrganisation(configuration.organisation)
  const newest = signedOff(organisation, archive).at(-1)
  if (newest === undefined)
    throw new Fault('MISSING', `no report in ${archive.store.describe()} is signed off`, {
      hint: "a file of sign-offs names it under 'reports', by its id and the digest of its SHA256SUMS",
    })
  const manifest = await recordedManifest(archive.store, newest)
  const { runs = [] } = manifest
  const last = archive.entries
    .map(({ entry }) => entry)
    .filter(({ kind, runId }) => kind === 'run' && runs.some(({ id }) => id === runId))
    .map(placeOf)
    .sort()
    .at(-1)
  if (last === undefined)
    throw new Fault('MISSING', `the runs of ${newest.runId} are not in the archive`, {
      hint: "run 'exhibit verify' on the archive and find out who took them out",
    })
  const to = plusSeconds(context.clock.now(), 1)
  const { timeZone } = configuration.report
  const behind = [plusSeconds(last, 1), ...(await endOf(archive.store, manifest))].sort()[0] ?? to
  return { name: `since-${newest.runId}`, from: behind, to, timeZone }
}

/** The end of the period that the report speaks of; none where it is of no period. One without any run names a run that may lie far behind it. */
async function endOf(store: Store, manifest: Manifest): Promise<readonly Instant[]> {
  if (manifest.files.every(({ path }) => path !== REPORT)) return []
  const bytes = await recordedFile(store, manifest, REPORT, LARGEST_REPORT)
  const said = parseJson(Buffer.from(bytes).toString('utf8'), REPORT)
  const period = isJsonObject(said) ? said.period : undefined
  const to = isJsonObject(period) ? period.to : undefined
  return typeof to === 'string' && isInstant(to) ? [to] : []
}

function placeOf({ slot, trigger, runId, sealedAt }: RunEntry): string {
  if (slot !== undefined && trigger !== 'ad-hoc') return slot
  return isRunId(runId) ? startOf(runId) : sealedAt
}

/** The archived reports that files which count sign off by their very digest, in the order of the log. */
function signedOff(organisation: Organisation, { entries }: ReportArchive): readonly RunEntry[] {
  const stated = (organisation.reportSignOffs ?? []).filter(
    ({ file }) => fileNamed(organisation, file)?.setAside === undefined,
  )
  return entries
    .map(({ entry }) => entry)
    .filter(
      ({ kind, runId, sumsDigest }) =>
        kind === 'report' &&
        stated.some(({ report, digest }) => report === runId && digest === sumsDigest),
    )
}
