import { objectKeyParts } from '../core/object-key.ts'
import type { WorkloadName } from '../model/cluster.ts'
import type { ObjectKey } from '../model/object.ts'

/**
 * The name of a check's subject, `cluster/namespace/Kind/name`, empty parts kept; the same between runs.
 *
 * `/` and `%` inside a part are percent-encoded, so that a name read from a folder cannot pose as another subject.
 */
export function subjectOf(cluster: string, namespace: string, kind: string, name: string): string {
  return [cluster, namespace, kind, name].map(part).join('/')
}

function part(text: string): string {
  // few names have any of them, and most results have a name
  if (!text.includes('/') && !text.includes('%')) return text
  return text.replaceAll('%', '%25').replaceAll('/', '%2F')
}

/** The subject of a workload (`Deployment/web`) in its namespace. */
export function workloadSubject(
  cluster: string,
  workload: { readonly namespace: string; readonly workload: WorkloadName },
): string {
  const cut = workload.workload.indexOf('/')
  const kind = workload.workload.slice(0, cut)
  return subjectOf(cluster, workload.namespace, kind, workload.workload.slice(cut + 1))
}

/** The subject of an object by its key. */
export function objectSubject(cluster: string, key: ObjectKey): string {
  const { kind, namespace, name } = objectKeyParts(key)
  return subjectOf(cluster, namespace, kind, name)
}

/** A subject for people, without its cluster: `payments/StatefulSet/ledger`, `Namespace shop`, `the cluster`. */
export function describeSubject(subject: string): string {
  const [, namespace = '', kind = '', name = ''] = subject.split('/')
  if (kind === '') return 'the cluster'
  return namespace === '' ? `${kind} ${name}` : `${namespace}/${kind}/${name}`
}

/** The subject that is the cluster itself. */
export function clusterSubject(cluster: string): string {
  return subjectOf(cluster, '', '', '')
}
