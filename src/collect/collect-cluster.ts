import type { Collection } from '../model/collection.ts'
import type { EstateMember } from '../model/estate.ts'
import { collectFolder } from './folder.ts'
import { collectLive } from './live.ts'
import type { CollectOptions } from './options.ts'

/** Reads one cluster of the estate, live or from a folder. Whatever is wrong with the cluster is in its record; nothing is thrown for it. */
export function collectCluster(member: EstateMember, options: CollectOptions): Collection {
  return member.reader.kind === 'folder'
    ? collectFolder(member, options)
    : collectLive(member, options)
}
