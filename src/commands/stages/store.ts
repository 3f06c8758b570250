import { existsSync } from 'node:fs'
import { readArchive } from '../../archive/archive-record.ts'
import { directoryStore } from '../../archive/directory-store.ts'
import { s3Store } from '../../archive/s3-store.ts'
import type { S3Settings } from '../../archive/s3/settings.ts'
import type { Store } from '../../archive/store.ts'
import { Fault } from '../../core/fault.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'

/** The archive that the configuration names, for commands that read. Throws Fault `MISSING` when nobody has written there yet. */
export async function openArchiveToRead(
  configuration: Configuration,
  context: Context,
): Promise<Store> {
  const store = await openThere(configuration, context)
  if ((await readArchive(store)) !== undefined) return store
  throw new Fault('MISSING', `there is no archive in ${store.describe()}`, { hint: BEGINS })
}

/** The archive that the configuration names, whatever lies in it. Throws Fault `MISSING` when its folder is not there. */
export async function openThere(configuration: Configuration, context: Context): Promise<Store> {
  const store = await openStore(configuration, context)
  if (store.kind !== 'directory' || existsSync(store.describe())) return store
  throw new Fault('MISSING', `the archive's folder is not there: ${store.describe()}`, {
    hint: BEGINS,
  })
}

const BEGINS = "'exhibit run' begins an archive; check archive in exhibit.yaml, or --archive"

type S3Section = NonNullable<Configuration['archive']['s3']>

/**
 * The archive that the configuration names; the SDK of object storage is loaded only for that. Throws Fault `CONFIGURATION` when none or two
 * are configured.
 */
export async function openStore(configuration: Configuration, context: Context): Promise<Store> {
  const { directory, s3 } = configuration.archive
  if (directory !== undefined && s3 === undefined) return directoryStore(directory)
  if (s3 !== undefined && directory === undefined)
    return s3Store(s3Settings(s3), { log: context.log })
  const what = s3 === undefined ? 'no archive is configured' : 'two archives are configured'
  throw new Fault('CONFIGURATION', what, {
    hint: 'set archive.directory or archive.s3 in exhibit.yaml, or give --archive FOLDER',
  })
}

/** The settings of a bucket, from its section of exhibit.yaml. Throws Fault `CONFIGURATION` when half a credential is given. */
export function s3Settings(section: S3Section): S3Settings {
  const { accessKeyIdFile, secretAccessKeyFile, sessionTokenFile, encryption, kmsKeyId, ...rest } =
    section
  return {
    ...withoutAbsent(rest),
    ...credentialsOf(accessKeyIdFile, secretAccessKeyFile, sessionTokenFile),
    encryption:
      encryption === 'aws:kms'
        ? { kind: encryption, ...(kmsKeyId === undefined ? {} : { keyId: kmsKeyId }) }
        : { kind: encryption },
  }
}

function credentialsOf(
  accessKeyIdFile: string | undefined,
  secretAccessKeyFile: string | undefined,
  sessionTokenFile: string | undefined,
): Pick<S3Settings, 'credentials'> {
  if (accessKeyIdFile === undefined && secretAccessKeyFile === undefined) return {}
  if (accessKeyIdFile === undefined || secretAccessKeyFile === undefined) {
    throw new Fault(
      'CONFIGURATION',
      'archive.s3 needs accessKeyIdFile and secretAccessKeyFile together',
    )
  }
  const token = sessionTokenFile === undefined ? {} : { sessionTokenFile }
  return { credentials: { accessKeyIdFile, secretAccessKeyFile, ...token } }
}

/** Settings whose absent members are left out instead of undefined. */
function withoutAbsent(settings: Partial<S3Section> & { readonly bucket: string }): S3Settings {
  const present = Object.entries(settings).filter(([, value]) => value !== undefined)
  return { bucket: settings.bucket, ...Object.fromEntries(present) }
}
