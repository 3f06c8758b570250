import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { ApprovedFlow } from '../../model/scope.ts'
import {
  bySubject,
  explanationEvidence,
  fail,
  notApplicable,
  pass,
  podEvidence,
} from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { flowPossible, isPossible, whyDenied } from '../flows-possible.ts'
import { CONNECTIVITY } from '../reads.ts'
import { sideTest } from '../flow-sides.ts'
import { isNotYet } from '../register.ts'
import { subjectOf } from '../subject.ts'

const OVERDUE = ['fails', 'passes'] as const

/** Whether what the register approves is what policies let pass, and was reviewed by its day. */
export const flowsInUse: Check = {
  id: 'flows-in-use',
  version: 2,
  title: 'Approved flows are what policies let pass',
  logic:
    'Each flow that is approved by the day of the snapshot and means something in this cluster fails where policies let nothing of it pass: it is out of date, or the policies are. What is not decidable counts as let pass. Where asked for, a flow whose day of review is over fails, too.',
  reads: CONNECTIVITY,
  needs: ['scope', 'flows', 'reachability'],
  parameters: { overdue: OVERDUE },
  evaluate(input) {
    const isStrict = wordOf(input, 'overdue', OVERDUE) === 'fails'
    const today = input.asOf.slice(0, 10)
    return (input.organisation.flows ?? [])
      .map((flow) => answer(input, flow, isStrict && flow.reviewBy < today))
      .sort(bySubject)
  },
}

function answer(input: CheckInput, flow: ApprovedFlow, isOverdue: boolean): CheckAnswer {
  const subject = subjectOf(input.cluster.name, '', 'Flow', flow.id)
  if (isNotYet(flow, input.asOf))
    return notApplicable(subject, `approved on ${flow.approvedOn}, a day to come: not yet approved`)
  const found = flowPossible(input, flow)
  const evidence = podsOf(input, flow)
  if (found.pairs === 0 || evidence.length === 0)
    return notApplicable(subject, 'means nothing that is in this cluster')
  const { denied } = found
  if (!isPossible(found) && denied !== undefined) {
    const said = `approved, and not let pass: ${whyDenied(denied)}`
    return fail(subject, said, [...explanationEvidence(denied), ...evidence], denied)
  }
  if (isOverdue) return fail(subject, `was to be reviewed by ${flow.reviewBy}`, evidence)
  const said =
    denied === undefined
      ? 'policies let it pass'
      : `policies let a part of it pass; not: ${whyDenied(denied)}`
  return pass(subject, `${said}; to be reviewed by ${flow.reviewBy}`, evidence)
}

/** The first pod on each side, where a side means pods. */
function podsOf(
  { cluster, endpoints, organisation }: CheckInput,
  flow: ApprovedFlow,
): readonly Evidence[] {
  return [flow.from, flow.to].flatMap((side) => {
    const means = sideTest(cluster.name, organisation.scope, side)
    const found = endpoints.find(
      ({ endpoint }) => endpoint.kind === 'pods' && means(endpoint, 'some'),
    )
    return found?.endpoint.kind === 'pods' ? found.endpoint.pods.slice(0, 1).map(podEvidence) : []
  })
}
