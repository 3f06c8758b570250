import type { Digest } from '../core/digest.ts'
import type { CheckInput } from '../model/check.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Evaluation } from '../model/evaluation.ts'
import type { ResourceName } from '../model/object.ts'
import { missingLists } from './gate.ts'
import { CONNECTIVITY, RIGHTS } from './reads.ts'
import { rightsDigest } from './rights-digest.ts'
import { ruleSetDigest, ruleSetOf } from './rule-set-digest.ts'
import { scopeDigest, scopeLines } from './scope-digest.ts'

type Digests = NonNullable<Evaluation['digests']>

/**
 * The digests that a person's statement may be bound to, of one cluster. One of what was not read whole, not understood, or of which the scope does not
 * say where it begins is absent: nobody can have reviewed it. That of the segmentation is found with its matrix (see segmentationOf).
 */
export function digestsOf(input: CheckInput, segmentation: Digest): Digests {
  const policies = policyDigests(input, segmentation)
  return { ...policies, ...scopePart(input), ...rightsPart(input.cluster) }
}

function policyDigests(input: CheckInput, segmentation: Digest): Digests {
  const { cluster, reachability, organisation } = input
  const isOpen = !isWhole(cluster, CONNECTIVITY) || reachability.blockers.length > 0
  if (isOpen || organisation.scope === undefined) return {}
  const rules = ruleSetOf(input)
  return {
    ...(rules.unread.length === 0 ? { 'rule-set': ruleSetDigest(rules) } : {}),
    segmentation,
  }
}

function scopePart(input: CheckInput): Digests {
  const lines = isWhole(input.cluster, CONNECTIVITY) ? scopeLines(input) : undefined
  return lines === undefined ? {} : { scope: scopeDigest(lines) }
}

function rightsPart({ facts, snapshot }: Cluster): Digests {
  const isRight = ({ key }: { readonly key: string }) =>
    key.startsWith('rbac.authorization.k8s.io/')
  const isOpen = !isWhole({ snapshot }, RIGHTS) || facts.unreadable.some(isRight)
  return isOpen ? {} : { rights: rightsDigest(facts.rights) }
}

function isWhole({ snapshot }: Pick<Cluster, 'snapshot'>, kinds: readonly ResourceName[]): boolean {
  return kinds.every((resource) => missingLists(resource, snapshot).length === 0)
}
