import { objectKeyParts } from '../../core/object-key.ts'
import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { ObjectKey } from '../../model/object.ts'
import { bySubject, fail, namespaceEvidence, pass } from '../answers.ts'
import { NAMESPACED } from '../namespaced.ts'
import { objectSubject, subjectOf } from '../subject.ts'

/** What Kubernetes itself keeps in the namespace `default` of every cluster, as `Kind/name`. */
const ITS_OWN: ReadonlySet<string> = new Set([
  'ConfigMap/kube-root-ca.crt',
  'Endpoints/kubernetes',
  'EndpointSlice/kubernetes',
  'Service/kubernetes',
  'ServiceAccount/default',
])

/** Kinds that are no use of the namespace: they come and go by themselves, or they guard it against use. */
const NO_USE: ReadonlySet<string> = new Set([
  'CiliumNetworkPolicy',
  'Event',
  'Lease',
  'LimitRange',
  'NetworkPolicy',
  'PolicyEndpoint',
  'ResourceQuota',
])

/** Whether the namespace `default` holds anything that people put there. */
export const defaultNamespaceUnused: Check = {
  id: 'default-namespace-unused',
  version: 2,
  title: 'Nothing is deployed in the namespace default',
  logic:
    'Every object read from the namespace default fails, but what Kubernetes itself keeps there, events and leases, and what guards the namespace: network policies, quotas and limits. All namespaced kinds that exhibit reads must have been read.',
  reads: ['namespaces', ...NAMESPACED],
  needs: [],
  parameters: {},
  evaluate(input) {
    const { cluster } = input
    const foreign = cluster.inDefaultNamespace.filter(isForeign)
    if (foreign.length > 0) return foreign.map((key) => used(input, key)).sort(bySubject)
    const namespace = cluster.namespaces.get('default')
    if (namespace === undefined) return []
    const subject = subjectOf(cluster.name, '', 'Namespace', 'default')
    const kinds = `none of the ${NAMESPACED.length} namespaced kinds read holds anything of yours there`
    return [pass(subject, kinds, namespaceEvidence(namespace))]
  },
}

function isForeign(key: ObjectKey): boolean {
  const { kind, name } = objectKeyParts(key)
  return !NO_USE.has(kind) && !ITS_OWN.has(`${kind}/${name}`)
}

function used({ cluster }: CheckInput, key: ObjectKey): CheckAnswer {
  const { kind, name } = objectKeyParts(key)
  return fail(objectSubject(cluster.name, key), `${kind} ${name} is in the namespace default`, [
    { object: key, pointer: '/metadata/name', value: name },
  ])
}
