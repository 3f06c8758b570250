import type { Check, CheckAnswer, CheckInput, ScopedEndpoint } from '../../model/check.ts'
import {
  bySubject,
  counted,
  explanationEvidence,
  fail,
  pass,
  podEvidence,
  undetermined,
} from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { describePair, exampleOf, undecidedPair } from '../connections.ts'
import { examine } from '../examine.ts'
import { anyConnection } from '../offenders.ts'
import type { Offence } from '../offenders.ts'
import { CONNECTIVITY } from '../reads.ts'
import { overTenants, tenantSubject } from '../tenants.ts'
import { unapproved } from '../unapproved.ts'

/** The tenants among each other, or the provider's own workloads and the tenants. */
const BETWEEN = ['tenants', 'provider'] as const

/** Whether the environments of customers are kept apart on the network. */
export const tenantsSeparated: Check = {
  id: 'tenants-separated',
  version: 3,
  title: 'No workload of a tenant reaches another tenant, nor the provider beyond what is approved',
  logic:
    'Tenants are the namespaces that the scope file gives to customers. Among tenants, each fails that a workload of another one may reach. Between provider and tenants, what the register of approved flows lists is authorised, and each tenant fails that is reached from, or reaches, a workload of no tenant by any other connection. What may be allowed counts as allowed.',
  reads: CONNECTIVITY,
  needs: ['scope', 'reachability'],
  passesBy: 'denial',
  parameters: { between: BETWEEN },
  evaluate(input) {
    const between = wordOf(input, 'between', BETWEEN)
    return overTenants(input, (tenants) => {
      const parties = Map.groupBy(input.endpoints, ({ endpoint }) =>
        endpoint.kind === 'pods' ? (tenants.get(endpoint.namespace) ?? PROVIDER) : OUTSIDE,
      )
      return [...new Set(tenants.values())]
        .map((tenant) =>
          between === 'tenants'
            ? amongTenants(input, tenant, parties)
            : withProvider(input, tenant, parties),
        )
        .sort(bySubject)
    })
  },
}

/** Ids of tenants hold no `/`. */
const PROVIDER = '/provider'
const OUTSIDE = '/outside'

type Parties = ReadonlyMap<string, readonly ScopedEndpoint[]>
type Side = { readonly from: readonly ScopedEndpoint[]; readonly to: readonly ScopedEndpoint[] }

function amongTenants(input: CheckInput, tenant: string, parties: Parties): CheckAnswer {
  const others = [...parties].flatMap(([name, endpoints]) =>
    name === tenant || name === PROVIDER || name === OUTSIDE ? [] : endpoints,
  )
  const side = { from: others, to: parties.get(tenant) ?? [] }
  return answer(input, tenant, [side], anyConnection, 'a workload of another tenant')
}

function withProvider(input: CheckInput, tenant: string, parties: Parties): CheckAnswer {
  if (input.organisation.flows === undefined) {
    const said = 'scope does not say: there is no register of approved flows'
    return undetermined(tenantSubject(input, tenant), 'scope-silent', said)
  }
  const own = parties.get(tenant) ?? []
  const provider = (parties.get(PROVIDER) ?? []).filter(({ ofNode }) => !ofNode)
  const sides = [
    { from: provider, to: own },
    { from: own, to: provider },
  ]
  return answer(input, tenant, sides, unapproved(input), 'a connection with the provider')
}

function answer(
  input: CheckInput,
  tenant: string,
  sides: readonly Side[],
  offence: Offence,
  what: string,
): CheckAnswer {
  const subject = tenantSubject(input, tenant)
  const found = sides.map(({ from, to }) => examine(input, from, to, offence))
  const pairs = found.reduce((sum, each) => sum + each.pairs, 0)
  const examined = `${counted(pairs, 'pair')} examined`
  const own = (sides[0]?.to ?? []).flatMap(podsOf).slice(0, 1)
  const [first] = found.flatMap(({ certain }) => certain.first ?? [])
  if (first !== undefined) {
    const example = exampleOf(input, first)
    const said = `${what} is allowed (${examined}); for example ${describePair(first)}`
    return fail(subject, said, [...explanationEvidence(example), ...own], example)
  }
  const [unsure] = found.flatMap(({ uncertain }) => uncertain.first ?? [])
  if (unsure === undefined)
    return pass(subject, `no such path in the declared configuration (${examined})`, own)
  const { cause, said } = undecidedPair(unsure)
  return undetermined(subject, cause, said, own)
}

function podsOf({ endpoint }: ScopedEndpoint) {
  return endpoint.kind === 'pods' ? endpoint.pods.slice(0, 1).map(podEvidence) : []
}
