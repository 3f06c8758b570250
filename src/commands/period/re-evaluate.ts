import { existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compareControls } from '../../compare/controls.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import type { ControlChange } from '../../model/comparison.ts'
import type { Catalogue } from '../../model/control.ts'
import type { Evaluation } from '../../model/evaluation.ts'
import type { Earlier } from '../../model/history.ts'
import type { ReEvaluated } from '../../model/period.ts'
import { readSnapshot } from '../../snapshot/read.ts'
import type { Context } from '../context.ts'
import { evaluateCluster, platformOptionsOf } from '../stages/evaluate-cluster.ts'
import { EVALUATION, readEvaluation } from '../stages/evaluation-file.ts'
import { pinnedEstate } from '../stages/inputs.ts'
import { EARLIER, MEMORY, readEarlier } from '../stages/memory-file.ts'
import type { ReadBy } from './cluster-step.ts'

/** What evaluating one cluster again may take at the most; only the organisation's checks are held to it. */
const LONGEST_SECONDS = 1800

/** Files that an evaluation makes; everything else of the cluster's folder is what it is made from. */
const MADE = new Set([EVALUATION, MEMORY])

/** What a cluster's second evaluation answers otherwise, or why there is none. */
export type SecondEvaluation = {
  readonly differences: readonly ReEvaluated[]
  readonly gaps: readonly string[]
}

/**
 * Evaluates an archived snapshot again with one catalogue, with the organisation's files and the history of its own run, and says every control that it answers otherwise
 * than the run did. What was archived stays as it is.
 */
export async function reEvaluated(
  { reading, cluster }: ReadBy,
  catalogue: Catalogue,
  context: Context,
): Promise<SecondEvaluation> {
  const { organisation, run } = reading
  const archived = readEvaluation(cluster.folder)
  if (organisation === undefined || archived === undefined) {
    const why = `${cluster.name} of ${run.id} is not evaluated again: this version cannot read the organisation's files pinned in it`
    return { differences: [], gaps: [why] }
  }
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
        earlier: earlierIn(folder),
        estate: estate.clusters.map(({ name }) => name).sort(),
      },
    }
    const options = platformOptionsOf(member, organisation)
    const again = await evaluateCluster(folder, readSnapshot(folder), basis, options, context.log)
    const found = differences(archived, again)
    return { differences: found.map((difference) => ({ run: cluster.at, difference })), gaps: [] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs of older versions keep no record of what they were held against. */
function earlierIn(folder: string): Earlier {
  return existsSync(join(folder, EARLIER))
    ? readEarlier(folder)
    : { kind: 'unknown', why: 'the run does not record what earlier runs remember of it' }
}

/** A folder with the same files under other names, so that what is written in one does not touch the other. */
function linked(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 })
  for (const name of readdirSync(from))
    if (!MADE.has(name)) linkSync(join(from, name), join(to, name))
}

/** The controls that the second evaluation of one snapshot answers otherwise: what is as open as it was is no difference. */
function differences(base: Evaluation, head: Evaluation): readonly ControlChange[] {
  const [before, after] = [answersIn(base), answersIn(head)]
  return compareControls([{ cluster: base.cluster, base, head }]).filter((change) => {
    const name = `${change.framework}/${change.control}`
    return before.get(name) !== after.get(name)
  })
}

/** The result of each control and of each of its subjects, by framework and id. */
function answersIn({ controls }: Evaluation): ReadonlyMap<string, string> {
  return new Map(
    controls.map(({ framework, control, outcome, results }) => [
      `${framework}/${control}`,
      canonicalJson([
        outcome,
        results
          .map(({ check, subject, verdict }) => canonicalJson([check, subject, verdict]))
          .sort(),
      ]),
    ]),
  )
}
