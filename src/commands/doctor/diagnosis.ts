import { EXIT_CODES, isFault, type Fault } from '../../core/fault.ts'
import type { JsonObject } from '../../core/json.ts'
import { printable } from '../../core/log.ts'

/** One line of the doctor: what it looked at and what it saw. What is not `ok` says what to do. */
export type Diagnosis =
  { readonly status: 'ok'; readonly subject: string; readonly what: string } | Problem

/** A line that is not `ok`. */
type Problem = {
  readonly status: 'warn' | 'fail'
  readonly subject: string
  readonly what: string
  readonly fix: string
  /** the exit code that this fault has elsewhere; absent: 3 */
  readonly exitCode?: number
}

/** Something that is as it should be. */
export function ok(subject: string, what: string): Diagnosis {
  return { status: 'ok', subject, what }
}

/** Something that a run survives, and that somebody should know of. */
export function warn(subject: string, what: string, fix: string): Problem {
  return { status: 'warn', subject, what, fix }
}

/** Something that a run needs and that is not there. */
export function fail(subject: string, what: string, fix: string): Problem {
  return { status: 'fail', subject, what, fix }
}

/** A fault as lines, one for each line of its message; `fix` stands in where it has no hint. */
export function failures(subject: string, fault: Fault, fix: string): readonly Diagnosis[] {
  const { exitCode, hint } = fault
  return fault.message
    .split('\n')
    .map((what) => ({ status: 'fail', subject, what, fix: hint ?? fix, exitCode }))
}

/** What `look` sees, or the fault that kept it from seeing; anything else that is thrown is a bug and is thrown on. */
export async function guarded(
  subject: string,
  fix: string,
  look: () => Promise<readonly Diagnosis[]> | readonly Diagnosis[],
): Promise<readonly Diagnosis[]> {
  try {
    return await look()
  } catch (error) {
    if (!isFault(error)) throw error
    return failures(subject, error, fix)
  }
}

/** 0 when nothing fails, 2 when something is wrong with the configuration, else 3. */
export function exitCodeOf(diagnoses: readonly Diagnosis[]): number {
  const failing = diagnoses.flatMap((one) => (one.status === 'fail' ? one : []))
  if (failing.length === 0) return 0
  const misconfigured = failing.some(({ exitCode }) => exitCode === EXIT_CODES.CONFIGURATION)
  return misconfigured ? EXIT_CODES.CONFIGURATION : EXIT_CODES.MISSING
}

/** The lines for people, `fix:` below each that needs one; text from clusters and files cannot break out of its line. */
export function describeDiagnoses(diagnoses: readonly Diagnosis[]): string {
  const lines = diagnoses.flatMap((one) => [
    `${one.status.padEnd(4)}  ${one.subject}: ${one.what}`,
    ...(one.status === 'ok' ? [] : [`      fix: ${one.fix}`]),
  ])
  return `${lines.map(printable).join('\n')}\n`
}

/** The lines for machines (`doctor/v1`), with how many there are of each status. */
export function diagnosesJson(diagnoses: readonly Diagnosis[]): JsonObject {
  const count = (status: Diagnosis['status']) =>
    diagnoses.filter((one) => one.status === status).length
  return {
    format: 'doctor/v1',
    counts: { ok: count('ok'), warn: count('warn'), fail: count('fail') },
    lines: diagnoses.map(({ status, subject, what, ...more }) => ({
      status,
      subject,
      what,
      ...('fix' in more ? { fix: more.fix } : {}),
    })),
  }
}
