import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { Asked } from './naive-rights.ts'

/** Roles and bindings that an API server takes, and questions about them. */
export type RightsEstate = {
  readonly objects: readonly KubeObject[]
  readonly questions: readonly Asked[]
}

const API = 'rbac.authorization.k8s.io'
const NAMESPACES = ['shop', 'bank']
const VERBS = ['get', 'list', 'create', '*']
const GROUPS = ['', 'apps', '*']
const RESOURCES = [
  'pods',
  'secrets',
  'pods/exec',
  'nodes/proxy',
  'deployments',
  'deployments/scale',
]
const RULED = [...RESOURCES, '*', '*/exec', '*/scale', 'pods/*', 'nodes/*', '']
const NAMES = ['one', 'two', '']
const ROLES = ['r1', 'r2', 'r3']
const LABELS = ['to-one', 'to-two']
const USERS = ['ann', 'bob', 'system:serviceaccount:shop:web']
const TEAMS = ['devs', 'system:authenticated', 'system:serviceaccounts:shop']

const some = <T>(items: readonly T[], most = 2) =>
  fc.subarray([...items], { minLength: 1, maxLength: most })
const one = <T>(items: readonly T[]) => fc.constantFrom(...items)

const rule = fc.record({
  verbs: some(VERBS, 3),
  apiGroups: some(GROUPS),
  resources: some(RULED, 4),
  resourceNames: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: some(NAMES) },
  ),
})

const selector = fc.oneof(
  one(LABELS).map((key) => ({ matchLabels: { [key]: 'true' } })),
  one(LABELS).map((key) => ({ matchExpressions: [{ key, operator: 'Exists' }] })),
)

const labels = fc
  .subarray(LABELS, { maxLength: 1 })
  .map((keys) => Object.fromEntries(keys.map((key) => [key, 'true'])))

const clusterRole = (name: string) =>
  fc
    .oneof(
      fc.record({ labels, rules: fc.array(rule, { minLength: 1, maxLength: 3 }) }),
      fc.record({
        labels,
        rules: fc.constant([]),
        aggregationRule: fc.record({
          clusterRoleSelectors: fc.array(selector, { minLength: 1, maxLength: 2 }),
        }),
      }),
    )
    .map(({ labels: own, ...rest }) => object('ClusterRole', { name, labels: own }, rest))

const role = (namespace: string, name: string) =>
  fc
    .array(rule, { minLength: 1, maxLength: 3 })
    .map((rules) => object('Role', { name, namespace }, { rules }))

const person = fc.oneof(
  one(USERS).map((name) => ({ kind: 'User', apiGroup: API, name })),
  one(TEAMS).map((name) => ({ kind: 'Group', apiGroup: API, name })),
)
const account = one(NAMESPACES).map((namespace) => ({
  ...{ kind: 'ServiceAccount', name: 'web', namespace },
}))
const ownAccount = fc.constant({ kind: 'ServiceAccount', name: 'web' })

const roleRef = (kinds: readonly string[]) =>
  fc
    .record({ kind: one(kinds), name: one([...ROLES, ...ROLES, 'gone']) })
    .map((reference) => ({ apiGroup: API, ...reference }))

const clusterBinding = (name: string) =>
  fc
    .record({
      roleRef: roleRef(['ClusterRole']),
      subjects: fc.array(fc.oneof(person, account), { minLength: 1, maxLength: 3 }),
    })
    .map((rest) => object('ClusterRoleBinding', { name }, rest))

const binding = (namespace: string, name: string) =>
  fc
    .record({
      roleRef: roleRef(['ClusterRole', 'Role']),
      subjects: fc.array(fc.oneof(person, account, ownAccount), { minLength: 2, maxLength: 5 }),
    })
    .map((rest) => object('RoleBinding', { name, namespace }, rest))

const objects = fc
  .tuple(
    ...ROLES.map(clusterRole),
    ...NAMESPACES.flatMap((namespace) => ROLES.slice(0, 2).map((name) => role(namespace, name))),
    ...['c1', 'c2'].map(clusterBinding),
    ...NAMESPACES.flatMap((namespace) => ['b1', 'b2'].map((name) => binding(namespace, name))),
  )
  .map((all) => all as readonly KubeObject[])

const optional = <T>(items: readonly T[]) => fc.oneof(fc.constant(undefined), one(items))

const question: fc.Arbitrary<Asked> = fc
  .record({
    user: one([...USERS, 'system:serviceaccount:bank:web']),
    groups: fc.subarray(TEAMS, { minLength: 1 }),
    verb: one([...VERBS.filter((verb) => verb !== '*'), 'watch']),
    group: one(['', '', 'apps', 'example.com']),
    what: one([...RESOURCES, 'pods/log', 'nodes', 'services/proxy']),
    namespace: one([undefined, ...NAMESPACES, ...NAMESPACES]),
    name: optional(['one', 'two', 'three']),
  })
  .map(({ what, namespace, name, ...rest }) => {
    const [resource = '', subresource] = what.split('/')
    return {
      ...rest,
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    }
  })

/** Random roles and bindings with so many questions each. */
export function randomRights(questions: number): fc.Arbitrary<RightsEstate> {
  return fc.record({
    objects,
    questions: fc.array(question, { minLength: questions, maxLength: questions }),
  })
}

type Metadata = {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
}

function object(kind: string, metadata: Metadata, rest: object): KubeObject {
  return JSON.parse(
    JSON.stringify({ apiVersion: `${API}/v1`, kind, metadata, ...rest }),
  ) as KubeObject
}
