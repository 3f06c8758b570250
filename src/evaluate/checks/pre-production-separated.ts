import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import {
  bySubject,
  counted,
  explanationEvidence,
  fail,
  pass,
  podEvidence,
  undetermined,
} from '../answers.ts'
import { describePair, exampleOf, memberOf, undecidedPair } from '../connections.ts'
import { environmentsOf } from '../environments.ts'
import { examineEach } from '../examine.ts'
import { anyConnection } from '../offenders.ts'
import { CONNECTIVITY } from '../reads.ts'
import { workloadSubject } from '../subject.ts'

/** Whether what is for pre-production and the cardholder-data environment in use reach each other. */
export const preProductionSeparated: Check = {
  id: 'pre-production-separated',
  version: 1,
  title: 'Pre-production and the cardholder-data environment in use do not reach each other',
  logic:
    'Each workload that the scope file declares for pre-production fails where policies let anything pass between it and a CDE workload that is not, in either direction. What may be allowed lets nothing pass the check, and host-network pods on one node with the other side count as allowed.',
  reads: CONNECTIVITY,
  needs: ['scope', 'reachability'],
  passesBy: 'denial',
  parameters: {},
  evaluate(input) {
    const { preProduction, production, silent } = environmentsOf(input)
    if (preProduction.length === 0) return silent
    const own = preProduction.map((each) => memberOf(input, each))
    const others = production.map((each) => memberOf(input, each))
    const examined = {
      leaving: examineEach(input, own, others, 'sources', anyConnection),
      arriving: examineEach(input, others, own, 'destinations', anyConnection),
    }
    return [...preProduction.map((workload) => answer(input, workload, examined)), ...silent].sort(
      bySubject,
    )
  },
}

type Directions = Readonly<Record<'leaving' | 'arriving', ReturnType<typeof examineEach>>>

function answer(
  input: CheckInput,
  workload: ScopedWorkload,
  { leaving, arriving }: Directions,
): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, workload)
  const member = memberOf(input, workload)
  const found = [leaving(member), arriving(member)]
  const pairs = counted(
    found.reduce((sum, each) => sum + each.pairs, 0),
    'pair',
  )
  const evidence = workload.pods.slice(0, 1).map(podEvidence)
  const [first] = found.flatMap(({ certain }) => certain.first ?? [])
  if (first !== undefined) {
    const example = exampleOf(input, first)
    const said = `is for pre-production, and ${describePair(first)} is allowed (${pairs} examined)`
    return fail(subject, said, [...explanationEvidence(example), ...evidence], example)
  }
  const [unsure] = found.flatMap(({ uncertain }) => uncertain.first ?? [])
  if (unsure !== undefined) {
    const { cause, said } = undecidedPair(unsure)
    return undetermined(subject, cause, `is for pre-production; ${said}`, evidence)
  }
  return pass(
    subject,
    `no allowed path to or from the CDE in use in the declared configuration (${pairs} examined)`,
    evidence,
  )
}
