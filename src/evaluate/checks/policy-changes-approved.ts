import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Between, PolicyChange, PolicyHistory } from '../../model/history.ts'
import type { ApprovedChange } from '../../model/scope.ts'
import {
  bySubject,
  counted,
  fail,
  notApplicable,
  objectEvidence,
  pass,
  undetermined,
} from '../answers.ts'
import { describeBetween } from '../ended-by-change.ts'
import { clusterSubject, objectSubject } from '../subject.ts'

type Compared = Extract<PolicyHistory, { readonly kind: 'compared' }>

/** Whether every change of a policy since the run before was listed with ticket and approver. */
export const policyChangesApproved: Check = {
  id: 'policy-changes-approved',
  version: 1,
  title: 'Each change of a policy is listed with ticket and approver',
  logic:
    "Objects that decide which traffic may pass, compared with the run before by what they say, without labels, annotations and status. A change counts as listed where the organisation's file of changes names its digest, or the object with a day between both runs. What the object claims of itself never counts.",
  reads: ['networkpolicies.networking.k8s.io'],
  needs: [],
  parameters: {},
  evaluate(input) {
    const cluster = clusterSubject(input.cluster.name)
    const history = input.policyHistory
    switch (history?.kind) {
      case undefined:
        return [notApplicable(cluster, 'no earlier snapshot: evaluated outside of a run')]
      case 'none':
        return [notApplicable(cluster, `no earlier snapshot: ${history.why}`)]
      case 'unknown':
        return [undetermined(cluster, 'gap', `the earlier policies are not known: ${history.why}`)]
      case 'compared':
        return compared(input, history)
    }
  },
}

function compared(input: CheckInput, history: Compared): readonly CheckAnswer[] {
  const { changes, unread, count } = history
  const cluster = clusterSubject(input.cluster.name)
  const between = describeBetween(history)
  const answers = changes.map((each) => answer(input, each, history))
  if (unread.length > 0) {
    const said = `whether policies changed ${between} is not known of ${unread.join(', ')}: not all were read`
    return [undetermined(cluster, 'gap', said), ...answers].sort(bySubject)
  }
  if (answers.length > 0) return answers.sort(bySubject)
  const examined = counted(count, 'policy', 'policies')
  return [pass(cluster, `no policy changed ${between}; ${examined} examined`, [])]
}

function answer(input: CheckInput, change: PolicyChange, between: Between): CheckAnswer {
  const subject = objectSubject(input.cluster.name, change.key)
  const evidence = change.change === 'removed' ? [] : [objectEvidence(change.key)]
  const said = `${change.change} ${describeBetween(between)} (change ${change.digest})`
  const listed = (input.organisation.changes ?? []).find((each) =>
    isListed(each, { subject, change, between }),
  )
  if (listed !== undefined) {
    const { id, ticket, approvedBy, date } = listed
    return pass(
      subject,
      `${said}; ${id} of ${date}, ticket ${ticket}, listed as approved by ${approvedBy}`,
      evidence,
    )
  }
  const where =
    input.organisation.changes === undefined
      ? 'there is no file of changes'
      : 'the file of changes does not list it'
  return fail(subject, `${said}; ${where}`, evidence)
}

type Place = {
  readonly subject: string
  readonly change: PolicyChange
  readonly between: Between
}

/** The day of the earlier run counts: it may have been read before the change was made. */
function isListed(
  { objects, digests, date }: ApprovedChange,
  { subject, change, between: { from, to } }: Place,
): boolean {
  if (date > to.asOf.slice(0, 10)) return false
  if (digests.includes(change.digest)) return true
  return objects.includes(subject) && date >= from.asOf.slice(0, 10)
}
