import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Pod } from '../../model/cluster.ts'
import { bySubject, counted, pass, placementEvidence, someOf, undetermined } from '../answers.ts'
import { WORKLOADS } from '../reads.ts'
import { overTenants, tenantSubject } from '../tenants.ts'

/** On which nodes pods of several customers meet. */
export const tenantsNodes: Check = {
  id: 'tenants-nodes',
  version: 1,
  title: 'Tenants that share nodes are listed',
  logic:
    'Each tenant of the scope file passes where no node runs its pods beside those of another tenant. Where some do, the nodes are listed, and whether what separates pods within a node suffices is left to a person.',
  reads: [...WORKLOADS, 'nodes'],
  needs: ['scope'],
  parameters: {},
  evaluate: (input) =>
    overTenants(input, (tenants) => {
      const byTenant = Map.groupBy(input.cluster.pods, ({ namespace }) => tenants.get(namespace))
      return [...new Set(tenants.values())]
        .map((tenant) => answer(input, tenant, byTenant))
        .sort(bySubject)
    }),
}

function answer(
  input: CheckInput,
  tenant: string,
  byTenant: ReadonlyMap<string | undefined, readonly Pod[]>,
): CheckAnswer {
  const subject = tenantSubject(input, tenant)
  const own = byTenant.get(tenant) ?? []
  const nodes = new Set(own.flatMap(({ node }) => node ?? []))
  const strangers = [...byTenant].flatMap(([name, pods]) =>
    name === undefined || name === tenant
      ? []
      : pods.flatMap((pod) => (nodes.has(pod.node ?? '') ? [{ name, pod }] : [])),
  )
  const seen = own.slice(0, 1).map(placementEvidence)
  if (strangers.length === 0)
    return pass(subject, `alone among tenants on ${counted(nodes.size, 'node')}`, seen)
  const shared = [...new Set(strangers.flatMap(({ pod }) => pod.node ?? []))].sort()
  const names = [...new Set(strangers.map(({ name }) => name))].sort()
  const said = `shares ${counted(shared.length, 'node')} (${someOf(shared)}) with ${someOf(names)}; whether pods are kept apart well enough there is for a person to say`
  return undetermined(subject, 'out-of-reach', said, seen)
}
