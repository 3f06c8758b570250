import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import type { S3Client } from '@aws-sdk/client-s3'

/** Keys below a prefix, without it, in the server's order. */
export async function keysBelow(
  client: S3Client,
  bucket: string,
  prefix: string,
): Promise<readonly string[]> {
  const keys: string[] = []
  const input = { Bucket: bucket, Prefix: `${prefix}/` }
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, input))
    keys.push(...Contents.map(({ Key = '' }) => Key.slice(prefix.length + 1)))
  return keys
}

/** Copies everything below a prefix into a folder, as any S3 tool would. */
export async function download(
  client: S3Client,
  bucket: string,
  prefix: string,
  folder: string,
): Promise<void> {
  for (const path of await keysBelow(client, bucket, prefix)) {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: `${prefix}/${path}` }),
    )
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), (await Body?.transformToByteArray()) ?? '')
  }
}

/** How many versions, delete markers included, each key below a prefix has. */
export async function versionCounts(
  client: S3Client,
  bucket: string,
  prefix: string,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const input = { Bucket: bucket, Prefix: `${prefix}/` }
  const {
    IsTruncated,
    Versions = [],
    DeleteMarkers = [],
  } = await client.send(new ListObjectVersionsCommand(input))
  if (IsTruncated === true) throw new Error('more versions than one answer holds')
  for (const { Key = '' } of [...Versions, ...DeleteMarkers])
    counts.set(Key, (counts.get(Key) ?? 0) + 1)
  return counts
}
