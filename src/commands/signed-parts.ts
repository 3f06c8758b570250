import { join } from 'node:path'
import { rightsMatrix } from '../analyse/queries/rights-matrix.ts'
import { addressesNamedBy } from '../evaluate/addresses-named.ts'
import { inputOf } from '../evaluate/check-input.ts'
import { describeHolder } from '../evaluate/rights-holders.ts'
import { ruleSetOf } from '../evaluate/rule-set-digest.ts'
import { scopeLines } from '../evaluate/scope-digest.ts'
import type { BoundDigest } from '../model/control.ts'
import { readSnapshot } from '../snapshot/read.ts'
import { loadPinnedOrganisation } from './stages/catalogue.ts'
import { analyseCluster, platformOptionsOf } from './stages/evaluate-cluster.ts'
import { pinnedEstate } from './stages/inputs.ts'

/** What some digests of a cluster are made over, a line each, in their own order; segmentation is told by its matrix instead. */
export type SignedParts = Readonly<Partial<Record<BoundDigest, readonly string[]>>>

/** What a person signs with some digests of one cluster of a run's folder, read again from its snapshot and the files that the run has pinned. */
export async function signedParts(
  run: string,
  cluster: string,
  binds: readonly BoundDigest[],
): Promise<SignedParts> {
  const folder = join(run, 'clusters', cluster)
  const snapshot = readSnapshot(folder)
  const organisation = loadPinnedOrganisation(run)
  const member = pinnedEstate(run).clusters.find(({ name }) => name === snapshot.cluster)
  const options = platformOptionsOf(member, organisation)
  const splitAt = addressesNamedBy(organisation)
  const analysed = await analyseCluster(folder, snapshot, options, splitAt)
  const input = inputOf(analysed.cluster, analysed.reachability, organisation)
  const made: Readonly<Record<BoundDigest, () => readonly string[] | undefined>> = {
    'rule-set': () => {
      const { lines, sources } = ruleSetOf(input)
      return [...[...sources].sort().map((key) => `held by ${key}`), ...lines]
    },
    segmentation: () => undefined,
    scope: () => scopeLines(input),
    rights: () =>
      rightsMatrix(analysed.cluster.facts.rights).map(({ subject, namespace, rights }) => {
        const where = namespace === undefined ? 'everywhere' : `in ${namespace}`
        return `${describeHolder(subject)} ${where}: ${rights.join(', ')}`
      }),
  }
  return Object.fromEntries(
    binds.flatMap((bound) => {
      const lines = made[bound]()
      return lines === undefined ? [] : [[bound, lines]]
    }),
  )
}
