import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative, resolve, isAbsolute } from 'node:path'
import { Fault } from '../../core/fault.ts'
import { readTextFile } from '../../core/text-file.ts'
import type { Signer } from '../../model/signer.ts'
import { readCertificate } from '../../sign/certificate-facts.ts'
import { loadFileSigner, type SignerFiles } from '../../sign/file-signer.ts'
import { fingerprintOf } from '../../sign/fingerprint.ts'
import { localKeyFiles, makeLocalKeys, writeLocalKeys } from '../../sign/local-keys.ts'
import { certificatesOfPem } from '../../sign/pem.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { inFolder } from '../named-folder.ts'

/** Who signs, as reports print it. Known before anything is signed, from certificates alone. */
export type SignatureFacts = {
  readonly subject: string
  readonly fingerprint: string
  /** keys made by this installation: every report says so */
  readonly selfSigned: boolean
  /** fingerprint of the last certificate of the chain, where it is a root */
  readonly rootFingerprint?: string
}

/** What is printed where nobody signs: why instead of a signer, and no fingerprint. */
export function notSigned(why?: string): SignatureFacts {
  const subject = why === undefined ? 'not signed' : `not signed: ${why}`
  return { subject, fingerprint: '', selfSigned: false }
}

/** The name that local keys carry. */
const LOCAL_NAME = 'exhibit local signing key'

/** Where keys made by this installation are kept: `signing.keyDirectory`, else `$XDG_STATE_HOME/exhibit/keys`. */
export function keyDirectory(configuration: Configuration, context: Context): string {
  const state = context.env.XDG_STATE_HOME ?? join(context.env.HOME ?? homedir(), '.local', 'state')
  return configuration.signing.keyDirectory ?? join(state, 'exhibit', 'keys')
}

/** The key and chain that this call signs with: configured ones, else local ones that were made before. Absent when there are none. */
export function signerFiles(
  configuration: Configuration,
  context: Context,
): SignerFiles | undefined {
  const { keyFile, chainFile, passphraseFile } = configuration.signing
  if (keyFile !== undefined && chainFile !== undefined) {
    return { keyFile, chainFile, ...(passphraseFile === undefined ? {} : { passphraseFile }) }
  }
  if (keyFile !== undefined || chainFile !== undefined) {
    throw new Fault('CONFIGURATION', 'signing needs keyFile and chainFile together')
  }
  const local = localKeyFiles(keyDirectory(configuration, context))
  return existsSync(local.keyFile)
    ? { keyFile: local.keyFile, chainFile: local.chainFile }
    : undefined
}

/**
 * The signer of this call. Where no key is configured, local keys are made once; in a pod, or for an archive in object storage, a missing
 * key is Fault `KEY_MISSING` instead.
 */
export async function openSigner(configuration: Configuration, context: Context): Promise<Signer> {
  const files = signerFiles(configuration, context) ?? (await firstKeys(configuration, context))
  return loadFileSigner(files, context.clock.now())
}

/**
 * Who will sign what this call prepares, from certificates alone. Local keys are made here where there are none, as by `openSigner`: the report
 * says who signs it before it is signed.
 */
export async function signerToBe(
  configuration: Configuration,
  context: Context,
): Promise<SignatureFacts> {
  return signatureFacts(
    signerFiles(configuration, context) ?? (await firstKeys(configuration, context)),
  )
}

/** Whether the first run may make keys of its own: for an archive in a local folder, outside Kubernetes. */
export function mayMakeKeys({ archive }: Configuration, context: Context): boolean {
  return context.env.KUBERNETES_SERVICE_HOST === undefined && archive.directory !== undefined
}

async function firstKeys(configuration: Configuration, context: Context): Promise<SignerFiles> {
  if (!mayMakeKeys(configuration, context)) {
    throw new Fault('KEY_MISSING', 'no signing key is configured', {
      hint: "set signing.keyFile and signing.chainFile, or make local keys with 'exhibit init keys'",
    })
  }
  return makeKeys(configuration, context)
}

/** Makes local keys; refused below an archive, where evidence and key would be one prize. */
export async function makeKeys(
  configuration: Configuration,
  context: Context,
): Promise<SignerFiles> {
  const folder = keyDirectory(configuration, context)
  const archive = configuration.archive.directory
  if (archive !== undefined && isBelow(folder, archive)) {
    throw new Fault('CONFIGURATION', `keys in ${folder} would lie inside the archive ${archive}`, {
      hint: 'set signing.keyDirectory or --key-dir to a folder elsewhere',
    })
  }
  const keys = makeLocalKeys(context.clock.now(), { name: LOCAL_NAME })
  const named = { path: folder, what: 'key folder', another: 'another --key-dir' }
  const { keyFile, chainFile } = await inFolder(named, () => writeLocalKeys(folder, keys))
  context.log.info('made a local signing key; reports say "self-signed by this installation"', {
    folder,
  })
  return { keyFile, chainFile }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path))
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

/** Who will sign, from the certificate chain alone: `collect` prints it without having the key. */
export function signatureFacts({ chainFile }: SignerFiles): SignatureFacts {
  const chain = certificatesOfPem(readTextFile(chainFile, 'signing certificates'), chainFile)
  const [leaf] = chain
  const last = chain.at(-1)
  if (leaf === undefined || last === undefined) {
    throw new Fault('CONFIGURATION', `${chainFile} holds no certificate`)
  }
  const { subject } = readCertificate(leaf, chainFile).identity
  return {
    subject,
    fingerprint: fingerprintOf(leaf),
    selfSigned: subject.includes(LOCAL_NAME),
    ...(chain.length > 1 ? { rootFingerprint: fingerprintOf(last) } : {}),
  }
}
