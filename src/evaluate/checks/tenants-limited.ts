import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import { bySubject, fail, namespaceEvidence, objectEvidence, pass } from '../answers.ts'
import { subjectOf } from '../subject.ts'
import { overTenants } from '../tenants.ts'

/** What a tenant could take from others, and the limits of a quota that keep it from that. */
const LIMITS: Readonly<Record<string, readonly string[]>> = {
  processors: ['cpu', 'requests.cpu', 'limits.cpu'],
  memory: ['memory', 'requests.memory', 'limits.memory'],
}

/** Whether what a customer may use of a shared cluster is bounded. */
export const tenantsLimited: Check = {
  id: 'tenants-limited',
  version: 1,
  title: 'A ResourceQuota bounds processors and memory of each namespace of a tenant',
  logic:
    'Each namespace that the scope file gives to a tenant fails where no ResourceQuota bounds processors, or memory, of all its pods; one with scopes bounds some of them only, and does not count.',
  reads: ['namespaces', 'resourcequotas'],
  needs: ['scope'],
  parameters: {},
  evaluate: (input) =>
    overTenants(input, (tenants) =>
      [...tenants].map(([namespace, tenant]) => answer(input, namespace, tenant)).sort(bySubject),
    ),
}

function answer({ cluster }: CheckInput, namespace: string, tenant: string): CheckAnswer {
  const subject = subjectOf(cluster.name, '', 'Namespace', namespace)
  const quotas = cluster.facts.quotas.filter(
    (quota) => quota.namespace === namespace && !quota.partial,
  )
  const bounded = new Set(quotas.flatMap(({ limits }) => limits))
  const open = Object.entries(LIMITS).flatMap(([name, limits]) =>
    limits.some((each) => bounded.has(each)) ? [] : [name],
  )
  const evidence = [
    ...namespaceEvidence(cluster.namespaces.get(namespace)),
    ...quotas.map(({ key }) => objectEvidence(key)),
  ]
  return open.length === 0
    ? pass(subject, `of tenant ${tenant}, bounded by ResourceQuota`, evidence)
    : fail(subject, `of tenant ${tenant}; no ResourceQuota bounds ${open.join(' and ')}`, evidence)
}
