import type { ListRecord } from '../model/collection.ts'

const NONE_READ =
  'no namespace was read: every cluster has some (hint: check that the account is the right one, and what stands before the API server)'

/**
 * The record of a live list, where one without a namespace is not believed: every cluster has `default` and `kube-system` (kubernetes.io,
 * "Namespaces"), so an empty answer says that something else was read. Such a list is inconsistent; any other stays as it is.
 */
export function believable(record: ListRecord): ListRecord {
  const { resource, status, count } = record
  const read = status === 'ok' || status === 'not-served'
  if (resource !== 'namespaces' || count > 0 || !read) return record
  return { ...record, status: 'inconsistent', reason: NONE_READ }
}

const NO_OBJECTS =
  'the folder holds no objects: every cluster has some (hint: check its path in the estate file, and that its files end in .yaml, .yml or .json)'

/**
 * The record of the namespaces of a folder that holds no object at all, in which nothing shows that it is a cluster's. Manifests without a namespace
 * are a folder of use, and their records stay.
 */
export function ofEmptyFolder(record: ListRecord): ListRecord {
  if (record.resource !== 'namespaces' || record.status !== 'ok') return record
  return { ...record, status: 'inconsistent', reason: NO_OBJECTS }
}
