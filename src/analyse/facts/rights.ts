import { objectKeyOf } from '../../core/object-key.ts'
import type { KubeObject } from '../../model/object.ts'
import type { Selector, Untranslated } from '../../model/policy.ts'
import type { Rights, RightsRule, RightsSubject, Role, RoleBinding } from '../../model/rights.ts'
import { readSelector } from '../../policy/selector.ts'
import {
  at,
  itemsOf,
  labelsOf,
  pointerOf,
  requiredText,
  textsOf,
  UnreadableField,
  wholeOf,
  wordOf,
} from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import { selects } from '../objects/label-match.ts'
import type { FactReader } from './fact-reader.ts'

/** A role as its object says, before aggregation. */
type StatedRole = Role & {
  /** ClusterRoles whose rules it takes over; empty: it is not aggregated */
  readonly takesFrom: readonly Selector[]
}

const GROUP = 'rbac.authorization.k8s.io'
const ROLE_KINDS = ['Role', 'ClusterRole'] as const
const SUBJECT_KINDS = ['User', 'Group', 'ServiceAccount'] as const

/** Reads roles and bindings of rbac.authorization.k8s.io/v1. */
export function rightsReader(): FactReader<Rights> {
  const roles: StatedRole[] = []
  const bindings: RoleBinding[] = []
  return {
    kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map(
      (kind) => `${GROUP}/${kind}`,
    ),
    take: (object) => {
      if (object.kind.endsWith('Binding')) bindings.push(readBinding(object))
      else roles.push(readRole(object))
    },
    done: () => ({
      roles: byKey(roles.map((role) => aggregated(role, roles))),
      bindings: byKey(bindings),
    }),
  }
}

function readRole(object: KubeObject): StatedRole {
  const role = wholeOf(object)
  const key = objectKeyOf(object)
  return {
    ...namedBy(object, role),
    kind: object.kind === 'Role' ? 'Role' : 'ClusterRole',
    annotations: labelsOf(at(role, 'metadata', 'annotations')),
    rules: itemsOf(at(role, 'rules')).map((rule) => ({
      verbs: textsOf(at(rule, 'verbs')),
      apiGroups: groupsOf(at(rule, 'apiGroups')),
      resources: textsOf(at(rule, 'resources')),
      resourceNames: groupsOf(at(rule, 'resourceNames')),
      nonResourceUrls: textsOf(at(rule, 'nonResourceURLs')),
      object: key,
      pointer: pointerOf(rule),
    })),
    takesFrom: itemsOf(at(role, 'aggregationRule', 'clusterRoleSelectors')).map(selectorIn),
  }
}

/** Texts that may be empty: the core API group is the empty one. */
function groupsOf(field: Field): readonly string[] {
  return itemsOf(field).map((item) => {
    if (typeof item.value === 'string') return item.value
    throw new UnreadableField(item, 'text is expected')
  })
}

function selectorIn(field: Field): Selector {
  const faults: Untranslated[] = []
  const selector = readSelector(field.value ?? {}, '', faults)
  if (selector !== undefined) return selector
  throw new UnreadableField(field, faults[0]?.why ?? 'a label selector is expected')
}

/**
 * With what its aggregation rule takes from other ClusterRoles. A controller writes these rules into the object, where they already stand; a
 * manifest that no controller has seen leaves them out.
 */
function aggregated({ takesFrom, ...role }: StatedRole, all: readonly StatedRole[]): Role {
  if (takesFrom.length === 0) return role
  const stated = new Set(role.rules.map(contentOf))
  const taken = all.filter(
    (other) =>
      other.kind === 'ClusterRole' &&
      other.key !== role.key &&
      takesFrom.some((selector) => selects(selector, other.labels) === 'yes'),
  )
  const added = taken.flatMap(({ rules }) => rules.filter((rule) => !stated.has(contentOf(rule))))
  return { ...role, rules: [...role.rules, ...added] }
}

function contentOf({
  verbs,
  apiGroups,
  resources,
  resourceNames,
  nonResourceUrls,
}: RightsRule): string {
  return JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceUrls])
}

function readBinding(object: KubeObject): RoleBinding {
  const binding = wholeOf(object)
  const reference = at(binding, 'roleRef')
  const kind = wordOf(at(reference, 'kind'), ROLE_KINDS)
  if (kind === undefined) throw new UnreadableField(at(reference, 'kind'), 'text is required')
  return {
    ...namedBy(object, binding),
    role: { kind, name: requiredText(at(reference, 'name')) },
    subjects: itemsOf(at(binding, 'subjects')).map((subject) => ({
      ...readSubject(subject, namespaceOf(object)),
      pointer: pointerOf(subject),
    })),
  }
}

/** A service account without namespace is one of the binding's own (plugin/pkg/auth/authorizer/rbac, appliesToUser). */
function readSubject(subject: Field, namespace: string | undefined): RightsSubject {
  const kind = wordOf(at(subject, 'kind'), SUBJECT_KINDS)
  const name = requiredText(at(subject, 'name'))
  if (kind === undefined) throw new UnreadableField(at(subject, 'kind'), 'text is required')
  if (kind !== 'ServiceAccount') return { kind, name }
  const own = at(subject, 'namespace').value
  const place = typeof own === 'string' && own !== '' ? own : namespace
  return { kind, name, ...(place === undefined ? {} : { namespace: place }) }
}

/** Roles and bindings without namespace in a manifest are in `default`, as everywhere; those of the whole cluster have none. */
function namespaceOf({ kind, metadata }: KubeObject): string | undefined {
  return kind.startsWith('Cluster') ? undefined : (metadata.namespace ?? 'default')
}

function namedBy(object: KubeObject, whole: Field) {
  const { name } = object.metadata
  const namespace = namespaceOf(object)
  return {
    key: objectKeyOf(object),
    name,
    labels: labelsOf(at(whole, 'metadata', 'labels')),
    ...(namespace === undefined ? {} : { namespace }),
  }
}

function byKey<T extends { readonly key: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
}
