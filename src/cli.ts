#!/usr/bin/env -S node --max-semi-space-size=16
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemClock } from './core/clock.ts'
import { EXIT_CODES, describeError, isFault } from './core/fault.ts'
import { logTo } from './core/log.ts'
import { runCommandLine } from './commands/program.ts'

/** argv and environment become one command; the only file that exits. */

const logFormat =
  process.argv.includes('--log-format=json') || followedByJson(process.argv) ? 'json' : 'text'
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort(signal)
  })
}

function followedByJson(argv: readonly string[]): boolean {
  const index = argv.indexOf('--log-format')
  return index >= 0 && argv[index + 1] === 'json'
}

/** The folder with templates/ and controls/: one above src/ and dist/ alike. */
function packageRoot(): string {
  const root = dirname(import.meta.dirname)
  return existsSync(join(root, 'controls')) ? root : dirname(root)
}

function write(stream: NodeJS.WriteStream): (data: string | Uint8Array) => void {
  return (data) => void stream.write(data)
}

/** A pipe takes what is written before anyone reads it. */
async function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableNeedDrain) await once(stream, 'drain')
}

/** A reader that closes the pipe (`| head`) has seen enough: that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

async function main(): Promise<number> {
  return runCommandLine(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    stdout: write(process.stdout),
    drained: () => drained(process.stdout),
    stderr: write(process.stderr),
    clock: systemClock,
    log: logTo(write(process.stderr), logFormat, () => systemClock.now()),
    terminal: process.stdout.isTTY,
    colour: process.stdout.isTTY && process.env.NO_COLOR === undefined,
    packageRoot: packageRoot(),
    ...(process.getuid === undefined ? {} : { uid: process.getuid() }),
    signal: stop.signal,
  })
}

/** Lets what was written reach a pipe before the process ends. */
async function flush(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => stream.write('', () => resolve()))
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(describeError(error))
  process.exitCode = exitCodeOf(error)
}
await Promise.all([flush(process.stdout), flush(process.stderr)])
process.exit()

function exitCodeOf(error: unknown): number {
  if (stop.signal.aborted) return EXIT_CODES.INTERRUPTED
  return isFault(error) ? error.exitCode : 1
}
