import type { CheckAnswer } from '../model/check.ts'
import { undetermined } from './answers.ts'
import { clusterSubject } from './subject.ts'

/** What a check of rights says of a cluster that shows no binding at all, not even those of Kubernetes itself: something else decides there, or they were left out. Of the whole cluster, where no subject is named. */
export function noBinding(cluster: string, subject = clusterSubject(cluster)): CheckAnswer {
  const said =
    'no binding of RBAC is there, not even those of Kubernetes itself; who may do what is decided elsewhere'
  return undetermined(subject, 'out-of-reach', said)
}
