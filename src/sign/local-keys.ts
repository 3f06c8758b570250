/**
 * A root and a signing key of this installation, for those who have none from their organisation.
 *
 * The root's private key signs one certificate and is thrown away: kept beside the signing key it would only widen a theft. Another
 * signing key therefore has another root, and who trusts the old one must be told (as an entry in the archive's log).
 */
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Instant } from '../core/clock.ts'
import { Fault, messageOf } from '../core/fault.ts'
import { makeLeaf, makeRoot, tenYearsFrom, type CertificateIssuer } from './certificate.ts'
import { fingerprintOf } from './fingerprint.ts'
import { pemOfCertificate } from './pem.ts'

/** A signing key with its certificates. `chain` and `root` are DER, the chain leaf first; the key is PEM, PKCS#8, not encrypted. */
export type LocalKeys = {
  readonly chain: readonly [leaf: Uint8Array, root: Uint8Array]
  readonly root: Uint8Array
  readonly privateKeyPem: string
  /** of the signing certificate, `SHA256:<64 hexadecimal digits>` */
  readonly fingerprint: string
}

/** Where local keys are: the root for those who verify, chain and key for the signer. */
export type LocalKeyFiles = {
  readonly rootFile: string
  readonly chainFile: string
  readonly keyFile: string
}

/** New keys, valid for ten years; `name` (1 to 59 characters) is the signer's common name, and the root's with " root" after it. */
export function makeLocalKeys(now: Instant, options: { readonly name: string }): LocalKeys {
  const validity = tenYearsFrom(now)
  const issuer = newIdentity(`${options.name} root`)
  const signer = newIdentity(options.name)
  const root = makeRoot(issuer, validity)
  const leaf = makeLeaf(signer, issuer, validity)
  return {
    chain: [leaf, root],
    root,
    privateKeyPem: signer.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint: fingerprintOf(leaf),
  }
}

/** The names of the files that a folder of local keys holds. */
export function localKeyFiles(dir: string): LocalKeyFiles {
  return {
    rootFile: join(dir, 'root.pem'),
    chainFile: join(dir, 'chain.pem'),
    keyFile: join(dir, 'key.pem'),
  }
}

/**
 * Writes keys as a new folder (0700, files 0600): all of it appears at once, or nothing does; existing files are never overwritten.
 *
 * Throws Fault `CONFIGURATION` when the folder exists and is not empty, or cannot be written.
 */
export async function writeLocalKeys(dir: string, keys: LocalKeys): Promise<LocalKeyFiles> {
  try {
    await writeFolder(dir, keys)
  } catch (error) {
    const exists = ['EEXIST', 'ENOTEMPTY', 'EBUSY', 'ENOTDIR'].includes(errorCode(error))
    throw new Fault('CONFIGURATION', `cannot write keys to ${dir}: ${messageOf(error)}`, {
      hint: exists
        ? 'name a folder that does not exist yet; keys are never overwritten'
        : 'name a folder that can be written',
      cause: error,
    })
  }
  return localKeyFiles(dir)
}

/** A rename onto a folder succeeds only when that is missing or empty, so two first runs at once cannot mix their files. */
async function writeFolder(dir: string, keys: LocalKeys): Promise<void> {
  await mkdir(dirname(dir), { recursive: true, mode: 0o700 })
  const temporary = await mkdtemp(join(dirname(dir), `.${basename(dir)}-`))
  try {
    const { rootFile, chainFile, keyFile } = localKeyFiles(temporary)
    await writePrivately(keyFile, keys.privateKeyPem)
    await writePrivately(chainFile, keys.chain.map(pemOfCertificate).join(''))
    await writePrivately(rootFile, pemOfCertificate(keys.root))
    await rename(temporary, dir)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw error
  }
}

async function writePrivately(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag: 'wx', flush: true })
}

function newIdentity(name: string): CertificateIssuer {
  return { name, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
