import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SUMS, SUMS_SIGNATURE } from '../../archive/layout.ts'
import { verifyPath } from '../../archive/verify/verify-path.ts'
import { Fault } from '../../core/fault.ts'
import { sideOfRun, type RunSide } from './side.ts'
import type { Context } from '../context.ts'
import { RUN_RECORD } from '../stages/run-record.ts'

/** What only the folder of a run holds. */
const SIGNED = [SUMS, SUMS_SIGNATURE]

/** Whether a folder is one of a run, rather than of manifests. */
export function isRunFolder(path: string): boolean {
  return [RUN_RECORD, ...SIGNED].some((name) => existsSync(join(path, name)))
}

/**
 * The folder of a run as a side of a comparison, after checking that nothing in it was altered since it was signed. What was never signed, as after
 * `run --dry-run`, is compared and said to be unsigned.
 *
 * Throws Fault `VERIFICATION_FAILED` when anything of it is invalid, `MISSING` when it is the folder of a report.
 */
export async function sideOfRunFolder(path: string, context: Context): Promise<RunSide> {
  if (!SIGNED.some((name) => existsSync(join(path, name)))) {
    return sideOfRun(path, [`${path} is not signed: nothing shows that it is as a run wrote it`])
  }
  const { verification } = await verifyPath(path, { kind: 'none' }, context.clock.now())
  const broken = verification.checks.find(({ outcome }) => outcome === 'invalid')
  if (broken !== undefined) {
    throw new Fault('VERIFICATION_FAILED', `${path}: ${broken.path}: ${broken.reason}`, {
      hint: `nothing is read from a run that was altered: 'exhibit verify' says what else is wrong`,
    })
  }
  if (existsSync(join(path, RUN_RECORD))) return sideOfRun(path)
  throw new Fault('MISSING', `${path} is not a run`, {
    hint: "a report names its runs in manifest.json; 'exhibit archive list' lists them",
  })
}
