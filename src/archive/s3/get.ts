import { tried, type S3Connection } from './client.ts'
import { isAbsent, s3Refusal } from './refusal.ts'

/** The bytes of one object in pieces; absent when there is none. A connection lost half-way is a fault, never a short object. */
export async function openObject(
  connection: S3Connection,
  path: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { sdk, client, bucket, prefix } = connection
  const input = { Bucket: bucket, Key: prefix + path }
  try {
    const answer = await tried(
      connection,
      () => client.send(new sdk.GetObjectCommand(input)),
      isAbsent,
    )
    const body = (answer.Body ?? []) as AsyncIterable<Uint8Array> | readonly Uint8Array[]
    return pieces(body, answer.ContentLength, connection.where)
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

async function* pieces(
  body: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  length: number | undefined,
  where: string,
): AsyncIterable<Uint8Array> {
  let size = 0
  try {
    for await (const piece of body) {
      size += piece.length
      yield piece
    }
    if (length !== undefined && size !== length) throw lostConnection()
  } catch (error) {
    throw s3Refusal(error, where)
  }
}

function lostConnection(): Error {
  return Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' })
}
