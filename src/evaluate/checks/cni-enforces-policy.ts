import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import { fail, objectEvidence, pass, undetermined } from '../answers.ts'
import { WORKLOADS } from '../reads.ts'
import { clusterSubject } from '../subject.ts'

/** Whether something is installed that enforces network policies: present, not tested. */
export const cniEnforcesPolicy: Check = {
  id: 'cni-enforces-policy',
  version: 1,
  title: 'Something that enforces network policies is installed',
  logic:
    'Known enforcers are recognised by their workloads in namespaces that the organisation declares as platform. Whether they enforce is not tested.',
  reads: WORKLOADS,
  needs: [],
  parameters: {},
  evaluate: (input) => (input.cluster.pods.length === 0 ? [] : [answer(input)]),
}

function answer({ cluster, organisation }: CheckInput): CheckAnswer {
  const subject = clusterSubject(cluster.name)
  const { enforcer } = cluster
  switch (enforcer.kind) {
    case 'present':
      return pass(
        subject,
        `${enforcer.name} is present, not tested`,
        enforcer.evidence.map(objectEvidence),
      )
    case 'none':
      return fail(
        subject,
        `${enforcer.name} does not enforce network policies, and nothing else that does is present`,
        enforcer.evidence.map(objectEvidence),
      )
    case 'unknown':
      return organisation.scope === undefined
        ? undetermined(
            subject,
            'scope-silent',
            `scope does not say which namespaces are the platform's: ${enforcer.why}`,
          )
        : undetermined(subject, 'out-of-reach', enforcer.why)
  }
}
