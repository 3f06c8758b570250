import type { CheckAnswer } from '../model/check.ts'
import { undetermined } from './answers.ts'
import { clusterSubject } from './subject.ts'

/** What a check of rights says of a cluster that shows no binding at all, not even those of Kubernetes itself: something else decides there. */
export function noBinding(cluster: string): CheckAnswer {
  const said =
    'no binding of RBAC is there, not even those of Kubernetes itself; who may do what is decided elsewhere'
  return undetermined(clusterSubject(cluster), 'out-of-reach', said)
}
