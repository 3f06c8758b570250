import { extname, join } from 'node:path'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { Expressions, Outcome, Question, WorkerStart } from './asked.ts'
import { BEGUN, DONE, PLACES } from './worker-state.ts'

/** How long one object may take, in milliseconds, and how much memory the thread may have, in megabytes. */
export const MOST_MILLISECONDS = 2000
const MOST_MEGABYTES = 256

/** How often is looked whether a question has ended, in milliseconds. */
const LOOK = 100

/** How long a thread may take to start; a busy machine takes its time. */
const MOST_TO_START = 60_000

/** Asks questions in a thread of its own and waits for the outcomes. */
export type Asker = {
  /**
   * The outcomes of the questions in their order, up to the first that took too long or too much memory and was stopped: that one is the last outcome, and whoever
   * asks decides whether to go on with the others.
   */
  readonly ask: (questions: readonly Question[]) => readonly Outcome[]
  /** lets the thread go; nothing is asked after that */
  readonly end: () => void
}

/**
 * An asker for these checks. It waits without giving way, so that catalogues are loaded in one go like every other file; whoever must stay responsive
 * asks from a process of its own, as evaluating does. Expressions must be without faults.
 */
export function startAsker(
  checks: readonly Expressions[],
  mostMilliseconds = MOST_MILLISECONDS,
): Asker {
  let thread: Thread | undefined
  const end = () => {
    thread?.end()
    thread = undefined
  }
  const ask = (questions: readonly Question[]): readonly Outcome[] => {
    if (questions.length === 0) return []
    thread ??= startThread(checks)
    const answered = thread.ask(questions, mostMilliseconds)
    if (answered.kind === 'all') return answered.outcomes
    end()
    const before = ask(questions.slice(0, answered.at))
    return before.length < answered.at ? before : [...before, { kind: 'stopped' }]
  }
  return { ask, end }
}

/** All outcomes, or at which of the questions it was stuck. */
type Answered =
  | { readonly kind: 'all'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'stuck'; readonly at: number }

type Thread = {
  ask(questions: readonly Question[], mostMilliseconds: number): Answered
  end(): void
}

function startThread(checks: readonly Expressions[]): Thread {
  const state = new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT)
  const slots = new Int32Array(state)
  const { port1: port, port2: theirs } = new MessageChannel()
  const start: WorkerStart = { checks, state, port: theirs }
  const worker = new Worker(join(import.meta.dirname, `worker${extname(import.meta.filename)}`), {
    workerData: start,
    transferList: [theirs],
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  })
  worker.unref()
  port.unref()
  worker.on('error', () => undefined)
  if (!isDone(slots, MOST_TO_START)) throw new Error('the thread for expressions does not start')
  return {
    ask(questions, mostMilliseconds) {
      slots[BEGUN] = 0
      port.postMessage(questions)
      const isWhole = isDone(slots, mostMilliseconds)
      return isWhole
        ? { kind: 'all', outcomes: outcomesFrom(port) }
        : { kind: 'stuck', at: Math.max(0, Atomics.load(slots, BEGUN) - 1) }
    },
    end() {
      port.close()
      void worker.terminate()
    },
  }
}

/** Waits until the worker is done; false when it spends longer than the time on one question. */
function isDone(slots: Int32Array, mostMilliseconds: number): boolean {
  let [last, spent] = [-1, 0]
  while (spent < mostMilliseconds) {
    if (Atomics.wait(slots, DONE, 0, LOOK) !== 'timed-out') {
      Atomics.store(slots, DONE, 0)
      return true
    }
    const begun = Atomics.load(slots, BEGUN)
    spent = begun === last ? spent + LOOK : 0
    last = begun
  }
  return false
}

function outcomesFrom(port: MessagePort): readonly Outcome[] {
  const received = receiveMessageOnPort(port)
  if (received === undefined) throw new Error('the thread for expressions gave no outcomes')
  return received.message as readonly Outcome[]
}
