import type { ReportSource } from '../../model/report.ts'
import { prose } from '../text.ts'

/** What is said of the names of clusters in one entry of a file that the estate does not have: of `rules` and its index in `scope.yaml`. */
export type UnknownIn = (file: string, list: string, index: number) => readonly string[]

/** What is said of each entry of the organisation's files; nothing in runs of older versions. */
export function unknownByEntry({ unknownClusters = [] }: ReportSource): UnknownIn {
  const byEntry = Map.groupBy(unknownClusters, ({ file, path }) =>
    JSON.stringify([file, path.slice(0, path.indexOf(']') + 1)]),
  )
  return (file, list, index) =>
    (byEntry.get(JSON.stringify([file, `${list}[${index}]`])) ?? []).map(({ what }) => prose(what))
}
