import { fork, type ChildProcess } from 'node:child_process'
import { extname, join } from 'node:path'
import type { Log } from '../../core/log.ts'
import type { Context } from '../context.ts'
import type { EvaluationTask, EvaluatorMessage } from './evaluator-messages.ts'

/** How one task ended. After anything but `evaluated` evaluation.json may be missing or half-written. */
export type Evaluated =
  | Extract<EvaluatorMessage, { readonly kind: 'evaluated' | 'refused' }>
  | { readonly kind: 'failed'; readonly why: string }

/** Evaluates one cluster; never rejects. What is to be said meanwhile goes to the log. */
export type Evaluate = (task: EvaluationTask, log: Log) => Promise<Evaluated>

/** What the evaluating process finds of our environment: how Node runs, and no credential. */
const ENVIRONMENT = ['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'TMPDIR', 'TZ'] as const

/** So much of what a dying process says is kept. */
const MOST_SAID = 4000

/**
 * Does work that evaluates clusters, in one process of its own for all of them: what evaluating holds is not held beside what collecting held, and a process that dies, or takes too long, costs the results of one
 * cluster, the next one gets a new process. It is gone when this returns, also when the command is asked to stop.
 */
export async function withEvaluator<T>(
  { env, signal }: Pick<Context, 'env' | 'signal'>,
  work: (evaluate: Evaluate) => Promise<T>,
): Promise<T> {
  let evaluator: Evaluator | undefined
  const kill = () => evaluator?.kill()
  signal.addEventListener('abort', kill)
  try {
    return await work(async (task, log) => {
      if (signal.aborted) return { kind: 'failed', why: 'it was stopped' }
      if (evaluator === undefined || evaluator.isGone()) evaluator = startEvaluator(env)
      return evaluator.ask(task, log)
    })
  } finally {
    signal.removeEventListener('abort', kill)
    await evaluator?.end()
  }
}

type Evaluator = {
  readonly ask: Evaluate
  isGone(): boolean
  kill(): void
  /** lets it end by itself, and waits until it is gone */
  end(): Promise<void>
}

function startEvaluator(env: Context['env']): Evaluator {
  const child = fork(join(import.meta.dirname, `evaluator-child${extname(import.meta.filename)}`), {
    env: environmentOf(env),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let isGone = false
  const gone = endOf(child).then((why) => {
    isGone = true
    return why
  })
  let isLate = false
  return {
    ask: async (task, log) => {
      const timer = setTimeout(() => {
        isLate = true
        child.kill('SIGKILL')
      }, task.deadlineSeconds * 1000)
      const failed = gone.then((end) => {
        const why = isLate ? describeLate(task) : end
        return { kind: 'failed', why } as const
      })
      const ended = await Promise.race([answerOf(child, task, log), failed])
      clearTimeout(timer)
      // an answer that came just in time is one; the process that was killed after it takes no further task
      if (isLate) await gone
      return ended
    },
    isGone: () => isGone,
    kill: () => void child.kill('SIGKILL'),
    end: async () => {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

function environmentOf(env: Context['env']): Record<string, string> {
  return Object.fromEntries(
    ENVIRONMENT.flatMap((name) => {
      const value = env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** What the process says of a task; for ever pending when it dies first. */
function answerOf(child: ChildProcess, task: EvaluationTask, log: Log): Promise<Evaluated> {
  return new Promise((resolve) => {
    const heard = (message: EvaluatorMessage) => {
      if (message.kind === 'log') {
        log[message.level](message.message, message.fields)
        return
      }
      child.off('message', heard)
      if (message.kind === 'failed' && message.stack !== undefined)
        log.warn('evaluating ended in a bug', { stack: message.stack })
      resolve(message)
    }
    child.on('message', heard)
    // where it cannot be sent the process is gone, which is heard of otherwise
    if (child.connected) child.send(task, () => undefined)
  })
}

/** Why the process ended, once it has; never rejects. */
function endOf(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-MOST_SAID)
  })
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(`its process does not start: ${error.message}`)
    })
    // `close` never comes after we disconnect: exit, then the end of what it says
    child.once('exit', (code, signal) => {
      const done = () => resolve(describeEnd(signal ?? code, said))
      if (child.stderr?.closed === false) child.stderr.once('close', done)
      else done()
    })
  })
}

function describeEnd(end: NodeJS.Signals | number | null, said: string): string {
  if (/heap out of memory|allocation failed/i.test(said))
    return 'its process ran out of memory (JavaScript heap)'
  if (end === 'SIGKILL')
    return 'its process was killed (SIGKILL), as systems do that run out of memory'
  return `its process ended with ${end ?? 'nothing'}${said === '' ? '' : `: ${lastLine(said)}`}`
}

function describeLate({ deadlineSeconds }: EvaluationTask): string {
  return `it took longer than ${deadlineSeconds} s (evaluation.deadlineSeconds in exhibit.yaml)`
}

function lastLine(said: string): string {
  return said.trim().split('\n').at(-1) ?? ''
}
