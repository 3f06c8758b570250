import { join } from 'node:path'
import { addressesNamedBy } from '../../evaluate/addresses-named.ts'
import { inputOf } from '../../evaluate/check-input.ts'
import { ruleSetOf } from '../../evaluate/rule-set-digest.ts'
import { scopeItems } from '../../evaluate/scope-digest.ts'
import type { CheckInput } from '../../model/check.ts'
import type { BoundDigest } from '../../model/control.ts'
import { readSnapshot } from '../../snapshot/read.ts'
import { loadPinnedOrganisation } from '../stages/catalogue.ts'
import { analyseCluster, platformOptionsOf } from '../stages/evaluate-cluster.ts'
import { pinnedEstate } from '../stages/inputs.ts'
import { rightsWords } from './rights.ts'
import { ruleSetWords } from './rule-set.ts'
import { scopeWords } from './scope.ts'
import { segmentationWords } from './segmentation.ts'
import type { SignedGroup } from './signed-text.ts'

/** What some digests of a cluster stand for, in words. */
export type SignedParts = Readonly<Partial<Record<BoundDigest, readonly SignedGroup[]>>>

const WORDS: Readonly<Record<BoundDigest, (input: CheckInput) => readonly SignedGroup[]>> = {
  'rule-set': (input) => ruleSetWords(ruleSetOf(input)),
  segmentation: segmentationWords,
  scope: (input) => scopeWords(scopeItems(input) ?? []),
  rights: ({ cluster }) => rightsWords(cluster.facts.rights),
}

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
  return partsOf(inputOf(analysed.cluster, analysed.reachability, organisation), binds)
}

/** The same of a cluster that was analysed, in the order of the digests given. */
export function partsOf(input: CheckInput, binds: readonly BoundDigest[]): SignedParts {
  return Object.fromEntries(binds.map((bound) => [bound, WORDS[bound](input)]))
}
