import { resolve } from 'node:path'
import { EXIT_CODES } from '../core/fault.ts'
import { printable } from '../core/log.ts'
import { counted } from '../render/text.ts'
import { verifyPath, type PathVerification } from '../archive/verify/verify-path.ts'
import type { Trust } from '../model/signer.ts'
import type { VerificationCheck, VerificationOutcome } from '../model/verification.ts'
import { flagOption, textOption, type CommandSpec } from './context.ts'
import { OUTPUT, SIGNER, TRUST } from './options.ts'
import { stringifyJson } from './output.ts'
import { verifiedWhat } from './verified-what.ts'
import { trustOf } from './trust.ts'
import { withSnapshots } from './verify-deep.ts'

/** `exhibit verify`: a run, a file, a folder or a whole archive; without configuration, without network. */
export const verifyCommand: CommandSpec = {
  name: 'verify',
  summary: 'check an archive, a run, a PDF or a file with its .p7s, offline',
  args: [
    { name: '<target>', description: 'archive folder, run folder, PDF, or file with its .p7s' },
  ],
  options: [
    TRUST,
    SIGNER,
    { flags: '--entry <file>', description: 'log entry of a run folder that was copied out' },
    {
      flags: '--deep',
      description: 'also compute the roots of all snapshots again from their objects',
    },
    OUTPUT,
  ],
  examples: [
    'exhibit verify ./archive --trust root.pem',
    'exhibit verify report.pdf --signer SHA256:12ab...',
  ],
  run: async (context, [target = ''], options) => {
    const entry = textOption(options, 'entry')
    const folderOptions = entry === undefined ? {} : { entry: resolve(context.cwd, entry) }
    const trust = trustOf(context, options)
    const path = resolve(context.cwd, target)
    const stored = await verifyPath(path, trust, context.clock.now(), folderOptions)
    const found = flagOption(options, 'deep') ? await deep(path, stored) : stored
    const json = textOption(options, 'output') === 'json'
    const named = { target, what: verifiedWhat(path, found.kind) }
    context.stdout(json ? asJson(named, found) : describe(named, found, trust))
    return EXIT_OF[found.verification.outcome]
  },
}

async function deep(
  path: string,
  { kind, verification }: PathVerification,
): Promise<PathVerification> {
  return { kind, verification: await withSnapshots(path, kind, verification) }
}

const EXIT_OF: Readonly<Record<VerificationOutcome, number>> = {
  valid: 0,
  invalid: EXIT_CODES.VERIFICATION_FAILED,
  undecided: EXIT_CODES.UNDECIDED,
}

/** What was verified, as the user named it, and what it says that it is. */
type Named = { readonly target: string; readonly what: string }

function asJson({ target, what }: Named, { kind, verification }: PathVerification): string {
  return stringifyJson({ format: 'verification/v1', target, kind, what, ...verification })
}

/** What matters first: the answer, then why not, then what was left open, then who signed. */
function describe({ target, what }: Named, found: PathVerification, trust: Trust): string {
  const { outcome, checks, signers, files, bytes } = found.verification
  const untrusted = trust.kind === 'none' && signers.length > 0
  const lines = [
    `${headline(outcome, untrusted)}: ${target} (${what}, ${counted(files, 'file')}, ${counted(bytes, 'byte')} compared)`,
    ...linesOf(checks, 'invalid'),
    ...linesOf(checks, 'undecided'),
    ...linesOf(checks, 'noted'),
    ...signers.map(({ subject, fingerprint }) => `signer     ${subject}  ${fingerprint}`),
  ]
  return `${lines.map(printable).join('\n')}\n`
}

function headline(outcome: VerificationOutcome, untrusted: boolean): string {
  if (outcome === 'valid') return 'VALID'
  if (outcome === 'invalid') return 'INVALID'
  return untrusted ? 'CONSISTENT; SIGNER NOT TRUSTED' : 'COULD NOT CHECK'
}

/** One line per reason; where files share it, the first is named and the others counted. `-o json` names every one. */
function linesOf(
  checks: readonly VerificationCheck[],
  outcome: VerificationCheck['outcome'],
): readonly string[] {
  const wanted = checks.filter((check) => check.outcome === outcome)
  const merge = outcome === 'undecided'
  const groups = Map.groupBy(wanted, ({ path, reason }) => (merge ? reason : `${path} ${reason}`))
  return [...groups.values()].map(([first, ...others]) => {
    const more = others.length === 0 ? '' : ` (and ${counted(others.length, 'more file')})`
    return `${outcome.padEnd(10)} ${first?.path ?? ''}: ${first?.reason ?? ''}${more}`
  })
}
