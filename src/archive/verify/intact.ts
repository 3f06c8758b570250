import type { Instant } from '../../core/clock.ts'
import { Fault } from '../../core/fault.ts'
import type { Trust } from '../../model/signer.ts'
import type { Verification } from '../../model/verification.ts'
import { readLog, type LoggedEntry } from '../log.ts'
import type { Store } from '../store.ts'
import { newRecorder } from './recorder.ts'
import { checkRun } from './verify-run.ts'

const HINT =
  "run 'exhibit verify' on the archive and find out who altered it: nothing is built on a run that was altered"

/** Whose word is taken, when, and the log where it was read already. */
export type IntactOptions = {
  /** `none`: anybody's, so that only alterations show */
  readonly trust: Trust
  readonly at: Instant
  readonly log?: readonly LoggedEntry[]
}

/**
 * Throws unless a committed run or report is as it was sealed, and as its log entry says: Fault `VERIFICATION_FAILED` when anything of it was
 * altered or is missing, `UNDECIDED` when its signer is the trusted one and still could not be checked, `MISSING` when it was never committed.
 */
export async function requireIntact(
  store: Store,
  id: string,
  { trust, at, log }: IntactOptions,
): Promise<void> {
  const record = newRecorder()
  const found = await checkRun({ store, trust, at, record }, id, log ?? readLog(store))
  if (found === undefined) {
    throw new Fault('MISSING', `no run ${id} is committed in ${store.describe()}`, {
      hint: "'exhibit archive list' lists the runs of an archive",
    })
  }
  const verification = record.result()
  refuse(verification, 'invalid', 'VERIFICATION_FAILED')
  if (trust.kind !== 'none') refuse(verification, 'undecided', 'UNDECIDED')
}

function refuse(
  { checks }: Verification,
  outcome: 'invalid' | 'undecided',
  code: 'VERIFICATION_FAILED' | 'UNDECIDED',
): void {
  const wrong = checks.find((check) => check.outcome === outcome)
  if (wrong !== undefined) throw new Fault(code, `${wrong.path}: ${wrong.reason}`, { hint: HINT })
}
