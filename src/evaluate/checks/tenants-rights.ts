import type { Check, CheckAnswer } from '../../model/check.ts'
import type { RightsSubject } from '../../model/rights.ts'
import { bySubject, counted, fail, pass, undetermined } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { RIGHTS } from '../reads.ts'
import { describeHoldings, holdingsEvidence } from '../rights-held.ts'
import type { Holding } from '../rights-held.ts'
import { accountNamespace, holderSubject, holdersOf } from '../rights-holders.ts'
import { rightsInto } from '../rights-into.ts'
import { overTenants } from '../tenants.ts'

/** Rights of tenants in environments of others, or of tenants in that of the provider and of the provider in theirs. */
const BETWEEN = ['tenants', 'provider'] as const

/** Whether rights stay within the environment of one customer. */
export const tenantsRights: Check = {
  id: 'tenants-rights',
  version: 2,
  title:
    'Nobody holds rights in the environments of several tenants, nor a tenant in that of the provider',
  logic:
    "Every user, group and service account that a binding names, beyond the bindings of Kubernetes itself, rights over the whole cluster included. A service account of a tenant fails with rights in another tenant's namespaces, or in namespaces of no tenant. Users and groups with rights in several tenants, and service accounts of no tenant with rights in any, are left to a person: who authorised that is not known to a cluster.",
  reads: ['namespaces', ...RIGHTS],
  needs: ['scope'],
  parameters: { between: BETWEEN },
  evaluate(input) {
    const between = wordOf(input, 'between', BETWEEN)
    return overTenants(input, (tenants) => {
      const held = rightsInto(input, new Set(input.cluster.namespaces.keys()))
      return holdersOf(input.cluster.facts.rights)
        .map(({ subject: who, evidence }) => {
          const subject = holderSubject(input.cluster.name, who)
          const judged = judge(who, held.get(subject) ?? [], tenants, between)
          return judged === undefined
            ? pass(subject, 'no such rights, but for what Kubernetes itself binds', [evidence])
            : judged(subject)
        })
        .sort(bySubject)
    })
  },
}

type Tenants = ReadonlyMap<string, string>

/** What is to be said of a holder; undefined: nothing against. */
function judge(
  who: RightsSubject,
  holdings: readonly Holding[],
  tenants: Tenants,
  between: (typeof BETWEEN)[number],
): ((subject: string) => CheckAnswer) | undefined {
  const namespace = accountNamespace(who)
  const own = namespace === undefined ? undefined : tenants.get(namespace)
  const into = (isMeant: (namespace: string) => boolean) =>
    holdings.filter(({ grant }) => grant.namespace === undefined || isMeant(grant.namespace))
  if (own !== undefined) {
    const strange =
      between === 'tenants'
        ? into((each) => tenants.has(each) && tenants.get(each) !== own)
        : into((each) => !tenants.has(each))
    return failing(strange, `of tenant ${own}, and`)
  }
  const reached = into((each) => tenants.has(each))
  const names = reachedTenants(reached, tenants)
  const isAsked =
    namespace !== undefined ? between === 'provider' && names.size > 0 : names.size > 1
  if (!isAsked) return undefined
  const said = `may ${describeHoldings(reached)}, in environments of ${counted(names.size, 'tenant')}; who authorised that is for a person to say`
  return (subject) => undetermined(subject, 'out-of-reach', said, holdingsEvidence(reached))
}

function failing(
  strange: readonly Holding[],
  who: string,
): ((subject: string) => CheckAnswer) | undefined {
  if (strange.length === 0) return undefined
  return (subject) =>
    fail(subject, `${who} may ${describeHoldings(strange)}`, holdingsEvidence(strange))
}

/** The tenants whose namespaces some holdings are over: all of them where one is over the whole cluster. */
function reachedTenants(holdings: readonly Holding[], tenants: Tenants): ReadonlySet<string> {
  const isWide = holdings.some(({ grant }) => grant.namespace === undefined)
  if (isWide) return new Set(tenants.values())
  return new Set(holdings.flatMap(({ grant: { namespace = '' } }) => tenants.get(namespace) ?? []))
}
