import type { Instant } from '../../../core/clock.ts'
import type { PeriodRun } from '../../../model/ledger.ts'
import { listed, visible } from '../../text.ts'

/** Names under which another cluster answers from some run on, by the UIDs that the runs have, each with when the other one was first read; in the order of time. */
export function replacedClusters(runs: readonly PeriodRun[]): readonly string[] {
  const uids = new Map<string, string>()
  const replaced: (readonly [name: string, since: Instant])[] = []
  for (const { name, uid, asOf } of runs.flatMap(({ clusters }) => clusters)) {
    if (uid === undefined) continue
    const before = uids.get(name)
    if (before !== undefined && before !== uid) replaced.push([name, asOf])
    uids.set(name, uid)
  }
  if (replaced.length === 0) return []
  const said = replaced.map(([name, since]) => `${visible(name)} (first read ${since})`)
  return [
    `Another cluster answers under the same name within the period: ${listed(said)}. Results of the two are not joined.`,
  ]
}
