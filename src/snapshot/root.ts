import { digestOf } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { ResourceRecord } from '../model/snapshot.ts'

/**
 * The digest that names a snapshot: SHA-256 over one line `resource status count root` for every requested resource, sorted by resource.
 *
 * Absent and forbidden resources have their line too, so that leaving one out changes the digest.
 */
export function snapshotRoot(resources: readonly ResourceRecord[]): Digest {
  const lines = resources.map(
    ({ resource, status, count, root }) => `${resource} ${status} ${count} ${root}\n`,
  )
  return digestOf(lines.sort().join(''))
}

/** What the keys of a resource's objects start with, `apps/v1/Deployment/`; the order of resources in objects.ndjson.gz is that of these texts. */
export function keyPrefix(record: Pick<ResourceRecord, 'apiVersion' | 'kind'>): string {
  const { apiVersion = '' } = record
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}/${record.kind}/`
}
