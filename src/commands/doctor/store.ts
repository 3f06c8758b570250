import { checkedArchive } from '../../archive/archive-record.ts'
import { readEntries } from '../../archive/log.ts'
import { bucketFacts } from '../../archive/s3/bucket.ts'
import { probeBucket } from '../../archive/s3/probe.ts'
import type { S3Settings } from '../../archive/s3/settings.ts'
import type { Store } from '../../archive/store.ts'
import { uncommitted } from '../../archive/uncommitted.ts'
import type { Instant } from '../../core/clock.ts'
import { isFault } from '../../core/fault.ts'
import { silentLog } from '../../core/log.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { openStore, s3Settings } from '../stages/store.ts'
import { checkBucket, checkBucketProbe } from './bucket.ts'
import type { ClockReading } from './clock.ts'
import { failures, guarded, ok, type Diagnosis } from './diagnosis.ts'
import { checkDirectory } from './directory.ts'

const SUBJECT = 'archive'

/** What the archive came to. */
export type CheckedStore = {
  readonly diagnoses: readonly Diagnosis[]
  readonly clocks: readonly ClockReading[]
  /** absent: none is configured, or it cannot be read */
  readonly store?: Store
  /** when the newest log entry was sealed; absent: the log is empty, or cannot be read */
  readonly newestSealedAt?: Instant
}

/** Whether the archive can be read and written, and how well it is kept. `probes` says whether a probe may be written to find out. */
export async function checkStore(
  configuration: Configuration,
  context: Context,
  probes: boolean,
): Promise<CheckedStore> {
  try {
    const store = await openStore(configuration, { ...context, log: silentLog })
    const { diagnosis, newestSealedAt } = await checkLog(store)
    const place = await checkPlace(configuration, context, probes)
    return {
      diagnoses: [diagnosis, ...place.diagnoses],
      clocks: place.clocks,
      store,
      ...(newestSealedAt === undefined ? {} : { newestSealedAt }),
    }
  } catch (error) {
    if (!isFault(error)) throw error
    const diagnoses = failures(SUBJECT, error, 'check the archive section of exhibit.yaml')
    return { diagnoses, clocks: [] }
  }
}

/** Reads every log entry, each of which names the one before; the runs themselves are for `exhibit verify`. */
async function checkLog(
  store: Store,
): Promise<{ readonly diagnosis: Diagnosis; readonly newestSealedAt: Instant | undefined }> {
  const archive = await checkedArchive(store)
  const entries = (await readEntries(store)).map(({ entry }) => entry)
  const newest = entries.at(-1)
  const known = new Set(entries.map(({ runId }) => runId))
  let orphans = 0
  for await (const { path } of uncommitted(store, known)) orphans += path === '' ? 0 : 1
  const what =
    archive === undefined
      ? 'nothing in it yet: the first run begins it'
      : `${archive.record.origin}: ${entries.length} log entries, the newest ${newest?.runId ?? 'none'}, ${orphans} folders never committed`
  return {
    diagnosis: ok(SUBJECT, `${store.describe()} can be read; ${what}`),
    newestSealedAt: newest?.sealedAt,
  }
}

async function checkPlace(
  { archive }: Configuration,
  context: Context,
  probes: boolean,
): Promise<Pick<CheckedStore, 'diagnoses' | 'clocks'>> {
  if (archive.directory !== undefined)
    return {
      diagnoses: await checkDirectory(archive.directory, probes, context.clock.now()),
      clocks: [],
    }
  if (archive.s3 === undefined) throw new Error('a store that is neither directory nor bucket')
  const settings = s3Settings(archive.s3)
  const facts = await bucketFacts(settings, context.clock)
  const { clockDifference: seconds } = facts
  return {
    diagnoses: [...checkBucket(facts), ...(probes ? await probed(settings) : [])],
    clocks: seconds === undefined ? [] : [{ name: 'object storage', seconds }],
  }
}

function probed(settings: S3Settings): Promise<readonly Diagnosis[]> {
  return guarded('bucket write', 'grant s3:PutObject on the prefix', async () => {
    const probe = await probeBucket(settings)
    return checkBucketProbe(probe, settings.encryption?.kind ?? 'AES256')
  })
}
