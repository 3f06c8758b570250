import { printable } from './log.ts'

/**
 * The exit code of each fault code (README, "Exit codes"). A code that is not in this table does not compile.
 *
 * 1 is a bug and has no fault code; 130 (interrupted) is decided in cli.ts.
 */
export const EXIT_CODES = {
  /** wrong flags or arguments */
  USAGE: 2,
  /** configuration, estate, catalogue or an organisation's file is missing or not valid */
  CONFIGURATION: 2,
  /** no signing key where one is required */
  KEY_MISSING: 2,
  /** something asked for does not exist or could not be made: a run, a PDF, a certificate to check against */
  MISSING: 3,
  /** a verification that could not be decided */
  UNDECIDED: 3,
  /** a signature, digest or log does not verify */
  VERIFICATION_FAILED: 4,
  /** the store refused, lied or is full; or the disk that is worked on is */
  ARCHIVE_REFUSED: 5,
  /** signing or time-stamping failed, or the key is not one the archive knows */
  SIGNING_FAILED: 6,
  /** `--fail-on` is met */
  THRESHOLD_MET: 20,
  /** stopped by a signal */
  INTERRUPTED: 130,
  /** a cluster, or one of its lists, could not be read; becomes a gap, never ends a run by itself */
  COLLECTION: 3,
  /** bytes of outside origin break the format they claim to have */
  UNREADABLE: 3,
} as const

/** One of the closed list of things that users or the world can fix. */
export type FaultCode = keyof typeof EXIT_CODES

/** What a fault may carry besides its message: what to do, and what it came from. */
export type FaultOptions = { readonly hint?: string; readonly cause?: unknown }

/**
 * An error that its reader can act on: one line of what and where, and a hint that says what to do.
 *
 * Anything thrown that is not a Fault is a bug and ends in exit code 1 with its stack.
 */
export class Fault extends Error {
  readonly code: FaultCode
  readonly hint: string | undefined

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.hint = options.hint
  }

  /** The process exit code this fault ends in. */
  get exitCode(): number {
    return EXIT_CODES[this.code]
  }
}

/** Narrows an unknown error to a Fault. */
export function isFault(error: unknown): error is Fault {
  return error instanceof Fault
}

/** The message of any thrown value, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The lines that end a failed command: what and where, then the hint; a bug shows its stack. */
export function describeError(error: unknown): string {
  if (!isFault(error))
    return `exhibit: bug: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`
  const lines = error.message.split('\n').map((line) => `exhibit: ${printable(line)}\n`)
  return (
    lines.join('') + (error.hint === undefined ? '' : `exhibit: hint: ${printable(error.hint)}\n`)
  )
}
