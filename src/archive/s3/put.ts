import { createReadStream } from 'node:fs'
import type * as S3 from '@aws-sdk/client-s3'
import { digestOf, digestOfFile, hasher, hexOf, type Digest } from '../../core/digest.ts'
import { Fault } from '../../core/fault.ts'
import type { PutOutcome, StoreBody } from '../store.ts'
import { tried, type S3Connection } from './client.ts'
import { openObject } from './get.ts'
import { isTaken } from './refusal.ts'
import type { S3Encryption } from './settings.ts'

/** One object is sent in one piece: several pieces have no SHA-256 of the whole. S3's own bound. */
const LARGEST_OBJECT = 5 * 2 ** 30

/** What is sent: its digest, and the one that the server is told and asked to check. */
export type Upload = {
  readonly digest: Digest
  readonly told: Digest
  readonly size: number
  readonly bytes: () => NonNullable<S3.PutObjectCommandInput['Body']>
}

/**
 * Puts one object when there is none: the server is asked for the condition (If-None-Match) and for its own SHA-256 of the bytes.
 *
 * Some servers ignore the condition, so the name is looked up before. 412 on a second try may be the first one that had arrived: then the
 * object is ours when its bytes are.
 */
export async function putObject(
  connection: S3Connection,
  path: string,
  body: StoreBody,
  mediaType: string,
  encryption: S3Encryption,
): Promise<PutOutcome> {
  const upload = await uploadOf(path, body)
  if (await hasObject(connection, path)) return 'exists'
  let tries = 0
  try {
    await tried(
      connection,
      (attempt) => {
        tries = attempt + 1
        return connection.client.send(putCommand(connection, path, upload, mediaType, encryption))
      },
      isTaken,
    )
    return 'created'
  } catch (error) {
    if (!isTaken(error)) throw error
    return tries > 1 ? arrivedBefore(connection, path, upload) : 'exists'
  }
}

async function uploadOf(path: string, body: StoreBody): Promise<Upload> {
  if (body.kind === 'bytes') {
    return uploadOfBytes(body.bytes)
  }
  const { digest, size } = await digestOfFile(body.file)
  if (size > LARGEST_OBJECT)
    throw new Fault(
      'ARCHIVE_REFUSED',
      `${path} has ${size} bytes, more than one S3 object may have`,
      {
        hint: 'split the estate over several archives',
      },
    )
  const file = () => createReadStream(body.file, { highWaterMark: 1 << 18 })
  return { digest, told: digest, size, bytes: file }
}

/** Bytes at hand, as they are sent. */
export function uploadOfBytes(bytes: Uint8Array): Upload {
  const digest = digestOf(bytes)
  return { digest, told: digest, size: bytes.length, bytes: () => bytes }
}

/** The request that creates one object, when there is none of its name. */
export function putCommand(
  { sdk, bucket, prefix }: S3Connection,
  path: string,
  upload: Upload,
  mediaType: string,
  encryption: S3Encryption,
): S3.PutObjectCommand {
  const put = new sdk.PutObjectCommand({
    Bucket: bucket,
    Key: prefix + path,
    Body: upload.bytes(),
    ContentLength: upload.size,
    ContentType: mediaType,
    ChecksumSHA256: Buffer.from(hexOf(upload.told), 'hex').toString('base64'),
    IfNoneMatch: '*',
    ...encryptionHeaders(encryption),
  })
  put.middlewareStack.add(
    (next) => (args) => {
      signPayload(args.request, upload.digest)
      return next(args)
    },
    { step: 'build', name: 'payloadDigest' },
  )
  return put
}

/** Puts the digest of the body under the request's signature; the SDK would leave streamed bodies unsigned. */
function signPayload(request: unknown, digest: Digest): void {
  const { headers } = request as { headers: Record<string, string> }
  headers['x-amz-content-sha256'] = hexOf(digest)
}

function encryptionHeaders(encryption: S3Encryption): Partial<S3.PutObjectCommandInput> {
  switch (encryption.kind) {
    case 'none':
      return {}
    case 'AES256':
      return { ServerSideEncryption: 'AES256' }
    case 'aws:kms':
      return {
        ServerSideEncryption: 'aws:kms',
        ...(encryption.keyId === undefined ? {} : { SSEKMSKeyId: encryption.keyId }),
      }
  }
}

async function hasObject(connection: S3Connection, path: string): Promise<boolean> {
  const { sdk, client, bucket, prefix } = connection
  const input = { Bucket: bucket, Prefix: prefix + path, MaxKeys: 1 }
  const answer = await tried(connection, () => client.send(new sdk.ListObjectsV2Command(input)))
  return answer.Contents?.[0]?.Key === prefix + path
}

async function arrivedBefore(
  connection: S3Connection,
  path: string,
  upload: Upload,
): Promise<PutOutcome> {
  const pieces = await openObject(connection, path)
  if (pieces === undefined) return 'exists'
  const hash = hasher()
  for await (const piece of pieces) hash.update(piece)
  return hash.digest() === upload.digest ? 'created' : 'exists'
}
