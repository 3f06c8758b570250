import type { Labels, ObjectKey } from './object.ts'

/** Who a binding speaks of. Only a service account has a namespace. */
export type RightsSubject = {
  readonly kind: 'User' | 'Group' | 'ServiceAccount'
  readonly name: string
  readonly namespace?: string
}

/** One rule of a role, as written: what it grants is the product of its lists (rbac/v1, PolicyRule). */
export type RightsRule = {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  /** empty: any name */
  readonly resourceNames: readonly string[]
  readonly nonResourceUrls: readonly string[]
  /** the role that states it; of an aggregated role another one */
  readonly object: ObjectKey
  readonly pointer: string
}

/** A Role, or a ClusterRole, which has no namespace. */
export type Role = {
  readonly key: ObjectKey
  readonly kind: 'Role' | 'ClusterRole'
  readonly namespace?: string
  readonly name: string
  readonly labels: Labels
  /** its own, and those that its aggregation rule takes from other ClusterRoles */
  readonly rules: readonly RightsRule[]
}

/** A RoleBinding, or a ClusterRoleBinding, which has no namespace. */
export type RoleBinding = {
  readonly key: ObjectKey
  readonly namespace?: string
  readonly name: string
  readonly labels: Labels
  readonly role: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string }
  /** each with its pointer in the binding */
  readonly subjects: readonly (RightsSubject & { readonly pointer: string })[]
}

/** The roles and bindings of a cluster, each sorted by key. */
export type Rights = {
  readonly roles: readonly Role[]
  readonly bindings: readonly RoleBinding[]
}

/** What a right is asked for: one verb on one resource of one API group. */
export type WantedRight = {
  readonly verb: string
  readonly group: string
  /** `pods`, `pods/exec`; any subresource: `userextras/*` */
  readonly resource: string
  /** absent: a request that names no object, which rules for certain names do not grant */
  readonly name?: string
  /** rules for certain names only grant it too; absent: as `name` says */
  readonly anyName?: true
}

/** That a subject has a right: through which rule of which role, bound by what. */
export type Grant = {
  readonly subject: RightsSubject
  readonly binding: RoleBinding
  /** where the binding names the subject */
  readonly pointer: string
  readonly role: Role
  readonly rule: RightsRule
  /** the only namespace in which it holds; absent: in the whole cluster */
  readonly namespace?: string
}

/** A rule that a role has by default. */
export type DefaultRule = Omit<RightsRule, 'object' | 'pointer'> & {
  /** the first minor version of Kubernetes with it, `1.33`; absent: every one that is known */
  readonly since?: string
}

/** A role that Kubernetes makes itself in every cluster. */
export type DefaultRole = Pick<Role, 'kind' | 'namespace' | 'name'> & {
  readonly rules: readonly DefaultRule[]
}

/** A binding that Kubernetes makes itself in every cluster. */
export type DefaultBinding = Pick<RoleBinding, 'namespace' | 'name' | 'role'> & {
  readonly subjects: readonly RightsSubject[]
}

/** The roles and bindings that Kubernetes makes itself. */
export type DefaultRights = {
  readonly roles: readonly DefaultRole[]
  readonly bindings: readonly DefaultBinding[]
}
