import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { NamesSeen } from '../../render/excerpt/private-names.ts'
import { OBJECTS_FILE } from '../../snapshot/files.ts'
import { readObjects, readSnapshot } from '../../snapshot/read.ts'
import { loadPinnedOrganisation } from './catalogue.ts'

/** Notes what an excerpt must replace of one fetched run, from its snapshots and the organisation's files; one object in memory at a time. */
export async function seePrivateNames(seen: NamesSeen, run: string): Promise<void> {
  seen.organisation(loadPinnedOrganisation(run))
  const clusters = join(run, 'clusters')
  for (const name of existsSync(clusters) ? readdirSync(clusters).sort() : []) {
    const folder = join(clusters, name)
    seen.snapshot(readSnapshot(folder))
    const objects = join(folder, OBJECTS_FILE)
    if (!existsSync(objects)) continue
    for await (const object of readObjects(objects)) seen.object(object)
  }
}
