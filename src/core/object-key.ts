/** What the name of an object is made of. */
type Named = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

/** The five parts of an object key. Empty group: the core API; empty namespace: the object has none. */
export type ObjectKeyParts = {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** The key `group/version/Kind/namespace/name` of an object, empty parts kept (`/v1/Namespace//shop`). */
export function objectKeyOf(object: Named): string {
  const { apiVersion, kind, metadata } = object
  const group = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
  return `${group}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`
}

/** The parts of an object key; the name takes whatever is left, so that no part is lost. */
export function objectKeyParts(key: string): ObjectKeyParts {
  const [group = '', version = '', kind = '', namespace = '', ...name] = key.split('/')
  return { group, version, kind, namespace, name: name.join('/') }
}

/** The subject of a result for people: `prod/shop/Deployment/web` as it is, and of the cluster as a whole, `prod///`, its name alone. */
export function subjectWords(subject: string): string {
  return subject.endsWith('///') ? subject.slice(0, -'///'.length) : subject
}
