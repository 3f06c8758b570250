import { objectKeyOf } from '../../core/object-key.ts'
import { REDACTED } from '../../core/redacted.ts'
import type { KubeObject } from '../../model/object.ts'
import type { Selector, Untranslated } from '../../model/policy.ts'
import type { Rights, RightsSubject, RoleBinding } from '../../model/rights.ts'
import { readSelector } from '../../policy/selector.ts'
import {
  at,
  itemsOf,
  labelsOf,
  pointerOf,
  requiredText,
  textOf,
  UnreadableField,
  wholeOf,
  wordOf,
} from '../objects/fields.ts'
import type { Field } from '../objects/fields.ts'
import { aggregated } from './aggregation.ts'
import type { StatedRole } from './aggregation.ts'
import type { FactReader } from './fact-reader.ts'

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
      roles: aggregated(byKey(roles)),
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
    rules: itemsOf(at(role, 'rules')).map((rule) => ({
      verbs: wordsOf(at(rule, 'verbs')),
      apiGroups: wordsOf(at(rule, 'apiGroups')),
      resources: wordsOf(at(rule, 'resources')),
      resourceNames: wordsOf(at(rule, 'resourceNames')),
      nonResourceUrls: wordsOf(at(rule, 'nonResourceURLs')),
      object: key,
      pointer: pointerOf(rule),
    })),
    takesFrom:
      object.kind === 'Role'
        ? []
        : itemsOf(at(role, 'aggregationRule', 'clusterRoleSelectors')).map(selectorIn),
  }
}

/** Texts of a rule: any of them may be empty, as the API server takes them; one that was redacted may be anything. */
function wordsOf(field: Field): readonly string[] {
  return itemsOf(field).map((item) => {
    if (typeof item.value !== 'string') throw new UnreadableField(item, 'text is expected')
    if (item.value === REDACTED) throw new UnreadableField(item, 'it was redacted')
    return item.value
  })
}

function selectorIn(field: Field): Selector {
  const faults: Untranslated[] = []
  const selector = readSelector(field.value ?? {}, '', faults)
  if (selector !== undefined && faults.length === 0) return selector
  throw new UnreadableField(field, faults[0]?.why ?? 'a label selector is expected')
}

function readBinding(object: KubeObject): RoleBinding {
  const binding = wholeOf(object)
  const reference = at(binding, 'roleRef')
  const kind = wordOf(at(reference, 'kind'), ROLE_KINDS)
  if (kind === undefined) throw new UnreadableField(at(reference, 'kind'), 'text is required')
  const name = requiredText(at(reference, 'name'))
  if (name === REDACTED) throw new UnreadableField(at(reference, 'name'), 'it was redacted')
  return {
    ...namedBy(object, binding),
    role: { kind, name },
    subjects: itemsOf(at(binding, 'subjects')).map((subject) => ({
      ...readSubject(subject, namespaceOf(object)),
      pointer: pointerOf(subject),
    })),
  }
}

/**
 * A service account without namespace is one of the binding's own; a user of the name that a service account signs in with is that service
 * account (pkg/registry/rbac/validation/rule.go, appliesToUser).
 */
function readSubject(subject: Field, namespace: string | undefined): RightsSubject {
  const kind = wordOf(at(subject, 'kind'), SUBJECT_KINDS)
  const name = requiredText(at(subject, 'name'))
  if (kind === undefined) throw new UnreadableField(at(subject, 'kind'), 'text is required')
  if (kind === 'User') return accountOfUser(name) ?? { kind, name }
  if (kind === 'Group') return { kind, name }
  const own = textOf(at(subject, 'namespace'))
  const place = own === undefined || own === '' ? namespace : own
  return { kind, name, ...(place === undefined ? {} : { namespace: place }) }
}

function accountOfUser(user: string): RightsSubject | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? []
  if (namespace === undefined || name === undefined) return undefined
  return { kind: 'ServiceAccount', name, namespace }
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
