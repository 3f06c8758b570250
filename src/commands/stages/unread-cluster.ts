import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { unreadAnswer } from '../../evaluate/applicability.ts'
import { otherOfUnread } from '../../evaluate/family.ts'
import type { Platform } from '../../model/cluster.ts'
import type { Catalogue } from '../../model/control.ts'
import type { ClusterMemory } from '../../model/history.ts'
import type { UnreadFramework } from '../../model/report.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { pinnedEstate } from './inputs.ts'
import { EARLIER, readEarlier } from './memory-file.ts'

/** What each framework says of a cluster of a run that was not read, in their order. */
export function unreadFrameworks(
  run: string,
  folder: string,
  { cluster, status }: Pick<Snapshot, 'cluster' | 'status'>,
  catalogue: Catalogue,
): readonly UnreadFramework[] {
  const memory = remembered(folder)
  const platform = statedPlatform(run, cluster) ?? platformIn(memory)
  const version = versionIn(memory)
  return catalogue.frameworks.map((framework) => {
    const answer = unreadAnswer(framework, status, platform)
    const other = otherOfUnread(framework, catalogue, version)
    if (answer.outcome === 'not-applicable' || other === undefined) return answer
    return { framework: framework.id, outcome: 'not-applicable', reason: other, unused: true }
  })
}

function statedPlatform(run: string, cluster: string): Platform | undefined {
  const name = pinnedEstate(run).clusters.find((one) => one.name === cluster)?.platform
  return name === undefined ? undefined : { name, basis: 'stated in the estate file' }
}

/** What the run before remembers of it; undefined: nothing. */
function remembered(folder: string): ClusterMemory | undefined {
  if (!existsSync(join(folder, EARLIER))) return undefined
  const earlier = readEarlier(folder)
  return earlier.kind === 'known' ? earlier.memory : undefined
}

/** Runs of older versions know of none. */
function platformIn(memory: ClusterMemory | undefined): Platform | undefined {
  if (memory?.platform === undefined) return undefined
  const { name, basis, at } = memory.platform
  return { name, basis: `by run ${at.run}: ${basis}` }
}

function versionIn(
  memory: ClusterMemory | undefined,
): { version: string; run: string } | undefined {
  const { at, values } = memory?.observed.kubernetes ?? {}
  const version = values?.[0]?.[1]
  return at === undefined || version === undefined ? undefined : { version, run: at.run }
}
