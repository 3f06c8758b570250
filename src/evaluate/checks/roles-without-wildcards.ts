import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import type { RightsRule, Role } from '../../model/rights.ts'
import { bySubject, fail, objectEvidence, pass, someOf } from '../answers.ts'
import { objectSubject } from '../subject.ts'

/** Whether roles name what they grant. */
export const rolesWithoutWildcards: Check = {
  id: 'roles-without-wildcards',
  version: 1,
  title: 'Roles name the verbs, resources and API groups that they grant',
  logic:
    'Each Role and ClusterRole, bound or not, fails where a rule has * anywhere among its verbs, API groups or resources, also as the subresource of any resource (*/scale). Rules that a role of Kubernetes itself comes with pass, known by name, mark and content. Paths that are no resources are left out.',
  reads: ['clusterroles.rbac.authorization.k8s.io', 'roles.rbac.authorization.k8s.io'],
  needs: [],
  parameters: {},
  evaluate(input) {
    const { roles } = input.cluster.facts.rights
    return roles.map((role) => answer(input, role)).sort(bySubject)
  },
}

function answer({ cluster, defaults }: CheckInput, role: Role): CheckAnswer {
  const subject = objectSubject(cluster.name, role.key)
  const wild = role.rules.filter((rule) => wildcardsOf(rule).length > 0)
  const own = wild.filter((rule) => !defaults.rule(role, rule))
  if (own.length > 0) {
    const said = [...new Set(own.flatMap(wildcardsOf))]
    return fail(subject, `grants any ${someOf(said)}`, own.map(wildcardEvidence))
  }
  return wild.length > 0
    ? pass(subject, 'only as Kubernetes itself makes this role', wild.map(wildcardEvidence))
    : pass(subject, 'no wildcard', [objectEvidence(role.key)])
}

/** What a rule leaves open: `verb`, `API group`, `resource`, `resource with the subresource scale`. */
function wildcardsOf({ verbs, apiGroups, resources }: RightsRule): readonly string[] {
  return [
    ...(verbs.includes('*') ? ['verb'] : []),
    ...(apiGroups.includes('*') ? ['API group'] : []),
    ...(resources.includes('*') ? ['resource'] : []),
    ...resources
      .filter((each) => each.startsWith('*/'))
      .map((each) => `resource with the subresource ${each.slice(2)}`),
  ]
}

function wildcardEvidence(rule: RightsRule): Evidence {
  return {
    object: rule.object,
    pointer: rule.pointer,
    value: `any ${wildcardsOf(rule).join(', ')}`,
  }
}
