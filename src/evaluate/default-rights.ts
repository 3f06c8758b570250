import { objectKeyParts } from '../core/object-key.ts'
import type { Defaults } from '../model/check.ts'
import type {
  DefaultBinding,
  DefaultRights,
  DefaultRole,
  DefaultRule,
  Grant,
  RightsRule,
  RightsSubject,
  Role,
  RoleBinding,
} from '../model/rights.ts'
import { describeHolder } from './rights-holders.ts'
import { minorOf } from './version-range.ts'

/** What the API server sets on all roles and bindings that it makes (pkg/auth/authorizer/rbac/bootstrappolicy). */
const MARK = 'kubernetes.io/bootstrapping'

/**
 * Defaults are known by what they are: kind, namespace, name, the mark of the API server, and that they grant nothing to nobody beyond the default.
 * A name alone is nothing: anybody who may make roles may call one `system:x`.
 *
 * An upgrade adds rules and takes none away, so that rules of older versions are defaults of a newer one; where the version is not known, all are.
 */
export function defaultsOf(known: readonly DefaultRights[], version: string | undefined): Defaults {
  const roles = placed(known.flatMap((each) => each.roles.map((role) => [placeOf(role), role])))
  const bindings = placed(
    known.flatMap((each) => each.bindings.map((one) => [placeOfBinding(one), one])),
  )
  const runs = version === undefined ? undefined : minorOf(version)?.order
  const rulesOf = (role: DefaultRole) =>
    role.rules.filter(({ since }) => isSince(since, runs)).map((rule) => setsOf(rule))
  const rule = (role: Role, each: RightsRule) => {
    const found = isMarked(role) ? roles.get(placeOf(role)) : undefined
    return found !== undefined && isCovered(each, rulesOf(found))
  }
  const binds = (binding: RoleBinding, subject: RightsSubject) => {
    const found = isMarked(binding) ? bindings.get(placeOfBinding(binding)) : undefined
    return found !== undefined && isSame(found, binding) && names(found, subject)
  }
  const grants = ({ binding, subject, role, rule: each }: Grant) =>
    binds(binding, subject) && rule(role, each)
  return { grants, rule, binds }
}

function placed<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  return new Map(entries)
}

function placeOf({ kind, namespace, name }: Pick<Role, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace ?? ''}/${name}`
}

function placeOfBinding({ namespace, name }: Pick<RoleBinding, 'namespace' | 'name'>): string {
  return `${namespace ?? ''}/${name}`
}

function isMarked({ key, labels }: Role | RoleBinding): boolean {
  const { group } = objectKeyParts(key)
  const mark = Object.hasOwn(labels, MARK) ? labels[MARK] : undefined
  return group === 'rbac.authorization.k8s.io' && mark === 'rbac-defaults'
}

function isSame({ role }: DefaultBinding, binding: RoleBinding): boolean {
  return role.kind === binding.role.kind && role.name === binding.role.name
}

function names({ subjects }: DefaultBinding, subject: RightsSubject): boolean {
  return subjects.some((each) => describeHolder(each) === describeHolder(subject))
}

function isSince(since: string | undefined, runs: number | undefined): boolean {
  const from = since === undefined ? undefined : minorOf(since)?.order
  return from === undefined || runs === undefined || runs >= from
}

type Sets = Readonly<Record<keyof Lists, ReadonlySet<string>>>
type Lists = Omit<DefaultRule, 'since'>

function setsOf(rule: Lists): Sets {
  return {
    verbs: new Set(rule.verbs),
    apiGroups: new Set(rule.apiGroups),
    resources: new Set(rule.resources),
    resourceNames: new Set(rule.resourceNames),
    nonResourceUrls: new Set(rule.nonResourceUrls),
  }
}

/** More single rights than any rule of Kubernetes grants: a rule with so many is none of its own. */
const TOO_MANY = 10_000

/** Whether every single right of a rule is one of some default rule, written as it is there or under a wildcard. */
function isCovered(rule: RightsRule, defaults: readonly Sets[]): boolean {
  const own = setsOf(rule)
  if (defaults.some((each) => holdsAll(each, own))) return true
  const { verbs, apiGroups, resources, resourceNames, nonResourceUrls } = own
  const names = resourceNames.size === 0 ? [undefined] : [...resourceNames]
  const urls = verbs.size * nonResourceUrls.size
  if (urls + verbs.size * apiGroups.size * resources.size * names.length > TOO_MANY) return false
  for (const verb of verbs) {
    for (const url of nonResourceUrls)
      if (!defaults.some((each) => holds(each.verbs, verb) && holds(each.nonResourceUrls, url)))
        return false
    for (const group of apiGroups)
      for (const resource of resources)
        for (const name of names)
          if (!defaults.some((each) => isRight(each, verb, group, resource, name))) return false
  }
  return true
}

function isRight(
  { verbs, apiGroups, resources, resourceNames }: Sets,
  verb: string,
  group: string,
  resource: string,
  name: string | undefined,
): boolean {
  return (
    holds(verbs, verb) &&
    holds(apiGroups, group) &&
    holds(resources, resource) &&
    (resourceNames.size === 0 || (name !== undefined && resourceNames.has(name)))
  )
}

function holdsAll(each: Sets, own: Sets): boolean {
  const all = (list: 'verbs' | 'apiGroups' | 'resources' | 'nonResourceUrls') =>
    [...own[list]].every((text) => holds(each[list], text))
  const named = [...own.resourceNames].every((name) => each.resourceNames.has(name))
  const anyName = each.resourceNames.size === 0 || (own.resourceNames.size > 0 && named)
  return anyName && all('verbs') && all('apiGroups') && all('resources') && all('nonResourceUrls')
}

function holds(set: ReadonlySet<string>, text: string): boolean {
  return set.has('*') || set.has(text)
}
