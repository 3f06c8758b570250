import type { SignedParent } from '../../model/parent.ts'

/** Lines that name what is signed: the report of a period first, then the run. */
export function parentLines({
  report,
  run,
  sumsDigest,
  entry,
  entryDigest,
}: SignedParent): readonly string[] {
  const said = (what: string, sums: string, number: number, digest: string) =>
    `out of ${what}, SHA256SUMS ${sums}, log entry ${number} ${digest}`
  return [
    ...(report === undefined
      ? []
      : [said(`report ${report.id}`, report.sumsDigest, report.entry, report.entryDigest)]),
    said(`run ${run}`, sumsDigest, entry, entryDigest),
  ]
}
