/**
 * The process that evaluates: started by evaluator.ts, it takes one task after the other over the channel to its parent and ends with it. What it writes is evaluation.json of each
 * cluster; only the parent decides when to stop it, so it lets the signals pass that a terminal sends to both.
 */
import { isFault, messageOf } from '../../core/fault.ts'
import type { Log } from '../../core/log.ts'
import { peakMegabytes } from '../../core/peak-memory.ts'
import { toldError } from '../../core/system-fault.ts'
import { readSnapshot } from '../../snapshot/read.ts'
import { loadPinnedOrganisation } from './catalogue.ts'
import { evaluateCluster, type EvaluationBasis } from './evaluate-cluster.ts'
import type { EvaluationTask, EvaluatorMessage } from './evaluator-messages.ts'
import { readEarlier } from './memory-file.ts'
import { pinnedCatalogue } from './pinned-catalogue.ts'

type Pinned = Omit<EvaluationBasis, 'evaluatedAt' | 'deadlineSeconds' | 'history'>

const pinned = new Map<string, Pinned>()
let busy = false

/** Catalogue and organisation as the run pinned them, read once: what the report prints is what the results come from. */
function pinnedIn(task: EvaluationTask): Pinned {
  const { run } = task
  const known = pinned.get(run)
  if (known !== undefined) return known
  const read = {
    catalogue: pinnedCatalogue(run, task),
    organisation: loadPinnedOrganisation(run),
  }
  pinned.set(run, read)
  return read
}

const tell = (message: EvaluatorMessage): void => void process.send?.(message)

const line = (level: 'info' | 'warn') => (message: string, fields: Parameters<Log['warn']>[1]) =>
  tell({ kind: 'log', level, message, fields: fields ?? {} })

const log: Log = { info: line('info'), warn: line('warn') }

async function answer(task: EvaluationTask): Promise<EvaluatorMessage> {
  const { folder, options, evaluatedAt, deadlineSeconds, runId, estate } = task
  try {
    const snapshot = readSnapshot(folder)
    const history = {
      run: runId,
      earlier: readEarlier(folder),
      ...(estate === undefined ? {} : { estate }),
    }
    const basis = { ...pinnedIn(task), evaluatedAt, deadlineSeconds, history }
    await evaluateCluster(folder, snapshot, basis, options, log)
    return { kind: 'evaluated', peakMegabytes: peakMegabytes() }
  } catch (error) {
    const refused = toldError(error)
    if (refused !== undefined) return { kind: 'refused', error: refused }
    const stack = isFault(error) || !(error instanceof Error) ? undefined : error.stack
    return { kind: 'failed', why: messageOf(error), ...(stack === undefined ? {} : { stack }) }
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.on('message', (task: EvaluationTask) => {
  busy = true
  void answer(task).then((message) => {
    busy = false
    tell(message)
  })
})
process.once('disconnect', () => {
  if (busy) process.kill(process.pid, 'SIGKILL')
})
