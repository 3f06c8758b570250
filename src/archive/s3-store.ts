import { Fault } from '../core/fault.ts'
import { silentLog, type Log } from '../core/log.ts'
import { checkedFolder, checkedPath, isSafePath } from './layout.ts'
import { connect, DELAYS } from './s3/client.ts'
import { openObject } from './s3/get.ts'
import { confirmSoleVersion, listNames, listObjects } from './s3/list.ts'
import { putObject } from './s3/put.ts'
import type { S3Settings } from './s3/settings.ts'
import type { Store } from './store.ts'

/** What a caller may replace: where warnings go, and how long to wait between tries (milliseconds). */
export type S3Options = { readonly log?: Log; readonly delays?: readonly number[] }

/**
 * An archive in S3 object storage, Amazon's or another's.
 *
 * Each object is written in one request with If-None-Match and its SHA-256, and asks for server-side encryption. The SDK is loaded here, when
 * it is needed. Throws Fault `CONFIGURATION` when settings are not usable; warns when the endpoint is plain HTTP.
 */
export async function s3Store(settings: S3Settings, options: S3Options = {}): Promise<Store> {
  const { log = silentLog, delays = DELAYS } = options
  checkSettings(settings)
  if (settings.endpoint?.startsWith('http:') === true)
    log.warn('the archive is written over plain HTTP: others can read it on the way', {
      endpoint: settings.endpoint,
    })
  const connection = await connect(settings, delays)
  const encryption = settings.encryption ?? { kind: 'AES256' }
  return {
    kind: 's3',
    describe: () => connection.where,
    putIfAbsent: async (path, body, mediaType) =>
      putObject(connection, checkedPath(path), body, mediaType, encryption),
    open: async (path) => openObject(connection, checkedPath(path)),
    list: (folder) => listObjects(connection, checkedFolder(folder)),
    names: (folder) => listNames(connection, checkedFolder(folder)),
    confirmSole: (path) => confirmSoleVersion(connection, checkedPath(path), log),
  }
}

function checkSettings({ bucket, prefix, endpoint }: S3Settings): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/.test(bucket))
    throw notUsable(`${JSON.stringify(bucket)} is not the name of a bucket`)
  if (prefix !== undefined && !isSafePath(prefix))
    throw notUsable(`the prefix ${JSON.stringify(prefix)} is not a path of letters, digits and ._-`)
  if (endpoint !== undefined && !isEndpoint(endpoint))
    throw notUsable(`the endpoint ${JSON.stringify(endpoint)} is not an http or https URL`)
}

function isEndpoint(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function notUsable(message: string): Fault {
  return new Fault('CONFIGURATION', `archive: ${message}`, {
    hint: 'bucket, prefix, region and endpoint stand under archive in exhibit.yaml',
  })
}
