import { isJsonObject } from '../core/json.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { objectKeyOf, objectKeyParts } from '../core/object-key.ts'
import type { KubeObject } from '../model/object.ts'
import type { Reconciliation, ReferenceKind, ReferenceTally } from '../model/reconciliation.ts'
import type { Snapshot } from '../model/snapshot.ts'

/** Sees the objects of a snapshot in their order, and tells in the end how they fit each other. */
export type Reconciler = {
  readonly see: (object: KubeObject) => void
  readonly reconciliation: () => Reconciliation
}

const KINDS: readonly ReferenceKind[] = [
  'namespace',
  'node',
  'owner',
  'service-account',
  'service',
  'role',
]

/** So many names that are not there are told. */
const MOST_MISSING = 3

/** What an object names: a kind in a group, in a namespace or in none. */
type Named = {
  readonly kind: ReferenceKind
  readonly group: string
  readonly of: string
  readonly namespace: string
  readonly name: string
  readonly uid?: string
}

type Reference = Named & { readonly count: number; readonly by: string }

/** Holds the names of all objects but pods, which own nothing that is read, and each distinct name that they give. */
export function reconciler(snapshot: Snapshot): Reconciler {
  const present = new Map<string, string>()
  const references = new Map<string, Reference>()
  let stored = 0
  return {
    see: (object) => {
      stored++
      const key = objectKeyOf(object)
      const { group, kind, namespace, name } = objectKeyParts(key)
      if (kind !== 'Pod' || group !== '')
        present.set(placeOf(group, kind, namespace, name), object.metadata.uid ?? '')
      for (const named of namesIn(object, group, kind)) {
        const place = JSON.stringify(named)
        const known = references.get(place)
        references.set(place, { ...named, count: (known?.count ?? 0) + 1, by: known?.by ?? key })
      }
    },
    reconciliation: () => {
      const all = [...references.values()]
      const isWhole = wholeKinds(snapshot)
      return {
        listed: snapshot.resources.reduce((sum, { count }) => sum + count, 0),
        stored,
        references: KINDS.map((kind) =>
          tallyOf(
            kind,
            all.filter((one) => one.kind === kind),
            { present, isWhole },
          ),
        ),
      }
    },
  }
}

function placeOf(group: string, kind: string, namespace: string, name: string): string {
  return `${group}/${kind}/${namespace}/${name}`
}

type Known = {
  readonly present: ReadonlyMap<string, string>
  readonly isWhole: (group: string, kind: string) => boolean
}

function tallyOf(
  kind: ReferenceKind,
  references: readonly Reference[],
  { present, isWhole }: Known,
): ReferenceTally {
  const tally = { named: 0, found: 0, unread: 0 }
  const missing: Reference[] = []
  for (const reference of references) {
    tally.named += reference.count
    if (isThere(reference, present)) tally.found += reference.count
    else if (isWhole(reference.group, reference.of)) missing.push(reference)
    else tally.unread += reference.count
  }
  return { kind, ...tally, missing: missing.map(words).sort().slice(0, MOST_MISSING) }
}

/** Owners of a namespaced object are beside it or have no namespace. */
function isThere(
  { group, of, namespace, name, uid }: Named,
  present: ReadonlyMap<string, string>,
): boolean {
  return [namespace, ''].some((where) => {
    const found = present.get(placeOf(group, of, where, name))
    return found !== undefined && (found === '' || uid === undefined || uid === found)
  })
}

function words({ by, of, namespace, name }: Reference): string {
  return `${by} -> ${of} ${namespace === '' ? '' : `${namespace}/`}${name}`
}

/** Kinds of which every object was read. */
function wholeKinds({ resources, gaps }: Snapshot): Known['isWhole'] {
  const broken = new Set(gaps.map(({ resource }) => resource))
  const whole = new Set(
    resources
      .filter(({ resource, status }) => status === 'ok' && !broken.has(resource))
      .map(({ resource, kind }) => `${resource.split('.').slice(1).join('.')}/${kind}`),
  )
  return (group, kind) => whole.has(`${group}/${kind}`) && !(group === '' && kind === 'Pod')
}

function* namesIn(object: KubeObject, group: string, kind: string): Generator<Named> {
  const { namespace = '' } = object.metadata
  const core = { group: '', namespace: '' }
  if (namespace !== '') yield { kind: 'namespace', ...core, of: 'Namespace', name: namespace }
  yield* ownersOf(object, namespace)
  if (kind === 'Pod' && group === '') {
    const { nodeName, serviceAccountName } = part(object.spec)
    if (isName(nodeName)) yield { kind: 'node', ...core, of: 'Node', name: nodeName }
    if (isName(serviceAccountName))
      yield { ...SERVICE_ACCOUNT, namespace, name: serviceAccountName }
  }
  const service = object.metadata.labels?.['kubernetes.io/service-name']
  if (kind === 'EndpointSlice' && isName(service))
    yield { kind: 'service', group: '', of: 'Service', namespace, name: service }
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') yield* roleOf(object, namespace)
}

const SERVICE_ACCOUNT = { kind: 'service-account', group: '', of: 'ServiceAccount' } as const

function* ownersOf({ metadata }: KubeObject, namespace: string): Generator<Named> {
  const owners: JsonValue | undefined = metadata.ownerReferences
  const all: readonly JsonValue[] = Array.isArray(owners) ? owners : []
  for (const owner of all) {
    const { apiVersion, kind, name, uid } = part(owner)
    if (!isName(apiVersion) || !isName(kind) || !isName(name)) continue
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
    yield { kind: 'owner', group, of: kind, namespace, name, ...(isName(uid) ? { uid } : {}) }
  }
}

function* roleOf(object: KubeObject, namespace: string): Generator<Named> {
  const { kind, name } = part(object.roleRef)
  if (!isName(name) || (kind !== 'Role' && kind !== 'ClusterRole')) return
  const where = kind === 'Role' ? namespace : ''
  yield { kind: 'role', group: 'rbac.authorization.k8s.io', of: kind, namespace: where, name }
}

function part(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function isName(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== ''
}
