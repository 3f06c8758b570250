/**
 * The thread in which expressions of the organisation are evaluated: started by asker.ts, which waits for it and ends it when one of them takes too long.
 * It takes a list of questions and gives the list of their outcomes.
 */
import { workerData } from 'node:worker_threads'
import type { Outcome, Question, WorkerStart } from './asked.ts'
import { expressionOf } from './cel.ts'
import type { Expression, Variables } from './expression.ts'
import { BEGUN, DONE } from './worker-state.ts'

const { checks, state, port } = workerData as WorkerStart
const slots = new Int32Array(state)

const compiled = checks.map(({ when, assert }) => ({
  ...(when === undefined ? {} : { when: expressionOf(when) }),
  assert: expressionOf(assert),
}))

function outcomeOf(
  { when, assert }: { readonly when?: Expression; readonly assert: Expression },
  variables: Variables,
): Outcome {
  const condition = when?.(variables)
  if (condition?.kind === 'false') return { kind: 'not-applicable' }
  if (condition?.kind === 'unknown' || condition?.kind === 'error') return condition
  const answer = assert(variables)
  switch (answer.kind) {
    case 'true':
      return { kind: 'pass' }
    case 'false':
      return { kind: 'fail' }
    case 'unknown':
    case 'error':
      return answer
  }
}

port.on('message', (questions: readonly Question[]) => {
  const outcomes = questions.map(({ check, variables }) => {
    Atomics.add(slots, BEGUN, 1)
    const expressions = compiled[check]
    if (expressions === undefined) throw new Error(`there is no check ${check}`)
    return outcomeOf(expressions, variables)
  })
  port.postMessage(outcomes)
  finish()
})

/** Says that what was asked for is there: first that the thread is ready, then each list of outcomes. */
function finish(): void {
  Atomics.store(slots, DONE, 1)
  Atomics.notify(slots, DONE)
}

finish()
