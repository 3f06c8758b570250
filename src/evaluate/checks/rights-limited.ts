import { whoCan } from '../../analyse/queries/who-can.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import { bySubject, fail, pass } from '../answers.ts'
import { listOf, wordOf } from '../baseline.ts'
import { RIGHTS } from '../reads.ts'
import { describeHoldings, holdingsEvidence } from '../rights-held.ts'
import type { Holding } from '../rights-held.ts'
import { describeHolder, holderSubject, holdersOf } from '../rights-holders.ts'
import type { Holder } from '../rights-holders.ts'
import { wantedRight } from '../wanted-right.ts'

/** What becomes of a right that a rule grants over certain objects only, which it names. */
const NAMED = ['counts', 'left-out'] as const

/** Who holds any of some rights, beyond the bindings that come with Kubernetes. */
export const rightsLimited: Check = {
  id: 'rights-limited',
  version: 1,
  title: 'Certain rights are held by nobody beyond what comes with Kubernetes',
  logic:
    'Every user, group and service account that a binding names is asked for each of the listed rights, as the authorizer of Kubernetes decides: wildcards, aggregated roles, subresources and bindings of one namespace. The bindings that Kubernetes makes itself pass while their subjects and rules are the ones it made. Who is in a group is not known to a cluster.',
  reads: RIGHTS,
  needs: [],
  parameters: { rights: 'rights', named: NAMED },
  evaluate(input) {
    const { rights } = input.cluster.facts
    const anyName = wordOf(input, 'named', NAMED) === 'counts'
    const held = new Map<string, Holding[]>()
    for (const { value: right } of listOf(input, 'rights')) {
      const wanted = { ...wantedRight(right), ...(anyName ? { anyName } : {}) }
      for (const grant of whoCan(rights, wanted))
        keep(held, holderSubject(input.cluster.name, grant.subject), { right, grant })
    }
    return holdersOf(rights)
      .map((holder) => answer(input, holder, held))
      .sort(bySubject)
  },
}

function answer(
  { cluster, defaults }: CheckInput,
  { subject: holder, evidence }: Holder,
  held: ReadonlyMap<string, readonly Holding[]>,
): CheckAnswer {
  const subject = holderSubject(cluster.name, holder)
  const holdings = held.get(subject) ?? []
  const beyond = holdings.filter(({ grant }) => !defaults.grants(grant))
  if (beyond.length > 0) {
    const said = `${describeHolder(holder)} may ${describeHoldings(beyond)}`
    return fail(subject, said, holdingsEvidence(beyond))
  }
  return holdings.length > 0
    ? pass(subject, 'only as Kubernetes itself binds it', holdingsEvidence(holdings))
    : pass(subject, 'holds none of them', [evidence])
}

function keep(held: Map<string, Holding[]>, subject: string, holding: Holding): void {
  const known = held.get(subject)
  if (known === undefined) held.set(subject, [holding])
  else known.push(holding)
}
