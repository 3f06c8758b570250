import type { CheckInput } from '../model/check.ts'
import type { Catalogue, Control, Framework } from '../model/control.ts'
import type { Evaluation, OrganisationReport } from '../model/evaluation.ts'
import type { EvaluationHistory } from '../model/history.ts'
import { notApplying } from './applies.ts'
import type { PeopleSay } from './people-say.ts'
import { signOffsOf } from './sign-offs.ts'

/** What people have stated of the controls of one cluster, as of the day of its snapshot. */
export type People = {
  say(framework: Framework, control: Control): PeopleSay
  /** how each sign-off stands here; empty where none were given */
  readonly report: Pick<OrganisationReport, 'signOffs'>
}

/** What statements are held against: the digests of the cluster, and what became of them. */
type KnownOfCluster = {
  readonly digests: NonNullable<Evaluation['digests']>
  /** absent: it is evaluated outside of a run */
  readonly history: EvaluationHistory | undefined
}

/** The organisation's statements, held against a cluster with its digests. */
export function peopleOf(
  { organisation, cluster, asOf }: CheckInput,
  { frameworks }: Catalogue,
  { digests, history }: KnownOfCluster,
): People {
  const today = asOf.slice(0, 10)
  const context = { cluster: cluster.name, digests, history, today }
  const signOffs = signOffsOf(organisation, frameworks, context)
  return {
    say: (framework, control) => ({
      ...(control.signOff === undefined ? {} : { stated: signOffs.statedFor(framework, control) }),
      notApplying: notApplying(organisation, framework, control, cluster.name, today),
    }),
    report: organisation.signOffs === undefined ? {} : { signOffs: signOffs.report },
  }
}
