import type { CheckAnswer } from '../model/check.ts'
import type { Catalogue, Framework } from '../model/control.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { notApplicable } from './answers.ts'
import { clusterSubject } from './subject.ts'
import { covers, minorOf } from './version-range.ts'

/** The frameworks among which a benchmark is chosen, and whether one is. */
export type Families = Pick<Catalogue, 'frameworks' | 'families'>

/** Why a benchmark is not used for a cluster that was read: another of its family is. Undefined: it is used, or none of them speaks of the version. */
export function otherOfFamily(
  framework: Framework,
  families: Families,
  { cluster, identity }: Pick<Snapshot, 'cluster' | 'identity'>,
): CheckAnswer | undefined {
  const { version } = identity
  const members = membersOf(framework, families)
  const chosen = members.find((each) => version !== undefined && covers(each, version))
  if (version === undefined || chosen === undefined || chosen.id === framework.id) return undefined
  return notApplicable(clusterSubject(cluster), notUsed(chosen, version))
}

/**
 * The same of a cluster that was not read, with the version that an earlier run saw: without one, or where no range has it, the newest of the family stands for all of them, so that what is
 * not known is counted once.
 */
export function otherOfUnread(
  framework: Framework,
  families: Families,
  seen: { readonly version: string; readonly run: string } | undefined,
): string | undefined {
  const members = membersOf(framework, families)
  const [newest] = members
  const chosen = seen && members.find((each) => covers(each, seen.version))
  const stands = chosen ?? newest
  if (stands === undefined || stands.id === framework.id) return undefined
  return chosen === undefined || seen === undefined
    ? `not used: the version of the cluster is not known, and ${stands.id}, the newest benchmark of its family, stands for it`
    : `${notUsed(chosen, seen.version)}, as run ${seen.run} saw it`
}

function notUsed({ id }: Framework, version: string): string {
  const runs = minorOf(version)?.text ?? version
  return `not used: ${id} speaks of this version (${runs}), the newest benchmark of its family that does`
}

/** The benchmarks of the same family and platform in use, the newest first; none where all are used that were named. */
function membersOf(
  { family, platform }: Framework,
  { frameworks, families }: Families,
): readonly Framework[] {
  if (families !== 'newest' || family === undefined) return []
  return frameworks
    .filter((each) => each.family === family && each.platform === platform)
    .toSorted((one, other) => newerFirst(one.version, other.version))
}

function newerFirst(one: string, other: string): number {
  return other.localeCompare(one, 'en', { numeric: true })
}
