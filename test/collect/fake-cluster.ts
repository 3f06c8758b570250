/** One resource of a fake cluster and its objects, in the order in which they are served. */
export type FakeResource = {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  readonly objects: readonly FakeObject[]
}

/** An object as a list holds it. */
export type FakeObject = {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string }
  readonly [field: string]: unknown
}

/** What a fake API server serves. */
export type FakeCluster = {
  /** resourceVersion of every list */
  readonly version: string
  readonly resources: readonly FakeResource[]
}

/** A fake cluster with namespaces (kube-system among them) and what is added; a resource that is added replaces one of its name. */
export function fakeCluster(...resources: readonly FakeResource[]): FakeCluster {
  const names = resources.map(({ group, resource }) => `${resource}.${group}`)
  const standard = [namespaces('kube-system', 'shop'), pods(0)]
  return {
    version: '700',
    resources: [
      ...standard.filter(({ group, resource }) => !names.includes(`${resource}.${group}`)),
      ...resources,
    ],
  }
}

/** The resource `namespaces` with these names, each with a UID made of it. */
export function namespaces(...names: readonly string[]): FakeResource {
  const objects = names.map((name) => ({ metadata: { name, uid: `uid-of-${name}` } }))
  return { ...core('namespaces', 'Namespace', false), objects }
}

/** The resource `pods` with this many, spread over namespaces in the order of their keys. */
export function pods(count: number, perNamespace = 100): FakeResource {
  const objects = Array.from({ length: count }, (_, index) => pod(index, perNamespace))
  return { ...core('pods', 'Pod', true), objects }
}

function pod(index: number, perNamespace: number): FakeObject {
  const namespace = `team-${String(Math.floor(index / perNamespace)).padStart(4, '0')}`
  const name = `web-${String(index).padStart(6, '0')}`
  return { metadata: { name, namespace, uid: `uid-${index}` }, spec: { nodeName: 'node-1' } }
}

/** A custom resource with these objects, apiVersion and kind on each, as custom resources have them. */
export function custom(
  name: string,
  kind: string,
  objects: readonly FakeObject[],
  version = 'v1',
  namespaced = true,
): FakeResource {
  const [resource = '', ...group] = name.split('.')
  const apiVersion = `${group.join('.')}/${version}`
  return {
    group: group.join('.'),
    version,
    resource,
    kind,
    namespaced,
    objects: objects.map((object) => ({ apiVersion, kind, ...object })),
  }
}

function core(resource: string, kind: string, namespaced: boolean): Omit<FakeResource, 'objects'> {
  return { group: '', version: 'v1', resource, kind, namespaced }
}
