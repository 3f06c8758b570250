import { join } from 'node:path'
import { folderName } from '../../archive/layout.ts'
import { Fault } from '../../core/fault.ts'
import { errorTold } from '../../core/system-fault.ts'
import { failedEvaluation, type FailedEvaluation } from '../../evaluate/failed-evaluation.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Context } from '../context.ts'
import type { Basis } from './basis.ts'
import { platformOptionsOf, wasRead } from './evaluate-cluster.ts'
import { withEvaluator, type Evaluate } from './evaluator.ts'
import type { EvaluationTask } from './evaluator-messages.ts'
import { writeEvaluation } from './evaluation-file.ts'

/** What a run is evaluated with: the same that is pinned in its folder. */
export type RunBasis = Pick<Basis, 'estate' | 'organisation' | 'catalogue'>

/** Of which run they are part, what its clusters are, and how long one may take. */
type RunTask = Pick<EvaluationTask, 'deadlineSeconds' | 'runId' | 'estate'>

/**
 * Evaluates every cluster of a run folder that was read, one after the other in a process of its own: what that process does not bring to an end,
 * or not in the time that one cluster may take, is an error in all of that cluster's results, and the run goes on. Rejects with what disk or file system refuse there, as they would here.
 */
export async function evaluateClusters(
  run: string,
  snapshots: readonly Snapshot[],
  basis: RunBasis,
  context: Context & RunTask,
): Promise<void> {
  const read = snapshots.filter(wasRead)
  if (read.length === 0) return
  const all = async (evaluate: Evaluate) => {
    for (const snapshot of read) {
      const ended = await evaluateOne(run, snapshot, basis, { ...context, evaluate })
      stopIfAsked(context)
      if (ended !== undefined) writeFailed(run, snapshot, basis, ended)
    }
  }
  await (context.evaluate === undefined ? withEvaluator(context, all) : all(context.evaluate))
}

/** Undefined when the cluster's evaluation.json is written. */
async function evaluateOne(
  run: string,
  { cluster }: Snapshot,
  basis: RunBasis,
  context: Context & RunTask & { readonly evaluate: Evaluate },
): Promise<FailedEvaluation | undefined> {
  const { clock, log, signal, deadlineSeconds, runId, estate: expected } = context
  const evaluatedAt = clock.now()
  const folder = clusterIn(run, cluster)
  const { estate, organisation, catalogue } = basis
  const member = estate.members.find(({ name }) => name === cluster)
  const options = platformOptionsOf(member, organisation)
  const frameworks = catalogue.frameworks.map(({ id }) => id)
  const task: EvaluationTask = {
    ...{ run, folder, frameworks, options, evaluatedAt, deadlineSeconds, runId },
    ...(catalogue.families === undefined ? {} : { families: catalogue.families }),
    ...(expected === undefined ? {} : { estate: expected }),
  }
  const ended = await context.evaluate(task, log)
  if (ended.kind === 'evaluated') {
    log.info('cluster evaluated', { cluster, peakMegabytes: Math.ceil(ended.peakMegabytes) })
    return undefined
  }
  if (ended.kind === 'refused') throw errorTold(ended.error)
  const { why } = ended
  if (!signal.aborted)
    log.warn('cluster not evaluated: all of its results are errors', { cluster, why })
  return { evaluatedAt, why }
}

function stopIfAsked({ signal }: Context): void {
  if (signal.aborted)
    throw new Fault('INTERRUPTED', 'stopped before every cluster was evaluated', {
      hint: 'nothing was archived; run it again',
    })
}

function writeFailed(
  run: string,
  snapshot: Snapshot,
  { organisation, catalogue }: RunBasis,
  failed: FailedEvaluation,
): void {
  const evaluation = failedEvaluation(snapshot, organisation, catalogue, failed)
  writeEvaluation(clusterIn(run, snapshot.cluster), evaluation)
}

function clusterIn(run: string, cluster: string): string {
  return join(run, 'clusters', folderName(cluster))
}
