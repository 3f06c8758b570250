import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { PolicyApi } from '../../src/model/policy.ts'
import { POLICY_APIS } from '../../src/policy/apis.ts'
import { SAMPLES } from './samples.ts'
import type { Fates, Reading, SchemaKind } from './schema-fates.ts'

const ADMIN = { subject: { namespaces: {} } }
const NAMES = { irrelevant: ['name'] }
export const CALICO = {
  conditional: [
    'icmp',
    'notICMP',
    'source.ports',
    'source.notPorts',
    'source.services',
    'destination.services',
  ],
  irrelevant: ['performanceHints', 'metadata', 'applyOnForward', 'http'],
}
const DENY = { ingress: [{ action: 'Deny' }], egress: [{ action: 'Deny' }] }
const LAYER_7 = ['rules', 'terminatingTLS', 'originatingTLS', 'listener']
const CILIUM: Fates = {
  untranslated: ['fromRequires', 'toRequires'],
  conditional: ['toPorts.serverNames'],
  irrelevant: [
    ...['description', 'labels', 'log', 'icmps.fields.type', 'fromGroups.aws', 'toGroups.aws'],
    ...LAYER_7.map((each) => `toPorts.${each}`),
  ],
}
const OPEN = {
  endpointSelector: {},
  ingress: [{ fromEntities: ['all'] }],
  egress: [{ toEntities: ['all'] }],
}

/** The kinds that are policies. */
export const POLICY_KINDS: readonly SchemaKind[] = [
  kind('network-policy', 'network-policy', 'networking.k8s.io/v1', 'NetworkPolicy', [{}]),
  kind(
    'admin-network-policy',
    'admin-network-policy',
    'policy.networking.k8s.io/v1alpha1',
    'AdminNetworkPolicy',
    [{ priority: 5, ...ADMIN }],
    NAMES,
  ),
  kind(
    'baseline-admin-network-policy',
    'admin-network-policy',
    'policy.networking.k8s.io/v1alpha1',
    'BaselineAdminNetworkPolicy',
    [ADMIN],
    NAMES,
  ),
  kind(
    'cluster-network-policy',
    'cluster-network-policy',
    'policy.networking.k8s.io/v1alpha2',
    'ClusterNetworkPolicy',
    [{ tier: 'Admin', priority: 5, ...ADMIN }],
    NAMES,
  ),
  kind(
    'cilium-network-policy',
    'cilium',
    'cilium.io/v2',
    'CiliumNetworkPolicy',
    [{ endpointSelector: {} }, OPEN],
    { ...CILIUM, untranslated: [...(CILIUM.untranslated ?? []), 'nodeSelector'] },
  ),
  kind(
    'cilium-network-policy',
    'cilium',
    'cilium.io/v2',
    'CiliumClusterwideNetworkPolicy',
    [{ endpointSelector: {} }, OPEN, { nodeSelector: {} }],
    CILIUM,
  ),
  kind(
    'calico-network-policy',
    'calico',
    'projectcalico.org/v3',
    'NetworkPolicy',
    [{}, DENY],
    CALICO,
  ),
  kind(
    'calico-global-network-policy',
    'calico',
    'projectcalico.org/v3',
    'GlobalNetworkPolicy',
    [{}, DENY],
    CALICO,
  ),
  kind('istio-authorization-policy', 'istio', 'security.istio.io/v1', 'AuthorizationPolicy', [{}]),
]

/** A kind of an API by objects of it that say nothing more than they must; fields are also written into samples of the API. */
function kind(
  schema: string,
  id: string,
  apiVersion: string,
  name: string,
  bare: readonly object[],
  fates: Fates = {},
): SchemaKind {
  const api = POLICY_APIS.find((each) => each.id === id)
  const sample = SAMPLES[id]
  if (api === undefined || sample === undefined) throw new Error(`no API ${id}`)
  const metadata = { name: name.startsWith('Baseline') ? 'default' : 'bare', namespace: 'shop' }
  const bases = [
    ...bare.map((spec) => ({ apiVersion, kind: name, metadata, spec }) as unknown as KubeObject),
    ...[sample.full, ...fc.sample(sample.valid, { numRuns: 40, seed: 20261123 })].filter(
      (each) => each.kind === name && each.specs === undefined,
    ),
  ]
  return { schema, apiVersion, kind: name, bases, fates, read: readBy(api) }
}

function readBy(api: PolicyApi): SchemaKind['read'] {
  return (object) => Promise.resolve(reading(api, object))
}

function reading(api: PolicyApi, object: KubeObject): Reading {
  const policies = api.translate(object)
  const rules = policies.flatMap((policy) => policy.rules)
  return {
    said: JSON.stringify(policies),
    faults: policies.flatMap(({ untranslated }) => untranslated).length,
    conditions:
      rules.filter(({ conditional }) => conditional !== undefined).length +
      policies.filter(({ subject }) => subject.uncertain !== undefined).length,
  }
}
