import { Command, CommanderError, Option } from 'commander'
import { Fault } from '../core/fault.ts'
import { systemFault } from '../core/system-fault.ts'
import { COMMANDS } from './commands.ts'
import type { CommandSpec, Context, Options } from './context.ts'
import { toolVersion } from './tool.ts'
import { untilStopped } from './until-stopped.ts'

/** The exit codes as every --help prints them; README, "Exit codes", says the same. */
const EXIT_STATUS = `
Exit codes:
  0    done (failed checks do not fail a run)
  1    bug in exhibit
  2    wrong flags or configuration, or no signing key
  3    something asked for is missing, or could not be decided
  4    verification failed
  5    the archive refused
  6    signing failed
  10   compare: only better    11  only worse    12  better and worse  (with --detailed-exitcode)
  20   --fail-on is met
  130  interrupted
Any other code is a failure.`

/** What those who have nothing yet begin with. */
const FIRST_STEPS = `
First steps:
  exhibit demo                                   the bundled estate, from clusters to a verified archive
  exhibit doctor --kubeconfig FILE --archive A   what is missing before the first run
  exhibit run --kubeconfig FILE --archive A      your own clusters: verb list is all it needs

'exhibit COMMAND --help' prints flags and examples of a command.`

/** What the first words of commands of two words stand for. */
const GROUPS: Readonly<Record<string, string>> = {
  archive: 'look at an archive',
  controls: 'look at the catalogue of controls',
  signoff: 'what people state of controls, and what it is bound to',
  init: 'make or print what a first run needs',
}

/**
 * Parses the command line and runs the one command it names.
 *
 * Gives that command's exit code. Throws Fault `USAGE` for wrong flags, and a Fault for a disk that is full or may not be written; help and version go to stdout and give 0.
 */
export async function runCommandLine(
  argv: readonly string[],
  context: Context,
  commands: readonly CommandSpec[] = COMMANDS,
): Promise<number> {
  let code = 0
  const program = buildProgram(commands, context, (result) => (code = result))
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw systemFault(error) ?? error
    if (error.exitCode === 0) return 0
    throw new Fault('USAGE', messageFrom(error), {
      hint: `'exhibit ${commandWords(argv, commands)}--help' lists what is accepted`,
    })
  }
  return code
}

function messageFrom({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'no command was given' : message.replace(/^error: /, '')
}

/** As many words of the call as name a command or a group of them, each with a blank behind. */
function commandWords(argv: readonly string[], commands: readonly CommandSpec[]): string {
  const named = (count: number) => argv.slice(0, count).join(' ')
  const isKnown = (words: string) => commands.some(({ name }) => `${name} `.startsWith(`${words} `))
  const count = [2, 1].find((words) => argv.length >= words && isKnown(named(words)))
  return count === undefined ? '' : `${named(count)} `
}

function buildProgram(
  commands: readonly CommandSpec[],
  context: Context,
  done: (code: number) => void,
): Command {
  const program = configured(new Command('exhibit'), context)
  program
    .description('Turns what Kubernetes says into evidence an auditor can rely on.')
    .version(toolVersion(context.packageRoot), '-V, --version', 'print the version')
    .addHelpText('after', `${FIRST_STEPS}\n${EXIT_STATUS}`)
  for (const spec of commands) addCommand(program, spec, context, done)
  return program
}

function configured(command: Command, context: Context): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: context.stdout, writeErr: () => undefined })
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
}

/** The command of the words before the last, made when it is not there yet: `init` of `init keys`. */
function parentOf(program: Command, words: readonly string[], context: Context): Command {
  let parent = program
  for (const word of words.slice(0, -1)) {
    const known = parent.commands.find((command) => command.name() === word)
    if (known !== undefined) parent = known
    else {
      const made = configured(new Command(word), context).description(groupOf(word))
      parent.addCommand(made)
      parent = made
    }
  }
  return parent
}

function groupOf(word: string): string {
  const description = GROUPS[word]
  if (description === undefined) throw new Error(`the group ${word} has no description`)
  return description
}

function addCommand(
  program: Command,
  spec: CommandSpec,
  context: Context,
  done: (code: number) => void,
): void {
  const words = spec.name.split(' ')
  const command = configured(new Command(words.at(-1)), context).description(spec.summary)
  for (const argument of spec.args ?? []) command.argument(argument.name, argument.description)
  for (const option of [...spec.options, LOG_FORMAT]) command.addOption(optionOf(option))
  const examples = spec.examples.map((example) => `  ${example}`).join('\n')
  command.addHelpText('after', `\nExamples:\n${examples}\n${EXIT_STATUS}`)
  command.action(async () => {
    const run = () => spec.run(context, command.args, command.opts<Options>())
    done(await (spec.stopsItself === true ? run() : untilStopped(context.signal, run)))
  })
  parentOf(program, words, context).addCommand(command)
}

const LOG_FORMAT = {
  flags: '--log-format <format>',
  description: 'form of progress and warnings on stderr',
  choices: ['text', 'json'],
  fallback: 'text',
}

function optionOf(spec: CommandSpec['options'][number]): Option {
  const option = new Option(spec.flags, spec.description)
  if (spec.choices !== undefined) option.choices([...spec.choices])
  if (spec.fallback !== undefined) option.default(spec.fallback)
  return option
}
