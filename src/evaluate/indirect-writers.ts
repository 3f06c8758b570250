import { grants, grantsOf } from '../analyse/queries/who-can.ts'
import type { CheckInput } from '../model/check.ts'
import type { Grant, Rights, RightsRule, RightsSubject } from '../model/rights.ts'
import { impersonated } from './impersonated.ts'
import type { Holding } from './rights-held.ts'
import { holderSubject } from './rights-holders.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** Verbs by which an object that is there may be changed. */
const CHANGES = ['update', 'patch'] as const

/** What is asked: in which namespaces, and which rules give the right there. */
type Asked = {
  readonly rights: Rights
  readonly namespaces: ReadonlySet<string>
  readonly gives: (rule: RightsRule) => boolean
}

/**
 * Who may get a right, or give it to others, that he does not hold: by the subject of the holder, beyond what Kubernetes itself binds.
 *
 * Kubernetes lets nobody write a role with rights that he does not have, nor bind one, unless he may `escalate` or `bind` it (pkg/registry/rbac,
 * escalation_check.go; role and rolebinding policybased). So these count only together with the right to write roles or bindings, and whoever may
 * impersonate somebody who holds the right.
 */
export function indirectly(
  { cluster, defaults }: CheckInput,
  namespaces: ReadonlySet<string>,
  gives: (rule: RightsRule) => boolean,
): ReadonlyMap<string, readonly Holding[]> {
  const { rights } = cluster.facts
  const asked = { rights, namespaces, gives }
  const holders = holdersWhere(asked)
  const others = grantsOf(rights, ({ verbs }) => verbs.some((verb) => INDIRECT.has(verb)))
  const mayBe = new Set(others.map(({ subject }) => holderSubject(cluster.name, subject)))
  const own = grantsOf(rights, () => true).filter((grant) => !defaults.grants(grant))
  const byHolder = Map.groupBy(own, ({ subject }) => holderSubject(cluster.name, subject))
  return new Map(
    [...byHolder]
      .filter(([holder]) => mayBe.has(holder))
      .map(([holder, all]) => [
        holder,
        [...escalated(asked, all), ...bound(asked, all), ...impersonated(all, holders)],
      ]),
  )
}

const INDIRECT: ReadonlySet<string> = new Set(['escalate', 'bind', 'impersonate', '*'])

/** Everybody who holds the right; members of system:masters are asked nothing by the API server. */
function holdersWhere({ rights, namespaces, gives }: Asked): readonly RightsSubject[] {
  const held = grantsOf(rights, gives).filter(
    ({ namespace }) => namespace === undefined || namespaces.has(namespace),
  )
  return [{ kind: 'Group', name: 'system:masters' }, ...held.map(({ subject }) => subject)]
}

/** Grants of one verb on a resource of RBAC, in one namespace or the whole cluster; a RoleBinding grants nothing over what no namespace holds. */
function granting(
  all: readonly Grant[],
  verbs: readonly string[],
  resource: string,
  namespace?: string,
): readonly Grant[] {
  return all.filter(
    (grant) =>
      (grant.namespace === undefined || grant.namespace === namespace) &&
      verbs.some((verb) => grants(grant.rule, { verb, group: RBAC, resource, anyName: true })),
  )
}

function escalated({ namespaces }: Asked, all: readonly Grant[]): readonly Holding[] {
  return [
    ...[...namespaces].flatMap((namespace) => atWill(all, 'roles', namespace)),
    ...atWill(all, 'clusterroles'),
  ]
}

function atWill(
  all: readonly Grant[],
  resource: 'roles' | 'clusterroles',
  namespace?: string,
): readonly Holding[] {
  if (granting(all, CHANGES, resource, namespace).length === 0) return []
  const right = `write policies by ${resource} that it may change at will (escalate)`
  return granting(all, ['escalate'], resource, namespace).map((grant) => ({ right, grant }))
}

function bound(asked: Asked, all: readonly Grant[]): readonly Holding[] {
  const writes = ['create', ...CHANGES]
  const inPlaces = [...asked.namespaces].flatMap((namespace) => {
    if (granting(all, writes, 'rolebindings', namespace).length === 0) return []
    const free = granting(all, ['escalate'], 'roles', namespace)
    const isFree = free.length > 0 && granting(all, ['create'], 'roles', namespace).length > 0
    return [
      ...bindings(asked, granting(all, ['bind'], 'clusterroles', namespace), 'ClusterRole'),
      ...bindings(asked, granting(all, ['bind'], 'roles', namespace), 'Role', namespace, isFree),
    ]
  })
  const canBind = granting(all, writes, 'clusterrolebindings').length > 0
  return canBind
    ? [...inPlaces, ...bindings(asked, granting(all, ['bind'], 'clusterroles'), 'ClusterRole')]
    : inPlaces
}

/** Of roles that somebody may bind, those that give the right; `isFree`: he may also make one that does. */
function bindings(
  { rights, gives }: Asked,
  binds: readonly Grant[],
  kind: 'Role' | 'ClusterRole',
  namespace?: string,
  isFree = false,
): readonly Holding[] {
  const roles = rights.roles.filter(
    (role) => role.kind === kind && role.namespace === namespace && role.rules.some(gives),
  )
  return binds.flatMap((grant) => {
    const { resourceNames } = grant.rule
    const role = roles.find(
      ({ name }) => resourceNames.length === 0 || resourceNames.includes(name),
    )
    const what =
      role === undefined
        ? isFree && resourceNames.length === 0
          ? 'a role of its own'
          : undefined
        : `${kind} ${role.name}`
    return what === undefined ? [] : [{ right: `write policies by binding ${what}`, grant }]
  })
}
