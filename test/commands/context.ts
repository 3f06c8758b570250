import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { runCommandLine } from '../../src/commands/program.ts'
import type { Context } from '../../src/commands/context.ts'
import { withEvaluator, type Evaluate } from '../../src/commands/stages/evaluator.ts'
import { fixedClock } from '../fixed-clock.ts'
import { Fault } from '../../src/core/fault.ts'
import { logTo } from '../../src/core/log.ts'

/** When tests take place. */
export const NOW = '2026-11-23T02:00:10Z'

/** A context whose outputs are kept, in a folder of its own that is gone when the process ends. */
export type TestContext = Context & {
  /** the current folder of the call */
  readonly folder: string
  /** what went to stdout so far; `err` likewise, log lines included */
  readonly out: () => string
  readonly err: () => string
  /** writes a file below the folder and gives its path */
  readonly write: (name: string, text: string) => string
  /** runs `exhibit ARGS` and gives its exit code and what it printed in this call */
  readonly exhibit: (...args: readonly string[]) => Promise<{ code: number; out: string }>
  /** the fault that `exhibit ARGS` ends in */
  readonly faultOf: (...args: readonly string[]) => Promise<Fault>
}

/** Where a browser may be found: the test's own home has none. */
const BROWSER = {
  XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  PUPPETEER_CACHE_DIR: process.env.PUPPETEER_CACHE_DIR ?? join(homedir(), '.cache', 'puppeteer'),
}

/** One evaluating process for all contexts of a test process, as the demo has for its runs; it ends with the last test. */
const evaluate = sharedEvaluator()

function sharedEvaluator(): Evaluate {
  const ended = Promise.withResolvers<undefined>()
  const started = Promise.withResolvers<Evaluate>()
  const signal = new AbortController().signal
  const gone = withEvaluator({ env: {}, signal }, (given) => {
    started.resolve(given)
    return ended.promise
  })
  after(() => {
    ended.resolve(undefined)
    return gone
  })
  return async (task, log) => (await started.promise)(task, log)
}

const PACKAGE_ROOT = join(import.meta.dirname, '../..')

/** A new context; the clock stands still unless another is given. `ownEvaluator`: every run starts an evaluating process, as in the command. */
export function testContext({
  ownEvaluator = false,
  ...different
}: Partial<Context> & { ownEvaluator?: boolean } = {}): TestContext {
  const folder = temporaryFolder()
  let [out, err] = ['', '']
  const clock = different.clock ?? fixedClock(NOW)
  const stderr = (text: string) => void (err += text)
  const context: Context = {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_STATE_HOME: join(folder, 'state'),
      ...BROWSER,
    },
    stdout: (data) => void (out += typeof data === 'string' ? data : Buffer.from(data).toString()),
    drained: () => Promise.resolve(),
    stderr,
    clock,
    log: logTo(stderr, 'text', () => clock.now()),
    ...{ terminal: false, colour: false },
    packageRoot: PACKAGE_ROOT,
    ...(process.getuid === undefined ? {} : { uid: process.getuid() }),
    signal: new AbortController().signal,
    ...(ownEvaluator ? {} : { evaluate }),
    ...different,
  }
  const exhibit = async (...args: readonly string[]) => {
    const before = out.length
    const code = await runCommandLine(args, context)
    return { code, out: out.slice(before) }
  }
  return {
    ...context,
    folder,
    out: () => out,
    err: () => err,
    write: (name, text) => written(join(folder, name), text),
    exhibit,
    faultOf: async (...args) => {
      try {
        await exhibit(...args)
      } catch (error) {
        expect(error).to.be.instanceOf(Fault)
        return error as Fault
      }
      throw new Error(`exhibit ${args.join(' ')} did not fail`)
    },
  }
}

function written(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

let root: string | undefined

/** A new folder; all of them are gone when the process ends. */
function temporaryFolder(): string {
  if (root === undefined) {
    const made = mkdtempSync(join(realpathSync(tmpdir()), 'exhibit-commands-'))
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
    root = made
  }
  return mkdtempSync(join(root, 'call-'))
}
