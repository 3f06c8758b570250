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
  readonly annotations: Labels
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

/** What a right is asked for: one verb on one resource, `pods`, `pods/exec`, of one API group. */
export type WantedRight = {
  readonly verb: string
  readonly group: string
  readonly resource: string
  /** absent: any name, which only rules without resourceNames grant */
  readonly name?: string
}

/** That a subject has a right: through which rule of which role, bound by what. */
export type Grant = {
  readonly subject: RightsSubject
  readonly binding: ObjectKey
  /** where the binding names the subject */
  readonly pointer: string
  readonly role: ObjectKey
  readonly rule: RightsRule
  /** the only namespace in which it holds; absent: in the whole cluster */
  readonly namespace?: string
}
