import fc from 'fast-check'
import type { JsonObject } from '../../src/core/json.ts'
import type { CheckInput } from '../../src/model/check.ts'
import type { Pod } from '../../src/model/cluster.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Endpoint } from '../../src/model/reachability.ts'
import type { ApprovedFlow, Organisation, ScopeClass, ScopeRule } from '../../src/model/scope.ts'
import { cilium, namespace, networkPolicy, node, pod, service } from './objects.ts'
import { securedBy, securedPod } from './secured-pods.ts'
import { randomRightsOf } from './random-rights.ts'

const NAMES = ['alpha', 'beta', 'delta', 'gamma']
const NODES = ['node-1', 'node-2']
const APPS = ['db', 'web']
const BOTH = ['Ingress', 'Egress']

/** A small random cluster with an organisation that speaks of it. */
export type RandomEstate = {
  readonly objects: readonly KubeObject[]
  readonly organisation: Organisation
}

const name = fc.constantFrom(...NAMES)
const app = fc.constantFrom(...APPS)

const randomPod = fc
  .record({
    namespaceName: name,
    app,
    nodeName: fc.constantFrom(...NODES),
    hostNetwork: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    replica: fc.integer({ min: 0, max: 1 }),
  })
  .map((each) =>
    pod(each.namespaceName, `${each.app}-${each.replica}`, {
      owner: `StatefulSet/${each.app}`,
      labels: { app: each.app },
      node: each.nodeName,
      hostNetwork: each.hostNetwork,
      ports: [each.app === 'db' ? 5432 : 8080],
    }),
  )

const peers: fc.Arbitrary<readonly JsonObject[]> = fc.oneof(
  fc.constant([]),
  name.map((each) => [
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': each } } },
  ]),
  app.map((each) => [{ podSelector: { matchLabels: { app: each } } }]),
  fc.constant([{ namespaceSelector: {} }]),
  fc.constantFrom('0.0.0.0/0', '203.0.113.0/24').map((cidr) => [{ ipBlock: { cidr } }]),
)

const ports = fc.constantFrom<readonly JsonObject[]>(
  [],
  [{ port: 5432 }],
  [{ port: 8080 }],
  [{ port: 23 }],
)

const ruleOf = (side: 'from' | 'to') =>
  fc.record({ peers, ports }).map((rule) => ({
    ...(rule.peers.length === 0 ? {} : { [side]: rule.peers }),
    ...(rule.ports.length === 0 ? {} : { ports: rule.ports }),
  }))

const randomPolicy = fc
  .record({
    namespaceName: name,
    index: fc.integer({ min: 0, max: 2 }),
    selected: fc.option(app, { nil: undefined }),
    types: fc.constantFrom<readonly string[]>(['Ingress'], ['Egress'], BOTH),
    ingress: fc.array(ruleOf('from'), { maxLength: 2 }),
    egress: fc.array(ruleOf('to'), { maxLength: 2 }),
  })
  .map(({ namespaceName, index, selected, types, ingress, egress }) =>
    networkPolicy(namespaceName, `policy-${index}`, {
      podSelector: selected === undefined ? {} : { matchLabels: { app: selected } },
      policyTypes: types,
      ...(types.includes('Ingress') ? { ingress } : {}),
      ...(types.includes('Egress') ? { egress } : {}),
    }),
  )

const randomService = fc
  .record({
    namespaceName: name,
    app,
    type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
  })
  .map((each) =>
    service(each.namespaceName, each.app, each.app, {
      type: each.type,
      ports: [{ port: 443, targetPort: 8080, nodePort: 30443 }],
    }),
  )

/** Leads to the pods of one app, where a Service of its name is there. */
const randomIngress = fc
  .record({ namespaceName: name, app, isSecured: fc.boolean() })
  .map(({ namespaceName, app: to, isSecured }): KubeObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: to, namespace: namespaceName },
    spec: {
      defaultBackend: { service: { name: to, port: { number: 443 } } },
      ...(isSecured ? { tls: [{ secretName: 'certificate' }] } : {}),
    },
  }))

const scopeRule = (namespaceName: string): fc.Arbitrary<ScopeRule | undefined> =>
  fc.option(
    fc
      .record({
        class: fc.constantFrom<ScopeClass>('cde', 'connected', 'out-of-scope'),
        storesAccountData: fc.boolean(),
        isPublic: fc.boolean(),
        dmz: fc.boolean(),
        environment: fc.constantFrom('production' as const, 'pre-production' as const),
      })
      .map((each) => ({
        id: namespaceName,
        class: each.class,
        subjects: { namespaces: [namespaceName] },
        storesAccountData: each.class === 'cde' && each.storesAccountData,
        publicService: each.isPublic ? { ports: [443, 8080], sourceRanges: [] } : false,
        dmz: each.dmz,
        environment: each.environment,
      })),
    { nil: undefined },
  )

const randomFlow = fc
  .record({ from: name, to: name, port: fc.constantFrom(5432, 8080), mitigated: fc.boolean() })
  .map((each): ApprovedFlow => ({
    id: `${each.from}-${each.to}-${each.port}`,
    from: { kind: 'subjects', subjects: { namespaces: [each.from] } },
    to: { kind: 'subjects', subjects: { namespaces: [each.to] } },
    protocol: 'TCP',
    ports: [{ from: each.port, to: each.port }],
    need: 'random',
    approvedBy: 'Network owner',
    approvedOn: '2026-01-01',
    reviewBy: '2027-01-01',
    ...(each.mitigated ? { mitigation: 'tunnel' } : {}),
  }))

const platform: ScopeRule = {
  id: 'platform',
  class: 'connected',
  subjects: { namespaces: ['kube-system'] },
  publicService: false,
}

/** Random estates of up to eight pods, eight policies, three services and an Ingress in four namespaces on two nodes. */
export const randomEstate: fc.Arbitrary<RandomEstate> = fc
  .record({
    pods: fc.uniqueArray(randomPod, { minLength: 1, maxLength: 8, selector: placeOf }),
    policies: fc.uniqueArray(randomPolicy, { maxLength: 4, selector: placeOf }),
    services: fc.uniqueArray(randomService, { maxLength: 3, selector: placeOf }),
    ingresses: fc.uniqueArray(randomIngress, { maxLength: 3, selector: placeOf }),
    rules: fc.tuple(...NAMES.map(scopeRule)),
    flows: fc.array(randomFlow, { maxLength: 6 }),
    closed: fc.subarray(NAMES, { minLength: 1 }),
    owned: fc.subarray(NAMES, { minLength: 2 }),
    rights: randomRightsOf([...NAMES, 'kube-system']),
    isTight: fc.boolean(),
    editors: fc.constantFrom(undefined, ['Group operators'], []),
    kubelet: fc.constantFrom('v1.35.2', 'v1.34.6', ''),
  })
  .map(
    ({
      pods,
      policies,
      services,
      ingresses,
      rules,
      flows,
      closed,
      owned,
      rights,
      isTight,
      kubelet,
      editors,
    }) => ({
      objects: [
        ...rights,
        namespace('kube-system'),
        ...NAMES.map((each) =>
          namespace(each, {
            ...(owned.includes(each) ? { owner: 'team' } : {}),
            ...securedBy(isTight),
          }),
        ),
        ...closed.map((each) =>
          networkPolicy(each, 'default-deny', { podSelector: {}, policyTypes: BOTH }),
        ),
        ...NODES.map((each) => node(each, kubelet)),
        ...cilium(...NODES),
        ...pods.map((each) => securedPod(each, isTight)),
        ...[...policies, ...services, ...ingresses],
      ],
      organisation: {
        scope: {
          entity: { name: 'Example Payments', kind: 'merchant' },
          rules: [platform, ...rules.filter((rule) => rule !== undefined)],
          nodes: [],
          platformNamespaces: ['kube-system'],
          ...(editors === undefined ? {} : { policyEditors: editors }),
          networks: [],
        },
        flows,
        waivers: [],
      },
    }),
  )

function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

/** Whether two pods share a node, one of them is on its network, and neither is the platform's there. */
export function shareNode({ organisation }: CheckInput, a: Endpoint, b: Endpoint): boolean {
  if (a.kind !== 'pods' || b.kind !== 'pods') return false
  const platform = organisation.scope?.platformNamespaces ?? []
  const isOfNode = (each: Pod) => each.hostNetwork && platform.includes(each.namespace)
  return a.pods.some((one) =>
    b.pods.some(
      (other) =>
        one.node !== undefined &&
        one.node === other.node &&
        (one.hostNetwork || other.hostNetwork) &&
        !isOfNode(one) &&
        !isOfNode(other),
    ),
  )
}
