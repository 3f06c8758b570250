import { digestOf } from '../../core/digest.ts'
import { PROBE_CREATE, PROBE_SUM } from '../layout.ts'
import { connect, SHORT_DELAYS, tried, type S3Connection } from './client.ts'
import { putCommand, uploadOfBytes, type Upload } from './put.ts'
import { isAbsent, isMalformed, isTaken } from './refusal.ts'
import type { S3Encryption, S3Settings } from './settings.ts'

/** What a bucket did with writes that an archive lives on. */
export type BucketProbe = {
  /** a second create of one name */
  readonly secondCreate: 'refused' | 'accepted'
  /** a body that is not what its SHA-256 says */
  readonly wrongSum: 'refused' | 'accepted'
  /** what comes back of what was written */
  readonly readBack: 'same' | 'other'
  /** the server-side encryption that the server states; absent: it states none */
  readonly encryption?: string
}

/** Never changed: what an earlier probe wrote must read back as the same. */
const KEPT = Buffer.from(
  'exhibit doctor keeps this to see whether a second create is refused. It is no evidence.\n',
)
const NEVER_KEPT = Buffer.from('exhibit doctor sends this with a wrong SHA-256.\n')

/**
 * Writes into a bucket as an archive does, under names outside of runs, reports and log, and tells what came of it.
 *
 * The names stay the same, so that a bucket in which nothing can be deleted keeps one small object however often it is probed. Throws Fault
 * `ARCHIVE_REFUSED` when the server cannot be reached or refuses to write or read.
 */
export async function probeBucket(settings: S3Settings): Promise<BucketProbe> {
  const connection = await connect(settings, SHORT_DELAYS)
  const encryption = settings.encryption ?? { kind: 'AES256' }
  const create = (path: string, upload: Upload) => sent(connection, path, upload, encryption)
  const kept = uploadOfBytes(KEPT)
  try {
    if ((await keptObject(connection)) === undefined) await create(PROBE_CREATE, kept)
    const second = await create(PROBE_CREATE, kept)
    const wrong = { ...uploadOfBytes(NEVER_KEPT), told: kept.digest }
    const sum = await create(PROBE_SUM, wrong)
    const found = await keptObject(connection)
    return {
      secondCreate: second === 'taken' ? 'refused' : 'accepted',
      wrongSum: sum === 'malformed' ? 'refused' : 'accepted',
      readBack: found?.digest === kept.digest ? 'same' : 'other',
      ...(found?.encryption === undefined ? {} : { encryption: found.encryption }),
    }
  } finally {
    connection.client.destroy()
  }
}

async function sent(
  connection: S3Connection,
  path: string,
  upload: Upload,
  encryption: S3Encryption,
): Promise<'created' | 'taken' | 'malformed'> {
  const isWrong = (error: unknown) => upload.told !== upload.digest && isMalformed(error)
  const command = () => putCommand(connection, path, upload, 'text/plain', encryption)
  try {
    await tried(
      connection,
      () => connection.client.send(command()),
      (error) => isTaken(error) || isWrong(error),
    )
    return 'created'
  } catch (error) {
    if (isTaken(error)) return 'taken'
    if (isWrong(error)) return 'malformed'
    throw error
  }
}

/** What stands under the name of the probe that is kept; absent when nothing does. */
async function keptObject(connection: S3Connection) {
  const { sdk, client, bucket, prefix } = connection
  const get = () => new sdk.GetObjectCommand({ Bucket: bucket, Key: prefix + PROBE_CREATE })
  try {
    const { Body, ServerSideEncryption } = await tried(
      connection,
      () => client.send(get()),
      isAbsent,
    )
    const bytes = (await Body?.transformToByteArray()) ?? Buffer.alloc(0)
    return { digest: digestOf(bytes), encryption: ServerSideEncryption }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}
