import type { JsonObject } from '../../src/core/json.ts'
import type { KubeObject } from '../../src/model/object.ts'

const API = 'rbac.authorization.k8s.io'

/** A rule: verbs, API group and resources, several by commas. */
export function rule(verbs: string, group: string, resources: string, names = ''): JsonObject {
  return {
    verbs: verbs.split(','),
    apiGroups: group.split(','),
    resources: resources.split(','),
    ...(names === '' ? {} : { resourceNames: names.split(',') }),
  }
}

type Aggregation = {
  /** labels of the roles that it takes from */
  readonly from?: readonly Readonly<Record<string, string>>[]
  readonly labels?: Readonly<Record<string, string>>
}

/** A ClusterRole; with `from` it is aggregated. */
export function clusterRole(
  name: string,
  rules: readonly JsonObject[],
  { from, labels = {} }: Aggregation = {},
): KubeObject {
  const clusterRoleSelectors = from?.map((matchLabels) => ({ matchLabels }))
  return {
    ...{ apiVersion: `${API}/v1`, kind: 'ClusterRole', metadata: { name, labels }, rules },
    ...(clusterRoleSelectors === undefined ? {} : { aggregationRule: { clusterRoleSelectors } }),
  }
}

/** A Role `namespace/name`. */
export function role(place: string, rules: readonly JsonObject[]): KubeObject {
  const [namespace = '', name = ''] = place.split('/')
  return { apiVersion: `${API}/v1`, kind: 'Role', metadata: { name, namespace }, rules }
}

/** A binding of `User name`, `Group name`, `ServiceAccount [namespace/]name` to `Kind/role`: a RoleBinding where it has a namespace. */
export function bound(
  place: string,
  roleRef: string,
  subjects: readonly string[],
  labels: Readonly<Record<string, string>> = {},
): KubeObject {
  const [name = '', namespace] = place.split('/').toReversed()
  const [kind = '', role = ''] = roleRef.split('/')
  return {
    apiVersion: `${API}/v1`,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) },
    roleRef: { apiGroup: API, kind, name: role },
    subjects: subjects.map(subjectOf),
  }
}

function subjectOf(written: string): JsonObject {
  const [kind = '', whole = ''] = written.split(' ')
  if (kind !== 'ServiceAccount') return { kind, apiGroup: API, name: whole }
  const [name = '', namespace] = whole.split('/').toReversed()
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) }
}
