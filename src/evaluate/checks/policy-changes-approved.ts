import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { PolicyChange, PolicyHistory, UnlistedChanges } from '../../model/history.ts'
import { counted, fail, objectEvidence, pass, undetermined } from '../answers.ts'
import { fileNamed } from '../authorship.ts'
import { describeBetween, describePoint } from '../ended-by-change.ts'
import { knownChanges, listingsOf } from '../history/listed.ts'
import type { Listing } from '../history/listed.ts'
import { identityOf } from '../history/policies.ts'
import { UNLISTED_AT_MOST, UNLISTED_DAYS } from '../history/unlisted.ts'
import { clusterSubject, objectSubject } from '../subject.ts'

type Compared = Extract<PolicyHistory, { readonly kind: 'compared' }>

/** Whether every change of a policy that runs saw was listed with ticket and approver. */
export const policyChangesApproved: Check = {
  id: 'policy-changes-approved',
  version: 4,
  title: 'Each change of a policy is listed with ticket and approver',
  logic: `Objects that decide which traffic may pass, compared with the run before by what they say, without labels, annotations and status. A change counts as listed where the organisation's file of changes names its digest with a day (UTC) between both runs, or the object with such a day; by object an entry lists one change, and where more of them may be of its day than entries are there, none counts. One that is not listed fails in each later run, too, until an entry lists it or ${UNLISTED_DAYS} days have passed. What the object claims of itself never counts.`,
  reads: ['networkpolicies.networking.k8s.io'],
  needs: [],
  parameters: {},
  evaluate(input) {
    const cluster = clusterSubject(input.cluster.name)
    const history = input.policyHistory
    switch (history?.kind) {
      case undefined:
        return [undetermined(cluster, 'gap', `${NOTHING_EARLIER}: evaluated outside of a run`)]
      case 'none':
        return [undetermined(cluster, 'gap', `${NOTHING_EARLIER}: ${history.why}`)]
      case 'unknown':
        return [undetermined(cluster, 'gap', `the earlier policies are not known: ${history.why}`)]
      case 'compared':
        return compared(input, history)
    }
  },
}

const NOTHING_EARLIER = 'no earlier run is there to compare with'

function compared(input: CheckInput, history: Compared): readonly CheckAnswer[] {
  const { changes, carried, unread, count } = history
  const cluster = clusterSubject(input.cluster.name)
  const between = describeBetween(history)
  const answers = [...changed(input, changes, carried), ...uncounted(input, history)]
  if (unread.length > 0) {
    const said = `whether policies changed ${between} is not known of ${unread.join(', ')}: not all were read`
    return [undetermined(cluster, 'gap', said), ...answers]
  }
  if (answers.length > 0) return answers
  const examined = counted(count, 'policy', 'policies')
  const since = `none since ${describePoint(carried.since)}, at most ${UNLISTED_DAYS} days back, was left unlisted`
  return [pass(cluster, `no policy changed ${between}, and ${since}; ${examined} examined`, [])]
}

/** One answer for each object that changed, with all its changes in their order. */
function changed(
  input: CheckInput,
  found: readonly PolicyChange[],
  carried: UnlistedChanges,
): readonly CheckAnswer[] {
  const { cluster, organisation } = input
  const present = new Map(cluster.facts.policyMarks.map(({ key }) => [identityOf(key), key]))
  const listing = listingsOf(organisation, cluster.name, knownChanges(carried, found))
  const said = [
    ...carried.changes.map((change) => ({ change, isOld: true })),
    ...found.map((change) => ({ change, isOld: false })),
  ].map((each) => ({ ...each, listing: listing(each.change) }))
  const byObject = Map.groupBy(said, ({ change }) => objectSubject(cluster.name, change.key))
  return [...byObject].map(([subject, all]) => {
    const reason = all.map((each) => sentence(input, each)).join('; then ')
    const keys = new Set(all.flatMap(({ change }) => present.get(identityOf(change.key)) ?? []))
    const evidence: readonly Evidence[] = [...keys].map(objectEvidence)
    const isListed = all.every(({ listing }) => listing.entry !== undefined)
    return isListed ? pass(subject, reason, evidence) : fail(subject, reason, evidence)
  })
}

/** So many digests of one day are named. */
const NAMED = 10

function moreThan(count: number): readonly string[] {
  return count > NAMED ? [`and ${count - NAMED} more`] : []
}

type Said = {
  readonly change: PolicyChange
  /** an earlier run found it, and it was not listed then */
  readonly isOld: boolean
  readonly listing: Listing
}

function sentence(
  { organisation }: CheckInput,
  { change, isOld, listing: { entry, shared, otherDay } }: Said,
): string {
  const what = `${change.change} ${describeBetween(change)} (change ${change.digest})`
  const file = fileNamed(organisation, 'changes.yaml')
  if (entry !== undefined) {
    const { id, ticket, approvedBy, date } = entry
    const late = isOld ? 'not listed when it was found, and now by ' : ''
    const authorship = file === undefined ? '' : `, ${file.said}`
    return `${what}; ${late}${id} of ${date}, ticket ${ticket}, listed as approved by ${approvedBy}${authorship}`
  }
  const until = `fails until it is listed, at most ${UNLISTED_DAYS} days`
  if (shared !== undefined) {
    const { id, date } = shared.entry
    const named = [...shared.digests.slice(0, NAMED), ...moreThan(shared.digests.length)]
    return `${what}; ${id} names the object for ${date} (UTC), when more changes of it may have been made than entries list, so that each needs an entry of its own, by its digest where a day does not tell them apart (${named.join(', ')}): ${until}`
  }
  if (otherDay !== undefined) {
    const { id, date } = otherDay
    return `${what}; ${id} names it for ${date} (UTC), when it was not made: ${until}`
  }
  if (organisation.changes !== undefined)
    return `${what}; the file of changes does not list it: ${until}`
  const why = file?.setAside
  const missing =
    why === undefined
      ? 'there is no file of changes'
      : `the file of changes counts as missing, ${why}`
  return `${what}; ${missing}: ${until}`
}

/** What is not listed and not remembered one by one. */
function uncounted(
  { cluster }: CheckInput,
  { carried: { beyond } }: Compared,
): readonly CheckAnswer[] {
  if (beyond === undefined) return []
  const said = `${counted(beyond.count, 'further change')} of policies ${describeBetween(beyond)} not listed when found; ${UNLISTED_AT_MOST} are remembered one by one, and these fail for ${UNLISTED_DAYS} days`
  return [fail(clusterSubject(cluster.name), said, [])]
}
