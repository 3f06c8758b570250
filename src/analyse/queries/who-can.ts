import type {
  Grant,
  Rights,
  RightsRule,
  Role,
  RoleBinding,
  WantedRight,
} from '../../model/rights.ts'

/**
 * Who has a right, by each rule that grants it: in the order of bindings, their subjects and the role's rules. A subject may stand several times.
 *
 * As the authorizer of Kubernetes decides (pkg/apis/rbac/v1/evaluation_helpers.go, plugin/pkg/auth/authorizer/rbac): a binding in a namespace
 * grants there alone; a binding to a role that is not there grants nothing. Members of groups are not known to a cluster.
 */
export function whoCan(rights: Rights, wanted: WantedRight): readonly Grant[] {
  const granting = new Map<string, readonly RightsRule[]>()
  for (const role of rights.roles) {
    const rules = role.rules.filter((rule) => grants(rule, wanted))
    if (rules.length > 0) granting.set(placeOfRole(role), rules)
  }
  const roles = new Map(rights.roles.map((role) => [placeOfRole(role), role]))
  return rights.bindings.flatMap((binding) => {
    const place = placeOfReference(binding)
    const role = roles.get(place)
    const rules = granting.get(place) ?? []
    return role === undefined ? [] : grantsOf(binding, role, rules)
  })
}

/** Whether a rule grants a right. `nodes/*` grants nothing; the subresource of any resource is `*` + its name. */
export function grants(rule: RightsRule, { verb, group, resource, name }: WantedRight): boolean {
  const cut = resource.indexOf('/')
  const ofAny = cut < 0 ? undefined : `*${resource.slice(cut)}`
  const names = rule.resourceNames
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    rule.resources.some((each) => each === '*' || each === resource || each === ofAny) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  )
}

function has(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted)
}

function grantsOf(
  binding: RoleBinding,
  role: Role,
  rules: readonly RightsRule[],
): readonly Grant[] {
  const { namespace } = binding
  return binding.subjects.flatMap(({ pointer, ...subject }) =>
    subject.kind === 'ServiceAccount' && subject.namespace === undefined
      ? []
      : rules.map((rule) => ({
          subject,
          binding: binding.key,
          pointer,
          role: role.key,
          rule,
          ...(namespace === undefined ? {} : { namespace }),
        })),
  )
}

function placeOfRole({ kind, namespace, name }: Role): string {
  return `${kind}/${namespace ?? ''}/${name}`
}

/** A ClusterRoleBinding cannot name a Role. */
function placeOfReference({ role, namespace }: RoleBinding): string {
  return `${role.kind}/${role.kind === 'Role' ? (namespace ?? '-') : ''}/${role.name}`
}
