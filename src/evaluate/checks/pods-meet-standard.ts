import { NEWEST_STANDARD, violationsOf } from '../../analyse/queries/pod-standards.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { SecurityGroup } from '../../model/pod-security.ts'
import { bySubject, fail, notApplicable, pass } from '../answers.ts'
import { listOf, wordOf } from '../baseline.ts'
import { PLACES, placeIsSilent, workloadPlaces } from '../places.ts'
import { latentText, violationEvidence, violationText } from '../pod-evidence.ts'
import { WORKLOADS } from '../reads.ts'
import { workloadSubject } from '../subject.ts'

const LEVELS = ['baseline', 'restricted'] as const

/** Whether the security contexts of pods meet a level of the Pod Security Standards. */
export const podsMeetStandard: Check = {
  id: 'pods-meet-standard',
  version: 2,
  title: 'The security contexts of pods meet a level of the Pod Security Standards',
  logic:
    'A workload fails where a pod breaks any control of the level, by the newest version of the Pod Security Standards, as the admission plug-in of Kubernetes decides. Workloads without pods are judged by their template. Listed namespaces are shown and left out; what lies elsewhere than asked for is not looked at.',
  reads: WORKLOADS,
  needs: [],
  parameters: { level: LEVELS, where: PLACES, except: 'list' },
  evaluate(input) {
    const except = new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason]))
    const placeOf = workloadPlaces(input, wordOf(input, 'where', PLACES))
    return input.cluster.facts.podSecurity.groups
      .flatMap((group) => {
        const place = placeOf(group)
        if (place === 'out') return []
        return place === 'silent'
          ? [placeIsSilent(workloadSubject(input.cluster.name, group))]
          : [answer(input, group, except.get(group.namespace))]
      })
      .sort(bySubject)
  },
}

function answer(
  input: CheckInput,
  group: SecurityGroup,
  excepted: string | undefined,
): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, group)
  const level = wordOf(input, 'level', LEVELS)
  const found = violationsOf(group.shape, level, NEWEST_STANDARD)
  const evidence = violationEvidence(group, found)
  if (found.length === 0) return pass(subject, `meets ${level}${latentText(group)}`, evidence)
  const controls = [...new Set(found.map(({ control }) => control))]
  const said = `breaks ${controls.join(', ')} of ${level}: ${violationText(found)}${latentText(group)}`
  return excepted === undefined
    ? fail(subject, said, evidence)
    : notApplicable(subject, `left out by the baseline: ${excepted}; ${said}`, evidence)
}
