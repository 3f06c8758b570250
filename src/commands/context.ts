import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Evaluate } from './stages/evaluator.ts'

/** Everything of the outside world that a command may use; made once in cli.ts, replaced in tests. */
export type Context = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** writes data: results, and nothing else; text as UTF-8 */
  readonly stdout: (data: string | Uint8Array) => void
  /** resolves when whoever reads stdout is ready for more: what is long waits for it, so that it is not held */
  readonly drained: () => Promise<void>
  readonly stderr: (text: string) => void
  readonly clock: Clock
  readonly log: Log
  /** whether stdout is a terminal */
  readonly terminal: boolean
  /** whether colour may be used on stdout (a terminal, and NO_COLOR is not set) */
  readonly colour: boolean
  /** folder that holds controls/, templates/ and deploy/ */
  readonly packageRoot: string
  /** effective user id; absent on systems without one */
  readonly uid?: number
  /** aborted when the process is asked to stop */
  readonly signal: AbortSignal
  /** the evaluating process of a command that makes many runs; absent: each run starts its own */
  readonly evaluate?: Evaluate
}

/** Flags as given, by camel-case name; absent when not given. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** One flag: commander's notation, what it does, and its closed list of values where it has one. */
export type OptionSpec = {
  readonly flags: string
  readonly description: string
  readonly choices?: readonly string[]
  readonly fallback?: string
}

/** One command. The list of all of them (commands.ts) is what --help prints and what the README is checked against. */
export type CommandSpec = {
  /** words after `exhibit`, `init keys` */
  readonly name: string
  readonly summary: string
  /** commander's notation, `<target>`; in order */
  readonly args?: readonly { readonly name: string; readonly description: string }[]
  readonly options: readonly OptionSpec[]
  readonly examples: readonly string[]
  /** it looks at the signal itself, since it has something to tidy up; any other command ends at the first signal */
  readonly stopsItself?: true
  /** the process exit code; throws Fault for what the user can fix */
  readonly run: (context: Context, args: readonly string[], options: Options) => Promise<number>
}

/** A flag's text value; absent when the flag was not given. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** The values of a flag that may be repeated; empty when it was not given. */
export function listOption(options: Options, name: string): readonly string[] {
  const value = options[name]
  if (typeof value === 'string') return [value]
  return typeof value === 'object' ? value : []
}

/** Whether a flag without value was given. */
export function flagOption(options: Options, name: string): boolean {
  return options[name] === true
}
