import type { Check, CheckAnswer } from '../../model/check.ts'
import type { LiteralShape } from '../../model/literals.ts'
import type { PodGroup } from '../../model/service-accounts.ts'
import { bySubject, objectEvidence, pass, someOf, undetermined } from '../answers.ts'
import { latentText } from '../pod-evidence.ts'
import { WORKLOADS } from '../reads.ts'
import { workloadSubject } from '../subject.ts'

/** Whether credentials may stand in the objects of workloads themselves. */
export const literalCredentials: Check = {
  id: 'literal-credentials',
  version: 1,
  title: 'No variable with a value of its own has the name of a credential',
  logic:
    'A workload of which a container, also an init or ephemeral one, sets a variable whose name ends as those of passwords, tokens and keys do, to a value in the object itself and not from a Secret, is undetermined: values are never read, and a person must look. No pass says that there is none: command lines, ConfigMaps, images and other names may hold some.',
  reads: WORKLOADS,
  needs: [],
  parameters: {},
  evaluate: ({ cluster }) =>
    cluster.facts.literals.map((group) => answer(cluster.name, group)).sort(bySubject),
}

function answer(cluster: string, group: PodGroup<LiteralShape>): CheckAnswer {
  const subject = workloadSubject(cluster, group)
  const { credentials } = group.shape
  const there = [objectEvidence(group.key)]
  if (credentials.length === 0)
    return pass(subject, `no name of a variable is that of a credential${latentText(group)}`, there)
  const names = credentials.map(({ container, variable }) => `${variable} (container ${container})`)
  const said = `sets ${someOf(names)} in the object itself; whether that is a credential is for a person to say${latentText(group)}`
  const seen = credentials.map(({ pointer, variable }) => ({
    ...{ object: group.key, pointer, value: variable },
  }))
  return undetermined(subject, 'out-of-reach', said, group.pods > 0 ? seen : there)
}
