import { whoCan } from '../analyse/queries/who-can.ts'
import type { CheckAnswer, CheckInput } from '../model/check.ts'
import type { Grant, WantedRight } from '../model/rights.ts'
import { bySubject, fail, pass, someOf } from './answers.ts'
import { noBinding } from './no-binding.ts'
import { describeHoldings, holdingsEvidence } from './rights-held.ts'
import type { Holding } from './rights-held.ts'
import { holderSubject, holdersOf } from './rights-holders.ts'
import type { Holder } from './rights-holders.ts'

/** A right and how it is called in print. */
export type NamedRight = { readonly text: string; readonly wanted: WantedRight }

/** Everybody that a binding names, and whether they hold any of some rights beyond what comes with Kubernetes; sorted by subject. */
export function limitedTo(
  input: CheckInput,
  rights: readonly NamedRight[],
): readonly CheckAnswer[] {
  const { cluster } = input
  if (cluster.facts.rights.bindings.length === 0) return [noBinding(cluster.name)]
  const held = new Map<string, Holding[]>()
  for (const { text, wanted } of rights) {
    for (const grant of whoCan(cluster.facts.rights, wanted)) {
      const holder = holderSubject(cluster.name, grant.subject)
      const holdings = held.get(holder) ?? []
      holdings.push({ right: `${text}${namesOf(grant)}`, grant })
      held.set(holder, holdings)
    }
  }
  return holdersOf(cluster.facts.rights)
    .map((holder) => answer(input, holder, held))
    .sort(bySubject)
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
    return fail(subject, `may ${describeHoldings(beyond)}`, holdingsEvidence(beyond))
  }
  return holdings.length > 0
    ? pass(subject, 'only as Kubernetes itself binds it', holdingsEvidence(holdings))
    : pass(subject, 'holds none of them', [evidence])
}

/** Which objects a rule is for, where not for all. */
function namesOf({ rule: { resourceNames } }: Grant): string {
  if (resourceNames.length === 0) return ''
  return ` (only ${someOf(resourceNames.map((name) => JSON.stringify(name)))})`
}
