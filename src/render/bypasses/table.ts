import { BY_ENTRANCE } from './by-entrance.ts'
import { BY_NODE } from './by-node.ts'
import { BY_PLUGIN } from './by-plugin.ts'
import type { BypassRow } from './row.ts'
import { UNSEEN } from './unseen.ts'

/** Every known way around policies, in the order in which it is published (controls/bypasses.md). */
export const BYPASSES: readonly BypassRow[] = [...BY_NODE, ...BY_PLUGIN, ...BY_ENTRANCE, ...UNSEEN]

/** What stays so whatever results say, one sentence each, in the order of the table. */
export function standingLimits(): readonly string[] {
  return BYPASSES.flatMap(({ limit }) => limit ?? [])
}
