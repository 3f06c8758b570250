import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { unreadAnswer } from '../../evaluate/applicability.ts'
import type { Platform } from '../../model/cluster.ts'
import type { Framework } from '../../model/control.ts'
import type { UnreadFramework } from '../../model/report.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { pinnedEstate } from './inputs.ts'
import { EARLIER, readEarlier } from './memory-file.ts'

/** What each framework says of a cluster of a run that was not read, in their order. */
export function unreadFrameworks(
  run: string,
  folder: string,
  { cluster, status }: Pick<Snapshot, 'cluster' | 'status'>,
  frameworks: readonly Framework[],
): readonly UnreadFramework[] {
  const platform = statedPlatform(run, cluster) ?? rememberedPlatform(folder)
  return frameworks.map((framework) => unreadAnswer(framework, status, platform))
}

function statedPlatform(run: string, cluster: string): Platform | undefined {
  const name = pinnedEstate(run).clusters.find((one) => one.name === cluster)?.platform
  return name === undefined ? undefined : { name, basis: 'stated in the estate file' }
}

/** As the run before remembers it. Runs of older versions know of none. */
function rememberedPlatform(folder: string): Platform | undefined {
  if (!existsSync(join(folder, EARLIER))) return undefined
  const earlier = readEarlier(folder)
  if (earlier.kind !== 'known' || earlier.memory.platform === undefined) return undefined
  const { name, basis, at } = earlier.memory.platform
  return { name, basis: `by run ${at.run}: ${basis}` }
}
