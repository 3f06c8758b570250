import { readTextFile } from '../../core/text-file.ts'
import { broadEntries } from '../../evaluate/organisation/broad-entries.ts'
import { futureDays, type FutureDay } from '../../evaluate/organisation/future-days.ts'
import { unknownClusters } from '../../evaluate/organisation/unknown-clusters.ts'
import type { Estate } from '../../model/estate.ts'
import type { UnknownCluster } from '../../model/report.ts'
import { organisationFiles, type OrganisationPaths } from './organisation-files.ts'

/** Something to look at in a file of the organisation that is no fault of it, and the path of that file. */
export type FileRemark<T extends FutureDay> = { readonly path: string; readonly found: T }

/** The names of all clusters of an estate, retired ones too. */
export function clusterNames({ members, retired }: Estate): readonly string[] {
  return [...members, ...retired].map(({ name }) => name)
}

/** What the organisation's files name as a cluster and is none of those known, in the order of the files, which must have been read without fault before. */
export function unknownIn(
  paths: OrganisationPaths,
  known: readonly string[],
): readonly FileRemark<UnknownCluster>[] {
  return remarks(paths, (text, place) => unknownClusters(text, place, known))
}

/** What the files say was done on a day after today (`YYYY-MM-DD`), likewise. */
export function futureIn(
  paths: OrganisationPaths,
  today: string,
): readonly FileRemark<FutureDay>[] {
  return remarks(paths, (text, place) => futureDays(text, place, today))
}

/** Entries of the files that are too broad, likewise. */
export function broadIn(paths: OrganisationPaths): readonly FileRemark<FutureDay>[] {
  return remarks(paths, broadEntries)
}

function remarks<T extends FutureDay>(
  paths: OrganisationPaths,
  look: (text: string, place: string) => readonly T[],
): readonly FileRemark<T>[] {
  return organisationFiles(paths)
    .filter(({ place }) => place.endsWith('.yaml'))
    .flatMap(({ place, path }) =>
      look(readTextFile(path, "organisation's file"), place).map((found) => ({ path, found })),
    )
}

/** A remark in a line, as faults are told: `org/scope.yaml:6: rules[0].subjects.clusters[1]: ...`. */
export function remarkLine({ path, found }: FileRemark<FutureDay>): string {
  return `${path}:${found.line}: ${found.path}: ${found.what}`
}
