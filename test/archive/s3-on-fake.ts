import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { s3Store, type S3Options } from '../../src/archive/s3-store.ts'
import type { S3CredentialFiles, S3Settings } from '../../src/archive/s3/settings.ts'
import type { FakeS3 } from './fake-s3.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Tries again at once, so that tests do not wait. */
export const FAST: S3Options = { delays: [1, 1, 1] }

/** A store on a fake server, below a prefix. */
export async function storeOn(
  fake: FakeS3,
  more: Partial<S3Settings> = {},
  options: S3Options = FAST,
) {
  const settings = { bucket: 'evidence', prefix: 'archive/one', endpoint: fake.endpoint }
  const credentials = await credentialFiles()
  return s3Store({ ...settings, pathStyle: true, credentials, ...more }, options)
}

/** Credentials in files, as secrets are mounted. */
export async function credentialFiles(): Promise<S3CredentialFiles> {
  const folder = await temporaryFolder()
  const [accessKeyIdFile, secretAccessKeyFile] = [join(folder, 'id'), join(folder, 'secret')]
  await writeFile(accessKeyIdFile, 'writer\n')
  await writeFile(secretAccessKeyFile, 'not-a-secret\n')
  return { accessKeyIdFile, secretAccessKeyFile }
}
