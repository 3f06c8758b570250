import type { Cluster } from '../model/cluster.ts'
import type { Evaluation } from '../model/evaluation.ts'
import { missingLists } from './gate.ts'
import { RIGHTS } from './reads.ts'
import { rightsDigest } from './rights-digest.ts'

/** The digests that a person's statement may be bound to, of one cluster. One of what was not read whole is absent: nobody can have reviewed it. */
export function digestsOf({ facts, snapshot }: Cluster): NonNullable<Evaluation['digests']> {
  const isRight = ({ key }: { readonly key: string }) =>
    key.startsWith('rbac.authorization.k8s.io/')
  const isWhole = RIGHTS.every((resource) => missingLists(resource, snapshot).length === 0)
  if (!isWhole || facts.unreadable.some(isRight)) return {}
  return { rights: rightsDigest(facts.rights) }
}
