import type { Check, CheckAnswer } from '../../model/check.ts'
import type { SecurityGroup } from '../../model/pod-security.ts'
import { bySubject, fail, pass } from '../answers.ts'
import { latentText, violationEvidence, violationText } from '../pod-evidence.ts'
import { WORKLOADS } from '../reads.ts'
import { workloadSubject } from '../subject.ts'

/** Whether containers get Secrets as environment variables, where processes and crash reports show them, instead of files. */
export const secretsNotInEnvironment: Check = {
  id: 'secrets-not-in-environment',
  version: 1,
  title: 'No container gets a Secret as an environment variable',
  logic:
    'A workload fails where any container, also an init or ephemeral one, names a Secret in env (secretKeyRef) or takes all of one (envFrom). Values are never read. Workloads without pods are judged by their template.',
  reads: WORKLOADS,
  needs: [],
  parameters: {},
  evaluate: ({ cluster }) =>
    cluster.facts.podSecurity.groups.map((group) => answer(cluster.name, group)).sort(bySubject),
}

function answer(cluster: string, group: SecurityGroup): CheckAnswer {
  const subject = workloadSubject(cluster, group)
  const found = group.shape.containers.flatMap(({ name, secretVariables }) =>
    secretVariables.map(({ variable, secret, pointer }) => ({
      pointer,
      what: `container ${name} has ${variable ?? 'all'} of Secret ${secret} in its environment`,
    })),
  )
  const evidence = violationEvidence(group, found)
  return found.length === 0
    ? pass(subject, `no container has one${latentText(group)}`, evidence)
    : fail(subject, `${violationText(found)}${latentText(group)}`, evidence)
}
