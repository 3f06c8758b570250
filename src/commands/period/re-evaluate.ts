import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compareControls } from '../../compare/controls.ts'
import type { Catalogue } from '../../model/control.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { ReEvaluated } from '../../model/period.ts'
import { readSnapshot } from '../../snapshot/read.ts'
import type { Context } from '../context.ts'
import { evaluateCluster, platformOptionsOf } from '../stages/evaluate-cluster.ts'
import { EVALUATION, readEvaluation } from '../stages/evaluation-file.ts'
import { pinnedEstate } from '../stages/inputs.ts'
import { MEMORY, readEarlier } from '../stages/memory-file.ts'
import type { ReadBy } from './cluster-step.ts'

/** What evaluating one cluster again may take at the most; only the organisation's checks are held to it. */
const LONGEST_SECONDS = 1800

/** Files that an evaluation makes; everything else of the cluster's folder is what it is made from. */
const MADE = new Set([EVALUATION, MEMORY])

/**
 * Evaluates an archived snapshot again with one catalogue, with the organisation's files and the history of its own run, and says every control that it answers otherwise
 * than the run did. What was archived stays as it is.
 */
export async function reEvaluated(
  { reading, cluster }: ReadBy,
  catalogue: Catalogue,
  context: Context,
): Promise<readonly ReEvaluated[]> {
  const { organisation, run } = reading
  const archived = readEvaluation(cluster.folder)
  if (organisation === undefined || archived === undefined) return []
  const folder = join(reading.folder, '..', `${run.id}.again`)
  linked(cluster.folder, folder)
  try {
    const estate = pinnedEstate(reading.folder)
    const member = estate.clusters.find(({ name }) => name === cluster.name)
    const basis = {
      ...{ catalogue, organisation, evaluatedAt: archived.evaluatedAt },
      deadlineSeconds: LONGEST_SECONDS,
      history: {
        run: run.id,
        earlier: readEarlier(folder),
        estate: estate.clusters.map(({ name }) => name).sort(),
      },
    }
    const options = platformOptionsOf(member, organisation)
    const again = await evaluateCluster(folder, readSnapshot(folder), basis, options, context.log)
    return differences(archived, again).map((difference) => ({ run: cluster.at, difference }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A folder with the same files under other names, so that what is written in one does not touch the other. */
function linked(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 })
  for (const name of readdirSync(from))
    if (!MADE.has(name)) linkSync(join(from, name), join(to, name))
}

function differences(base: Evaluation, head: Evaluation) {
  return compareControls([{ cluster: base.cluster, base, head }]).filter(
    ({ state }) => state !== 'unchanged',
  )
}
