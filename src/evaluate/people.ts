import type { CheckInput } from '../model/check.ts'
import type { Catalogue, Control, Framework } from '../model/control.ts'
import type { Evaluation, OrganisationReport } from '../model/evaluation.ts'
import { notApplying } from './applies.ts'
import type { PeopleSay } from './people-say.ts'
import { signOffsOf } from './sign-offs.ts'

/** What people have stated of the controls of one cluster, as of the day of its snapshot. */
export type People = {
  say(framework: Framework, control: Control): PeopleSay
  /** how each sign-off stands here; empty where none were given */
  readonly report: Pick<OrganisationReport, 'signOffs'>
}

/** The organisation's statements, held against a cluster with its digests. */
export function peopleOf(
  { organisation, cluster, asOf }: CheckInput,
  { frameworks }: Catalogue,
  digests: NonNullable<Evaluation['digests']>,
): People {
  const today = asOf.slice(0, 10)
  const signOffs = signOffsOf(organisation, frameworks, { cluster: cluster.name, digests, today })
  return {
    say: (framework, control) => ({
      ...(control.signOff === undefined ? {} : { stated: signOffs.statedFor(framework, control) }),
      notApplying: notApplying(organisation, framework, control, cluster.name, today),
    }),
    report: organisation.signOffs === undefined ? {} : { signOffs: signOffs.report },
  }
}
