import type { KubeObject } from '../../src/model/object.ts'

/** A question to the authorizer, as a SubjectAccessReview asks it. No namespace: of the whole cluster; no name: of no object in particular. */
export type Asked = {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
}

type Loose = Readonly<Record<string, unknown>>

/**
 * Whether somebody may do something, read from the objects one question at a time after the authorizer's own words
 * (pkg/registry/rbac/validation/rule.go). Aggregated roles must have been filled in; see `settled`.
 */
export function naiveMay(objects: readonly KubeObject[], asked: Asked): boolean {
  return objects.some((binding) => {
    if (binding.kind !== 'ClusterRoleBinding' && binding.kind !== 'RoleBinding') return false
    const place = binding.kind === 'RoleBinding' ? binding.metadata.namespace : undefined
    if (place !== undefined && asked.namespace !== place) return false
    if (!many(binding.subjects).some((subject) => isMeant(subject, asked, place))) return false
    return rulesOf(objects, binding, place).some((rule) => allows(rule, asked))
  })
}

function rulesOf(
  objects: readonly KubeObject[],
  binding: KubeObject,
  place: string | undefined,
): readonly Loose[] {
  const { kind, name } = binding.roleRef as { readonly kind: string; readonly name: string }
  const home = kind === 'Role' ? (place ?? 'a cluster has no Role') : undefined
  const role = objects.find(
    (each) => each.kind === kind && each.metadata.name === name && each.metadata.namespace === home,
  )
  return many(role?.rules)
}

function isMeant(
  { kind, namespace, name }: Loose,
  { user, groups }: Asked,
  place: string | undefined,
): boolean {
  if (kind === 'User') return name === user
  if (kind === 'Group') return groups.includes(name as string)
  const home = (namespace as string | undefined) ?? place
  return home !== undefined && user === `system:serviceaccount:${home}:${name as string}`
}

function allows(rule: Loose, { verb, group, resource, subresource, name }: Asked): boolean {
  const combined = subresource === undefined ? resource : `${resource}/${subresource}`
  const verbs = texts(rule.verbs)
  const apiGroups = texts(rule.apiGroups)
  const resources = texts(rule.resources)
  const names = texts(rule.resourceNames)
  if (!verbs.includes(verb) && !verbs.includes('*')) return false
  if (!apiGroups.includes(group) && !apiGroups.includes('*')) return false
  const any = subresource === undefined ? '*' : `*/${subresource}`
  if (![combined, '*', any].some((each) => resources.includes(each))) return false
  return names.length === 0 || names.includes(name ?? '')
}

/** The objects after the controller of aggregated roles has run until nothing changes any more. */
export function settled(objects: readonly KubeObject[]): readonly KubeObject[] {
  let now = objects
  for (let round = 0; round < 20; round++) {
    const before = now
    now = before.map((object) => withRules(object, before))
    if (JSON.stringify(now) === JSON.stringify(before)) return now
  }
  throw new Error('aggregation does not come to an end')
}

/** As clusterroleaggregation_controller.go: the rules are those of every other ClusterRole that a selector finds, each once. */
function withRules(object: KubeObject, all: readonly KubeObject[]): KubeObject {
  const aggregation = object.aggregationRule as Loose | undefined
  if (object.kind !== 'ClusterRole' || aggregation === undefined) return object
  const rules = new Map<string, unknown>()
  for (const selector of many(aggregation.clusterRoleSelectors)) {
    const found = all.filter((each) => each.kind === 'ClusterRole' && isSelected(selector, each))
    for (const role of found.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
      if (role.metadata.name === object.metadata.name) continue
      for (const rule of many(role.rules)) rules.set(JSON.stringify(rule), rule)
    }
  }
  return { ...object, rules: [...rules.values()] } as KubeObject
}

function isSelected(selector: Loose, { metadata }: KubeObject): boolean {
  const labels = metadata.labels ?? {}
  const wanted = Object.entries((selector.matchLabels ?? {}) as Loose)
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    many(selector.matchExpressions).every(({ key, operator }) => {
      const isThere = Object.hasOwn(labels, String(key))
      return operator === 'Exists' ? isThere : !isThere
    })
  )
}

function many(value: unknown): readonly Loose[] {
  return (value ?? []) as readonly Loose[]
}

function texts(value: unknown): readonly string[] {
  return (value ?? []) as readonly string[]
}
