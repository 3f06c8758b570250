import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Enforcer } from '../../model/enforcer.ts'
import type { Evidence } from '../../model/evaluation.ts'
import { nameOf } from '../../analyse/enforcer/enforcers.ts'
import { counted, fail, objectEvidence, pass, undetermined } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { WORKLOADS } from '../reads.ts'
import { clusterSubject } from '../subject.ts'

const WHEN = ['always', 'cde'] as const

/** Whether something is installed that enforces network policies: present, not tested. */
export const cniEnforcesPolicy: Check = {
  id: 'cni-enforces-policy',
  version: 4,
  title: 'Something that enforces network policies is installed',
  logic:
    'Known enforcers are recognised by their workloads in namespaces that the organisation declares as platform, ready on every node that can run pods, and by the settings of Cilium where they were read. Policies that they are known not to enforce are named and count as absent everywhere. Whether they enforce the others is not tested.',
  reads: [...WORKLOADS, 'nodes'],
  needs: [],
  parameters: { when: WHEN },
  evaluate: (input) => (isAsked(input) ? [answer(input)] : []),
}

/** A cluster without workloads has nothing to enforce on; `cde` asks only where something is, or may be, in the environment. */
function isAsked(input: CheckInput): boolean {
  return wordOf(input, 'when', WHEN) === 'always'
    ? input.workloads.length > 0
    : input.workloads.some((each) => each.class === 'cde' || each.class === 'unclassified')
}

function answer({ cluster, organisation }: CheckInput): CheckAnswer {
  const subject = clusterSubject(cluster.name)
  const { enforcer } = cluster
  switch (enforcer.kind) {
    case 'present':
      return underPlugin(cluster, enforcer)
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
        : undetermined(subject, enforcer.cause ?? 'out-of-reach', enforcer.why)
  }
}

/** A plugin that is set not to enforce NetworkPolicy may enforce policies of its own; that is not what is asked. */
function underPlugin(
  cluster: CheckInput['cluster'],
  enforcer: Extract<Enforcer, { kind: 'present' }>,
): CheckAnswer {
  const subject = clusterSubject(cluster.name)
  const name = nameOf(enforcer)
  const { withoutNetworkPolicy: without } = enforcer
  if (without?.everywhere === true)
    return fail(
      subject,
      `${name} with ${without.setting} does not enforce NetworkPolicies, and nothing else that does is present`,
      [...enforcer.evidence, without.evidence].toSorted().map(objectEvidence),
    )
  if (without !== undefined)
    return undetermined(
      subject,
      'out-of-reach',
      `whether ${name} enforces NetworkPolicies on every node is not known: ${without.setting}`,
    )
  return pass(subject, [`${name} is present, not tested`, ...withoutForce(cluster)].join('; '), [
    ...enforcer.evidence.map(objectEvidence),
    ...cluster.notEnforced.map(({ policy }) => objectEvidence(policy)),
    ...settingsOf(cluster),
  ])
}

/** The settings that switch policies off, each once. */
function settingsOf({ notEnforced }: CheckInput['cluster']): readonly Evidence[] {
  const found = notEnforced.flatMap(({ evidence }) => evidence ?? [])
  return [...new Map(found.map((each) => [`${each.object} ${each.pointer}`, each])).values()]
}

/** Policies of a kind, direction or priority that the enforcer does not enforce. */
function withoutForce({ notEnforced }: CheckInput['cluster']): readonly string[] {
  const reasons = Map.groupBy(notEnforced, ({ why }) => why)
  return [...reasons].map(
    ([why, { length }]) => `${why}: ${counted(length, 'policy', 'policies')} not in force`,
  )
}
