import fc from 'fast-check'
import type { KubeObject, Labels } from '../../src/model/object.ts'
import { CIDRS, NAMESPACES, defined, oneLabel } from './estate-parts.ts'
import { meshListeners } from './estates-istio-ports.ts'
import { pod } from './builders.ts'

/** What a mesh adds to an estate. */
export type MeshParts = {
  /** labels for each namespace */
  readonly namespaces: readonly Labels[]
  /** for each pod in turn */
  readonly pods: readonly {
    readonly sidecar: boolean
    readonly account: string
    readonly mode?: string
  }[]
  readonly controlPlane: readonly KubeObject[]
  /** Services, and now and then what takes listeners from elsewhere */
  readonly listeners: readonly KubeObject[]
  readonly platform: readonly string[]
}

/** No mesh at all. */
export const NO_MESH: MeshParts = {
  namespaces: [],
  pods: [],
  controlPlane: [],
  listeners: [],
  platform: [],
}

const ACCOUNTS = ['default', 'web', 'web-2']
const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' }

/** A control plane that is ready on these nodes. */
export function controlPlaneOn(nodes: readonly string[]): readonly KubeObject[] {
  const ready = (name: string, owner: string, node = 'n1') =>
    pod('istio-system', name, { owner, ready: true, node })
  return [
    ready('istiod', 'Deployment/istiod', nodes[0]),
    ...nodes.map((node) => ready(`ztunnel-${node}`, 'DaemonSet/ztunnel', node)),
  ]
}

/** Most pods take part; now and then no control plane is recognised. */
export const meshParts: fc.Arbitrary<MeshParts> = fc.record({
  namespaces: fc.array(fc.constantFrom({}, AMBIENT), { minLength: 3, maxLength: 3 }),
  pods: fc.array(
    fc.record(
      {
        sidecar: fc.constantFrom(true, true, false),
        account: fc.constantFrom(...ACCOUNTS),
        mode: fc.constantFrom('ambient', 'ambient', 'none'),
      },
      { requiredKeys: ['sidecar', 'account'] },
    ),
    { minLength: 12, maxLength: 12 },
  ),
  controlPlane: fc.constant(controlPlaneOn(['n1', 'n2'])),
  listeners: meshListeners,
  platform: fc.constantFrom(...Array<string[]>(6).fill(['istio-system']), [], ['kube-system']),
})

/** A pod with its part in the mesh. */
export function meshedPod(pod: KubeObject, { pods }: MeshParts, index: number): KubeObject {
  const part = pods[index % Math.max(1, pods.length)]
  if (part === undefined) return pod
  const { spec, metadata } = pod as { spec: { containers: object[] } } & KubeObject
  const json: unknown = defined({
    ...pod,
    metadata: {
      ...metadata,
      labels: {
        ...metadata.labels,
        ...(part.mode === undefined ? {} : { 'istio.io/dataplane-mode': part.mode }),
      },
    },
    spec: {
      ...spec,
      serviceAccountName: part.account,
      containers: [...spec.containers, ...(part.sidecar ? [{ name: 'istio-proxy' }] : [])],
    },
  })
  return json as KubeObject
}

const list = (...values: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 })

const principals = list(
  '*',
  'cluster.local/ns/red/sa/web',
  'cluster.local/ns/green/sa/default',
  'cluster.local/ns/blue/*',
  'cluster.local/ns/gr*',
  'cluster.local/ns/red/sa/we*',
  '*/ns/red/sa/web',
  '*/sa/web',
  '*-2',
  '*een/sa/web',
  'other.domain/ns/red/sa/web',
  '*domain/ns/green/sa/default',
  'other*',
  'no identity',
)
const namespaces = list(...NAMESPACES, 'gr*', '*e', '*')
const accounts = list('web', 'default', 'red/web', 'green/default')
const blocks = list(...CIDRS.slice(1), '10.0.0.1', 'fd00::1')
const ports = list('80', '80', '8080', '8090', '65535')
const words = fc.constant<string[]>(['x'])

/** Often one field only, so that rules match. */
function some(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  const names = Object.keys(fields)
  return fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...names).map((name) => [name]) },
        {
          weight: 1,
          arbitrary: fc.uniqueArray(fc.constantFrom(...names), { minLength: 2, maxLength: 2 }),
        },
      ),
      fc.record(fields),
    )
    .map(([chosen, all]) => Object.fromEntries(chosen.map((name) => [name, all[name]])))
}

const source = some({
  principals,
  notPrincipals: principals,
  namespaces,
  notNamespaces: namespaces,
  serviceAccounts: accounts,
  notServiceAccounts: accounts,
  ipBlocks: blocks,
  notIpBlocks: blocks,
  remoteIpBlocks: blocks,
  requestPrincipals: words,
})
const operation = some({ ports, notPorts: ports, methods: words, notPaths: words })

const onKey = (key: string, values: fc.Arbitrary<string[]>) =>
  some({ values, notValues: values }).map((lists) => ({ key, ...lists }))

const condition = fc.oneof(
  onKey('source.ip', blocks),
  onKey('source.namespace', namespaces),
  onKey('source.principal', principals),
  onKey('destination.port', ports),
  onKey('destination.ip', blocks),
  onKey('request.headers[x]', words),
  onKey('connection.sni', words),
)

const oneOrTwo = (field: string, item: fc.Arbitrary<object>) =>
  fc.array(
    item.map((each) => ({ [field]: each })),
    { minLength: 1, maxLength: 2 },
  )

const rule = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 6, arbitrary: fc.record({ from: oneOrTwo('source', source) }) },
  { weight: 2, arbitrary: fc.record({ to: oneOrTwo('operation', operation) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      from: oneOrTwo('source', source),
      to: oneOrTwo('operation', operation),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        from: oneOrTwo('source', source),
        when: fc.array(condition, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: ['when'] },
    ),
  },
)

const selector = fc.oneof(
  fc.constant({}),
  fc.constant({}),
  fc.record({ selector: fc.record({ matchLabels: oneLabel }) }),
)
const home = fc.constantFrom(...NAMESPACES, 'istio-system', 'istio-system')

const authorization = fc.record({
  action: fc.constantFrom(
    {},
    { action: 'ALLOW' },
    { action: 'ALLOW' },
    { action: 'DENY' },
    { action: 'DENY' },
    { action: 'DENY' },
    { action: 'AUDIT' },
    { action: 'CUSTOM', provider: { name: 'ext' } },
  ),
  selector,
  rules: fc.array(rule, { maxLength: 2 }),
})

const mode = fc.constantFrom('STRICT', 'STRICT', 'STRICT', 'PERMISSIVE', 'UNSET', 'DISABLE')
const mtls = fc.record({ mode })

const peerAuthentication = fc.record(
  {
    selector: fc.record({ matchLabels: oneLabel }),
    mtls,
    portLevelMtls: fc.dictionary(fc.constantFrom('80', '8080'), mtls, { noNullPrototype: true }),
  },
  { requiredKeys: [] },
)

/** A policy of Istio; a number makes its name. */
export const meshPolicy: fc.Arbitrary<(name: number) => KubeObject> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ home, spec: authorization }).map(
      ({ home, spec: { action, selector, rules } }) =>
        (name: number) =>
          made('AuthorizationPolicy', home, name, undefined, { ...action, ...selector, rules }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        home,
        spec: peerAuthentication,
        created: fc.constantFrom(undefined, '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'),
      })
      .map(
        ({ home, spec, created }) =>
          (name: number) =>
            made('PeerAuthentication', home, name, created, spec),
      ),
  },
)

function made(
  kind: string,
  namespace: string,
  name: number,
  creationTimestamp: string | undefined,
  spec: object,
): KubeObject {
  const json: unknown = defined({
    apiVersion: 'security.istio.io/v1',
    kind,
    metadata: { name: `mesh-${name}`, namespace, creationTimestamp },
    spec,
  })
  return json as KubeObject
}
