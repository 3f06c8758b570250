import type * as S3 from '@aws-sdk/client-s3'
import { Fault } from '../../core/fault.ts'
import type { Log } from '../../core/log.ts'
import type { StoredItem, StoredName } from '../store.ts'
import { tried, type S3Connection } from './client.ts'
import { isWithoutVersions } from './refusal.ts'

/** Every object below a folder, in the order of the server, which must be that of the code units. */
export async function* listObjects(
  connection: S3Connection,
  folder: string,
): AsyncIterable<StoredItem> {
  const inOrder = ordered(connection)
  for await (const page of pages(connection, { Prefix: connection.prefix + folder })) {
    for (const { Key, Size } of page.Contents ?? []) {
      const path = pathOf(connection, page, Key)
      inOrder(path)
      yield { path, size: Size ?? 0 }
    }
  }
}

/** The names directly in a folder, sorted by code unit, folders with `/` behind. */
export async function* listNames(
  connection: S3Connection,
  folder: string,
): AsyncIterable<StoredName> {
  const inOrder = ordered(connection)
  const query = { Prefix: connection.prefix + folder, Delimiter: '/' }
  for await (const page of pages(connection, query)) {
    const objects = (page.Contents ?? []).map(({ Key }) => pathOf(connection, page, Key))
    const folders = (page.CommonPrefixes ?? []).map(({ Prefix }) =>
      pathOf(connection, page, Prefix),
    )
    for (const path of [...objects, ...folders].sort()) {
      inOrder(path)
      yield { name: path.slice(folder.length) }
    }
  }
}

/** Throws Fault `ARCHIVE_REFUSED` when an object has more than one version or a delete marker; warns where that cannot be seen. */
export async function confirmSoleVersion(
  connection: S3Connection,
  path: string,
  log: Log,
): Promise<void> {
  const { sdk, client, bucket, prefix } = connection
  const key = prefix + path
  const command = () =>
    new sdk.ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: 10 })
  try {
    const answer = await tried(connection, () => client.send(command()), isWithoutVersions)
    const versions = (answer.Versions ?? []).filter((version) => version.Key === key).length
    const markers = (answer.DeleteMarkers ?? []).filter((marker) => marker.Key === key).length
    if (versions > 1 || markers > 0) throw written(connection.where, path, versions, markers)
  } catch (error) {
    if (!isWithoutVersions(error)) throw error
    log.warn('cannot list versions: a second one would not be seen', { path })
  }
}

function written(where: string, path: string, versions: number, markers: number): Fault {
  const found = `${versions} versions and ${markers} delete markers`
  return new Fault(
    'ARCHIVE_REFUSED',
    `${where}: ${path} has ${found} where one version should be`,
    {
      hint: 'the server ignores conditional writes, or somebody wrote over the log: find out which before going on',
    },
  )
}

async function* pages(
  connection: S3Connection,
  query: Omit<S3.ListObjectsV2CommandInput, 'Bucket'>,
): AsyncIterable<S3.ListObjectsV2CommandOutput> {
  const { sdk, client, bucket } = connection
  let token: string | undefined
  do {
    const input: S3.ListObjectsV2CommandInput = { ...query, Bucket: bucket, EncodingType: 'url' }
    if (token !== undefined) input.ContinuationToken = token
    const page = await tried(connection, () => client.send(new sdk.ListObjectsV2Command(input)))
    yield page
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined
    if (page.IsTruncated === true && token === undefined) throw lying(connection.where)
  } while (token !== undefined)
}

/** The path in the archive of a key as listed; keys come URL-encoded, since XML cannot carry every character. */
function pathOf(
  { prefix, where }: S3Connection,
  page: S3.ListObjectsV2CommandOutput,
  listed: string | undefined,
): string {
  const key = page.EncodingType === 'url' ? decoded(listed ?? '', where) : (listed ?? '')
  if (!key.startsWith(prefix)) throw lying(where)
  return key.slice(prefix.length)
}

function decoded(key: string, where: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch (error) {
    throw lying(where, error)
  }
}

/** Checks that what a server lists only ever moves forward: repeated pages would otherwise never end. */
function ordered({ where }: S3Connection): (path: string) => void {
  let last: string | undefined
  return (path) => {
    if (last !== undefined && Buffer.compare(Buffer.from(path), Buffer.from(last)) <= 0)
      throw lying(where)
    last = path
  }
}

function lying(where: string, cause?: unknown): Fault {
  return new Fault(
    'ARCHIVE_REFUSED',
    `${where}: the server's list is out of order or not of this folder`,
    {
      hint: 'this server cannot keep an archive: try another, or a directory',
      cause,
    },
  )
}
