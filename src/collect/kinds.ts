import type { ResourceName } from '../model/object.ts'
import { READABLE_CONFIG_MAPS } from './config-maps.ts'
import { resourceName } from './kinds/kind-reader.ts'
import type { KindReader } from './kinds/kind-reader.ts'
import { BUILT_IN, EXTENSIONS } from './kinds/kubernetes.ts'
import { NETWORK } from './kinds/network.ts'
import { CONSTRAINT_GROUP, PLATFORM } from './kinds/platform.ts'

export { CONSTRAINT_GROUP, resourceName }
export type { KindReader }

/** The registry of readers: every resource that every cluster is asked for, sorted by resource name. */
export const KIND_READERS: readonly KindReader[] = [
  ...BUILT_IN,
  ...EXTENSIONS,
  ...NETWORK,
  ...PLATFORM,
].sort((a, b) => (resourceName(a) < resourceName(b) ? -1 : 1))

const byResource = new Map(KIND_READERS.map((reader) => [resourceName(reader), reader]))
const byKind = new Map(KIND_READERS.map((reader) => [`${reader.group}/${reader.kind}`, reader]))

/** ConfigMaps are in no list of kinds: only two are read, by name, where the estate says so. */
export const CONFIG_MAPS: KindReader = {
  group: '',
  resource: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
  versions: ['v1'],
  decidesTraffic: false,
}

/** Groups that a second API server may serve without a CustomResourceDefinition: its APIService says so. */
const AGGREGATED = new Set(['projectcalico.org', 'route.openshift.io', 'security.openshift.io'])
const builtIn = new Set(BUILT_IN.map(({ group }) => group))

/** Where a resource comes from, and so what tells that a cluster does not have it. */
export function originOf(reader: KindReader): 'built-in' | 'custom' | 'aggregated' {
  if (builtIn.has(reader.group)) return 'built-in'
  return AGGREGATED.has(reader.group) ? 'aggregated' : 'custom'
}

/** The reader of a resource; undefined when exhibit does not read it. */
export function readerOf(resource: ResourceName): KindReader | undefined {
  return byResource.get(resource)
}

/** The reader of a kind in a group; kinds of Gatekeeper's constraint group are all read. Undefined when exhibit does not read it. */
export function readerOfKind(group: string, kind: string): KindReader | undefined {
  return group === CONSTRAINT_GROUP ? constraintReader(kind) : byKind.get(`${group}/${kind}`)
}

/** The reader of one Gatekeeper constraint kind; Gatekeeper names the resource as the kind in lower case. */
export function constraintReader(kind: string): KindReader {
  return {
    group: CONSTRAINT_GROUP,
    resource: kind.toLowerCase(),
    kind,
    namespaced: false,
    versions: ['v1', 'v1beta1', 'v1alpha1'],
    decidesTraffic: false,
  }
}

/** One rule of a role (rbac.authorization.k8s.io/v1 PolicyRule): verb list, no wildcard. */
export type ReaderRule = {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly ['list']
}

/**
 * What the account that reads a cluster must be granted, as rules of a ClusterRole: one per API group, sorted. List only, no wildcard, never
 * Secrets. `constraints` adds the Gatekeeper constraint resources that a cluster's discovery names.
 */
export function readerRules(constraints: readonly string[] = []): readonly ReaderRule[] {
  const groups = Map.groupBy(KIND_READERS, (reader) => reader.group)
  const rules = [...groups].map(([group, readers]) =>
    listRule(
      group,
      readers.map((reader) => reader.resource),
    ),
  )
  if (constraints.length > 0) rules.push(listRule(CONSTRAINT_GROUP, constraints))
  return rules.sort((a, b) => (groupOf(a) < groupOf(b) ? -1 : 1))
}

/** The rule of a Role in kube-system for clusters whose estate entry says `configMaps: true`: two ConfigMaps, by name. */
export function configMapRule(): ReaderRule {
  return {
    ...listRule('', ['configmaps']),
    resourceNames: READABLE_CONFIG_MAPS.map(({ name }) => name),
  }
}

function listRule(group: string, resources: readonly string[]): ReaderRule {
  return { apiGroups: [group], resources: [...resources].sort(), verbs: ['list'] }
}

function groupOf(rule: ReaderRule): string {
  return rule.apiGroups[0] ?? ''
}
