import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'

/** Which policies a generated cluster has: NetworkPolicy alone, or with policies that have tiers and denials. */
export type PolicyKind = 'network-policy' | 'calico' | 'cilium'

const ADMIN_POLICIES = 20
const GLOBAL_POLICIES = 10

/** Policies and tiers of the whole cluster. */
export function clusterPolicies(kind: PolicyKind): readonly KubeObject[] {
  switch (kind) {
    case 'network-policy':
      return []
    case 'calico':
      return [tier('security', 500), ...adminPolicies(), baseline(), ...globalPolicies()]
    case 'cilium':
      return clusterwidePolicies()
  }
}

/** The n-th policy of a namespace where it is not a NetworkPolicy: one in five is of the plug-in's own kind, most of them with a denial. */
export function ownPolicy(
  kind: PolicyKind,
  namespace: string,
  number: number,
  app: (number: number) => string,
): KubeObject | undefined {
  if (kind === 'network-policy' || number % 5 !== 4) return undefined
  const metadata = { name: `policy-${number}`, namespace }
  const spec = kind === 'calico' ? calicoSpec(number, app) : ciliumSpec(number, app)
  return kind === 'calico'
    ? { apiVersion: CALICO, kind: 'NetworkPolicy', metadata, spec }
    : { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata, spec }
}

const CALICO = 'projectcalico.org/v3'
const ADMIN = 'policy.networking.k8s.io/v1alpha1'

function calicoSpec(number: number, app: (number: number) => string) {
  return {
    tier: 'security',
    order: 100 + number,
    selector: `app == '${app(number)}'`,
    types: ['Ingress', 'Egress'],
    ingress: [
      { action: 'Deny', source: { selector: `app == '${app(number + 3)}'` } },
      {
        action: 'Allow',
        protocol: 'TCP',
        source: { selector: `app == '${app(number + 4)}' && tier == 'db'` },
        destination: { ports: [9000 + number] },
      },
      { action: 'Pass' },
    ],
    egress: [{ action: 'Deny', destination: { nets: ['198.51.100.0/24'] } }, { action: 'Pass' }],
  }
}

function ciliumSpec(number: number, app: (number: number) => string) {
  const match = (of: number) => ({ matchLabels: { app: app(of) } })
  return {
    endpointSelector: match(number),
    ingress: [
      {
        fromEndpoints: [match(number + 4)],
        toPorts: [{ ports: [{ port: String(9000 + number), protocol: 'TCP' }] }],
      },
    ],
    ingressDeny: [{ fromEndpoints: [match(number + 3)] }],
    egressDeny: [{ toCIDR: ['198.51.100.0/24'] }],
  }
}

function tier(name: string, order: number): KubeObject {
  return { apiVersion: CALICO, kind: 'Tier', metadata: { name }, spec: { order } }
}

/** The first keep out-of-scope namespaces from those of the CDE but for one; the others let monitoring in and deny one port each. */
function adminPolicies(): KubeObject[] {
  return Array.from({ length: ADMIN_POLICIES }, (_, at) => ({
    apiVersion: ADMIN,
    kind: 'AdminNetworkPolicy',
    metadata: { name: `admin-${String(at).padStart(2, '0')}` },
    spec: at === 0 ? borderSpec() : at === 1 ? gatewaySpec() : monitoredSpec(at),
  }))
}

function borderSpec(): JsonObject {
  const from = (matchLabels: JsonObject) => [{ namespaces: { matchLabels } }]
  return {
    priority: 0,
    subject: { namespaces: { matchLabels: { zone: 'cde' } } },
    ingress: [
      {
        action: 'Allow',
        from: from({ 'kubernetes.io/metadata.name': 'team-0001' }),
        ports: [{ portNumber: { protocol: 'TCP', port: 443 } }],
      },
      { action: 'Deny', from: from({ zone: 'office' }) },
    ],
  }
}

/** The one namespace that is let into the CDE. */
function gatewaySpec(): JsonObject {
  const port = { portNumber: { protocol: 'TCP', port: 443 } }
  return {
    priority: 1,
    subject: { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'team-0001' } } },
    egress: [
      { action: 'Allow', to: [{ namespaces: { matchLabels: { zone: 'cde' } } }], ports: [port] },
    ],
  }
}

function monitoredSpec(at: number): JsonObject {
  const port = { portNumber: { protocol: 'TCP', port: 9100 + at } }
  return {
    priority: at,
    subject: { namespaces: { matchLabels: { cost: `c${at % 7}` } } },
    ingress: [
      {
        action: 'Allow',
        from: [{ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'team-0000' } } }],
        ports: [port],
      },
      {
        action: 'Deny',
        from: [{ namespaces: { matchLabels: { cost: `c${(at + 1) % 7}` } } }],
        ports: [port],
      },
    ],
  }
}

function baseline(): KubeObject {
  return {
    apiVersion: ADMIN,
    kind: 'BaselineAdminNetworkPolicy',
    metadata: { name: 'default' },
    spec: {
      subject: { namespaces: {} },
      ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
    },
  }
}

function globalPolicies(): KubeObject[] {
  return Array.from({ length: GLOBAL_POLICIES }, (_, at) => ({
    apiVersion: CALICO,
    kind: 'GlobalNetworkPolicy',
    metadata: { name: `security.global-${at}` },
    spec: {
      tier: 'security',
      order: at,
      selector: `tier == 'db' && app != 'none-${at}'`,
      types: ['Egress'],
      egress: [{ action: 'Deny', destination: { nets: [`203.0.${at}.0/24`] } }, { action: 'Pass' }],
    },
  }))
}

function clusterwidePolicies(): KubeObject[] {
  return Array.from({ length: GLOBAL_POLICIES }, (_, at) => ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    metadata: { name: `global-${at}` },
    spec: {
      endpointSelector: { matchLabels: { tier: 'db' } },
      enableDefaultDeny: { ingress: false, egress: false },
      ingress: [{ fromEntities: ['host'] }],
      ingressDeny: [
        {
          fromEndpoints: [
            { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.cost': `c${at % 7}` } },
          ],
          toPorts: [{ ports: [{ port: String(7000 + at), protocol: 'TCP' }] }],
        },
      ],
      egressDeny: [{ toCIDR: [`203.0.${at}.0/24`] }],
    },
  }))
}
