import type { CheckAnswer, CheckInput, ScopedWorkload } from '../model/check.ts'
import { podEvidence, undetermined } from './answers.ts'
import { ofClass } from './scoped-workloads.ts'
import { clusterSubject } from './subject.ts'
import { scopeIsSilent } from './unclassified.ts'

/** What the scope file declares for pre-production, and the cardholder-data environment that is in use. */
export type Environments = {
  readonly preProduction: readonly ScopedWorkload[]
  /** CDE workloads that are not declared for pre-production */
  readonly production: readonly ScopedWorkload[]
  /** workloads of which it is not said what they are for, where that leaves open what is to be compared */
  readonly silent: readonly CheckAnswer[]
}

/** The environments of a cluster by the scope file. */
export function environmentsOf(input: CheckInput): Environments {
  const { cluster, workloads } = input
  const isPre = ({ rule }: ScopedWorkload) => rule?.environment === 'pre-production'
  const preProduction = workloads.filter(isPre)
  const production = ofClass(workloads, 'cde').filter((each) => !isPre(each))
  const unsaid = workloads.filter(
    ({ rule, platform }) => rule?.environment === undefined && !platform,
  )
  const [first] = unsaid
  if (preProduction.length > 0) {
    const unknown = ofClass(workloads, 'unclassified').map((each) => scopeIsSilent(input, each))
    return { preProduction, production, silent: unknown }
  }
  if (first === undefined) return { preProduction, production, silent: [] }
  const said = 'scope does not say which workloads are for pre-production, or that none is'
  const evidence = first.pods.slice(0, 1).map(podEvidence)
  const silent = undetermined(clusterSubject(cluster.name), 'scope-silent', said, evidence)
  return { preProduction, production, silent: [silent] }
}
