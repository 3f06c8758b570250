import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { ApiSample } from './samples.ts'

const some = <T>(...values: readonly T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 })

const principals = some<string>(
  'cluster.local/ns/shop/sa/web',
  'other.domain/ns/shop/sa/web',
  'cluster.local/ns/shop/*',
  '*/sa/web',
  '*',
)
const namespaces = some('shop', 'sh*', '*op')
const accounts = some('web', 'shop/db')
const blocks = some('10.0.0.0/8', '10.0.0.7', 'fd00::/8')
const words = some('a', 'b*')

const source = atLeastOne({
  principals,
  notPrincipals: principals,
  requestPrincipals: words,
  notRequestPrincipals: words,
  namespaces,
  notNamespaces: namespaces,
  serviceAccounts: accounts,
  notServiceAccounts: accounts,
  trustDomains: some('cluster.local', 'other*'),
  notTrustDomains: some('cluster.local', 'other*'),
  ipBlocks: blocks,
  notIpBlocks: blocks,
  remoteIpBlocks: blocks,
  notRemoteIpBlocks: blocks,
})

const ports = some('80', '8080', '65535')

const operation = atLeastOne({
  hosts: words,
  notHosts: words,
  ports,
  notPorts: ports,
  methods: words,
  notMethods: words,
  paths: words,
  notPaths: words,
})

const condition = fc.oneof(
  conditionOn(['source.ip', 'destination.ip', 'remote.ip'], blocks),
  conditionOn(['source.namespace'], namespaces),
  conditionOn(['source.principal'], principals),
  conditionOn(['destination.port'], ports),
  conditionOn(
    [
      'request.headers[x]',
      'request.auth.claims[iss]',
      'connection.sni',
      'experimental.envoy.filters.a[b]',
    ],
    words,
  ),
)

function conditionOn(keys: readonly string[], values: fc.Arbitrary<string[]>) {
  return fc
    .tuple(fc.constantFrom(...keys), atLeastOne({ values, notValues: values }))
    .map(([key, lists]) => ({ key, ...lists }))
}

function atLeastOne(fields: Readonly<Record<string, fc.Arbitrary<string[]>>>) {
  return fc
    .tuple(
      fc.subarray(Object.keys(fields), {
        minLength: 1,
        maxLength: Math.min(3, Object.keys(fields).length),
      }),
      fc.record(fields),
    )
    .map(([names, all]) => Object.fromEntries(names.map((name) => [name, all[name]])))
}

const rule = fc.record(
  {
    from: fc.array(fc.record({ source }), { maxLength: 2 }),
    to: fc.array(fc.record({ operation }), { maxLength: 2 }),
    when: fc.array(condition, { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

const target = fc.constantFrom(
  { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'front' },
  { group: 'gateway.networking.k8s.io', kind: 'GatewayClass', name: 'istio-waypoint' },
  { group: '', kind: 'Service', name: 'db', namespace: 'shop' },
  { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'db' },
)

const place = fc.oneof(
  fc.constant({}),
  fc.constantFrom({ selector: {} }, { selector: { matchLabels: { app: 'a', tier: 'b' } } }),
  fc.record({ targetRef: target }),
  fc.record({ targetRefs: fc.array(target, { minLength: 1, maxLength: 2 }) }),
)

const action = fc.constantFrom(
  {},
  { action: 'ALLOW' },
  { action: 'DENY' },
  { action: 'AUDIT' },
  { action: 'CUSTOM', provider: { name: 'ext' } },
)

const valid = fc
  .tuple(
    place,
    action,
    fc.record({ rules: fc.array(rule, { maxLength: 2 }) }, { requiredKeys: [] }),
  )
  .map((parts) => made(Object.assign({}, ...parts) as object))

function made(spec: object): KubeObject {
  const json: unknown = JSON.parse(
    JSON.stringify({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'sample', namespace: 'shop' },
      spec,
      status: { conditions: [] },
    }),
  )
  return json as KubeObject
}

/** Samples of AuthorizationPolicy. CUSTOM, since only that has a provider; targets exclude a selector and are in the generator. */
export const ISTIO_SAMPLE: ApiSample = {
  full: made({
    selector: { matchLabels: { app: 'web', tier: 'front' } },
    action: 'CUSTOM',
    provider: { name: 'ext-authz' },
    rules: [
      {
        from: [
          {
            source: {
              principals: ['cluster.local/ns/a/sa/b'],
              notPrincipals: ['*/sa/c'],
              namespaces: ['a', 'b*'],
              notNamespaces: ['*d'],
              serviceAccounts: ['e', 'a/f'],
              notServiceAccounts: ['g'],
              trustDomains: ['other*'],
              notTrustDomains: ['cluster.local'],
              ipBlocks: ['10.0.0.0/8', 'fd00::/8'],
              notIpBlocks: ['10.1.2.3'],
              requestPrincipals: ['iss/sub'],
              notRequestPrincipals: ['iss/*'],
              remoteIpBlocks: ['10.2.0.0/16'],
              notRemoteIpBlocks: ['10.3.0.0/16'],
            },
          },
          { source: { namespaces: ['z'] } },
        ],
        to: [
          {
            operation: {
              ports: ['80', '81'],
              hosts: ['h'],
              notHosts: ['i'],
              methods: ['GET'],
              notMethods: ['PUT'],
              paths: ['/a*'],
              notPaths: ['/b'],
            },
          },
          { operation: { notPorts: ['443'] } },
        ],
        when: [
          { key: 'source.ip', values: ['10.4.0.0/16'], notValues: ['10.4.1.0/24'] },
          { key: 'destination.port', notValues: ['8080'] },
          { key: 'request.headers[x]', values: ['y'] },
          { key: 'request.auth.claims[iss]', notValues: ['y'] },
        ],
      },
      { to: [{ operation: { ports: ['1', '2'] } }] },
    ],
  }),
  irrelevant: ['/apiVersion', '/kind', '/metadata', '/status'],
  defaults: [],
  valid,
}
