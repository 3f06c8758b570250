import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { indexCluster } from '../../analyse/cluster.ts'
import type { UndeclaredMesh } from '../../analyse/mesh.ts'
import { Fault } from '../../core/fault.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { EstateMember } from '../../model/estate.ts'
import type { Organisation } from '../../model/scope.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { readObjects, readSnapshot } from '../../snapshot/read.ts'
import { isDecisive, platformNamespacesOf, wasRead } from '../stages/evaluate-cluster.ts'

/** A cluster as it lies in a work folder. */
export type Found = { readonly path: string; readonly snapshot: Snapshot }

/** The clusters below a folder. */
export function foundIn(folder: string): readonly Found[] {
  return readdirSync(folder).map((name) => ({
    path: join(folder, name),
    snapshot: readSnapshot(join(folder, name)),
  }))
}

/** What people wrote of clusters, as far as their model depends on it. */
export type Written = {
  readonly organisation: Organisation
  readonly members: readonly Pick<EstateMember, 'name' | 'platformNamespaces'>[]
}

/** The model of a cluster. */
export function modelOf(found: Found, written: Written, mesh: UndeclaredMesh): Promise<Cluster> {
  const objects = readObjects(join(found.path, OBJECTS_FILE))
  return indexCluster(found.snapshot, objects, {
    platformNamespaces: platformOf(found, written),
    ...mesh,
  })
}

/** The namespaces that are declared as the platform's in a cluster. */
export function platformOf({ snapshot }: Found, written: Written): readonly string[] {
  const member = written.members.find(({ name }) => name === snapshot.cluster)
  return platformNamespacesOf(member, written.organisation)
}

/** The one of them that was read. Throws Fault `MISSING` where none was, or nothing of it that would say anything, `USAGE` where several may be meant. */
export function onlyOne(found: readonly Found[]): Found {
  const read = found.filter(({ snapshot }) => wasRead(snapshot))
  const [first, ...more] = read
  if (first === undefined || (more.length === 0 && !isDecisive(first.snapshot))) {
    const reasons = found.flatMap(({ snapshot }) => snapshot.reasons)
    throw new Fault('MISSING', `no cluster was read: ${reasons[0] ?? 'none of that name'}`, {
      hint: 'nothing can be said of what was not read',
    })
  }
  if (more.length === 0) return first
  throw new Fault('USAGE', `${read.length} clusters may be meant`, {
    hint: `choose one with --cluster: ${read.map(({ snapshot }) => snapshot.cluster).join(', ')}`,
  })
}
