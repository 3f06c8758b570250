import { stat } from 'node:fs/promises'
import { readArchive } from '../../archive/archive-record.ts'
import type { Store } from '../../archive/store.ts'
import { daysBetween, type Instant } from '../../core/clock.ts'
import { Fault } from '../../core/fault.ts'
import type { Signer } from '../../model/signer.ts'
import { readCertificate, type CertificateFacts } from '../../sign/certificate-facts.ts'
import { loadFileSigner, type SignerFiles } from '../../sign/file-signer.ts'
import type { Configuration } from '../configuration.ts'
import type { Context } from '../context.ts'
import { mayMakeKeys, signerFiles } from '../stages/signing.ts'
import { fail, guarded, ok, warn, type Diagnosis } from './diagnosis.ts'

const SUBJECT = 'signing key'

/** Days before the first certificate of the chain ends in which it is said. */
const SOON = 60

/** Whether there is a key, fit for signing now and for a while, and known to the archive; `store` is absent where none could be opened. */
export function checkSigning(
  configuration: Configuration,
  store: Store | undefined,
  context: Context,
): Promise<readonly Diagnosis[]> {
  return guarded(SUBJECT, 'check signing.keyFile and signing.chainFile', async () => {
    const files = signerFiles(configuration, context)
    if (files === undefined) return [noKey(configuration, context)]
    const now = context.clock.now()
    const signer = await loadFileSigner(files, now)
    const chain = signer.certificateChain.map((der) => readCertificate(der, files.chainFile))
    const [leaf] = chain
    if (leaf === undefined) throw new Error('a signer without certificate')
    return [
      ok(SUBJECT, `${signer.id} matches ${leaf.identity.subject} (${leaf.identity.fingerprint})`),
      ...(await checkMode(files)),
      checkEnd(chain, now),
      ...(await guarded('certificate in the archive', 'run exhibit verify on it', () =>
        checkKnown(leaf, signer, store),
      )),
    ]
  })
}

function noKey(configuration: Configuration, context: Context): Diagnosis {
  if (mayMakeKeys(configuration, context))
    return warn(
      SUBJECT,
      'none yet: the first run makes one, and every report says "self-signed by this installation"',
      'set signing.keyFile and signing.chainFile, or run exhibit init keys',
    )
  throw new Fault('KEY_MISSING', 'no signing key is configured', {
    hint: 'set signing.keyFile and signing.chainFile, or make local keys with exhibit init keys',
  })
}

/** Groups may read it: a Secret mounted for a numeric user is group-readable. */
async function checkMode({ keyFile }: SignerFiles): Promise<readonly Diagnosis[]> {
  const { mode } = await stat(keyFile)
  if ((mode & 0o007) === 0) return []
  const what = `${keyFile} can be read by every account of this machine`
  return [warn(SUBJECT, what, `chmod 0600 ${keyFile}, and consider the key as known to others`)]
}

function checkEnd(chain: readonly CertificateFacts[], now: Instant): Diagnosis {
  const [end = now] = chain.map(({ notAfter }) => notAfter).sort()
  const left = daysBetween(now, end)
  const what = `valid until ${end}, ${left} days left`
  if (left >= SOON) return ok('certificate', what)
  return warn('certificate', what, 'have a new one issued before it ends: nothing is signed after')
}

async function checkKnown(
  { identity }: CertificateFacts,
  signer: Signer,
  store: Store | undefined,
): Promise<readonly Diagnosis[]> {
  const subject = 'certificate in the archive'
  if (store === undefined) return []
  const archive = await readArchive(store)
  if (archive === undefined)
    return [ok(subject, 'the archive has not begun: it will list this certificate')]
  const { keys } = archive.record
  if (keys.some(({ fingerprint }) => fingerprint === identity.fingerprint))
    return [ok(subject, `known to it, one of ${keys.length}`)]
  const known = keys.map(({ fingerprint }) => fingerprint).join(', ')
  const what = `the archive does not know ${identity.fingerprint} of ${signer.id}: a run ends in exit code 6`
  return [
    fail(
      subject,
      what,
      `sign with ${known}, or name a new archive: this one takes no other certificate yet`,
    ),
  ]
}
