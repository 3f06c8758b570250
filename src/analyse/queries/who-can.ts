import type {
  Grant,
  Rights,
  RightsRule,
  Role,
  RoleBinding,
  WantedRight,
} from '../../model/rights.ts'
import { isWithoutNamespace } from './without-namespace.ts'

/**
 * Who has a right, by each rule that grants it: in the order of bindings, their subjects and the role's rules. A subject may stand several times.
 *
 * As the authorizer of Kubernetes decides (pkg/apis/rbac/v1/evaluation_helpers.go, pkg/registry/rbac/validation/rule.go): a binding in a
 * namespace grants there alone; a binding to a role that is not there grants nothing. Members of groups are not known to a cluster.
 * Asked with a namespace for what no namespace holds, the authorizer says yes through a RoleBinding; there is no such request, so it is no right here.
 */
export function whoCan(rights: Rights, wanted: WantedRight): readonly Grant[] {
  const found = grantsOf(rights, (rule) => grants(rule, wanted))
  return isWithoutNamespace(wanted)
    ? found.filter(({ namespace }) => namespace === undefined)
    : found
}

/** Every rule that some binding grants to somebody and that a test chooses, in the order of whoCan. */
export function grantsOf(
  rights: Rights,
  isChosen: (rule: RightsRule) => boolean,
): readonly Grant[] {
  const roles = new Map<string, { readonly role: Role; readonly rules: readonly RightsRule[] }>()
  for (const role of rights.roles) {
    const rules = role.rules.filter(isChosen)
    if (rules.length > 0) roles.set(placeOfRole(role), { role, rules })
  }
  return rights.bindings.flatMap((binding) => {
    const found = roles.get(placeOfReference(binding))
    return found === undefined ? [] : grantsThrough(binding, found.role, found.rules)
  })
}

/** Whether a rule grants a right. `nodes/*` in a rule grants nothing; the subresource of any resource is `*` + its name. */
export function grants(rule: RightsRule, wanted: WantedRight): boolean {
  const { verb, group, name = '', anyName } = wanted
  const names = rule.resourceNames
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    rule.resources.some((each) => isResource(each, wanted.resource)) &&
    (names.length === 0 || anyName === true || names.includes(name))
  )
}

function isResource(ruled: string, wanted: string): boolean {
  if (ruled === '*' || ruled === wanted) return true
  const cut = wanted.indexOf('/')
  if (cut < 0) return false
  if (wanted.endsWith('/*'))
    return ruled.startsWith('*/') || ruled.startsWith(wanted.slice(0, cut + 1))
  return ruled === `*${wanted.slice(cut)}`
}

function has(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted)
}

function grantsThrough(
  binding: RoleBinding,
  role: Role,
  rules: readonly RightsRule[],
): readonly Grant[] {
  const { namespace } = binding
  return binding.subjects.flatMap(({ pointer, ...subject }) =>
    subject.kind === 'ServiceAccount' && subject.namespace === undefined
      ? []
      : rules.map((rule) => ({
          ...{ subject, binding, pointer, role, rule },
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
