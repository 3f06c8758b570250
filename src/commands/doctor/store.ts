import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BucketFacts } from '../../archive/s3/bucket.ts'
import { readArchive } from '../../archive/archive-record.ts'
import { readEntries } from '../../archive/log.ts'
import type { Store } from '../../archive/store.ts'
import { uncommitted } from '../../archive/uncommitted.ts'
import type { Instant } from '../../core/clock.ts'
import { messageOf } from '../../core/fault.ts'
import { silentLog } from '../../core/log.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { openStore, s3Settings } from '../stages/store.ts'
import { checkBucket } from './bucket.ts'
import type { ClockReading } from './clock.ts'
import { fail, guarded, ok, warn, type Diagnosis } from './diagnosis.ts'

const SUBJECT = 'archive'
const FIX = 'check the archive section of exhibit.yaml'

/** Room below which an archive will soon be full, in bytes. */
const LITTLE = 2 ** 30

/** What the archive came to. */
export type CheckedStore = {
  readonly diagnoses: readonly Diagnosis[]
  /** absent: none is configured, or it cannot be read */
  readonly store?: Store
  readonly clocks: readonly ClockReading[]
  readonly newestSealedAt?: Instant
}

/** Whether the archive can be read, and as far as can be told without writing, written. */
export async function checkStore(
  configuration: Configuration,
  context: Context,
): Promise<CheckedStore> {
  let store: Store | undefined
  let newestSealedAt: Instant | undefined
  let facts: BucketFacts | undefined
  const diagnoses = await guarded(SUBJECT, FIX, async () => {
    const opened = await openStore(configuration, { ...context, log: silentLog })
    facts = await factsOf(configuration)
    const log = await checkLog(opened)
    store = opened
    newestSealedAt = log.newestSealedAt
    return [log.diagnosis, ...(await checkPlace(configuration, facts))]
  })
  const difference = facts?.clockDifference
  return {
    diagnoses,
    clocks: difference === undefined ? [] : [{ name: 'object storage', seconds: difference }],
    ...(store === undefined ? {} : { store }),
    ...(newestSealedAt === undefined ? {} : { newestSealedAt }),
  }
}
