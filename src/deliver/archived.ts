import type { RunEntry } from '../model/log-entry.ts'
import type { Manifest } from '../model/manifest.ts'
import type { Message } from './message.ts'

/** A committed run or report, and where its archive is. */
export type Archived = {
  readonly entry: RunEntry
  readonly manifest: Manifest
  /** inside the archive, with `/` at its end */
  readonly folder: string
  readonly origin: string
  /** where the archive's folders can be read, with `/` at its end; absent: nobody said */
  readonly readAt?: string
}

/** What a message says of every run or report alike. */
type Head = Pick<
  Message,
  | 'archive'
  | 'id'
  | 'entry'
  | 'folder'
  | 'sealedAt'
  | 'sumsDigest'
  | 'slot'
  | 'trigger'
  | 'pdf'
  | 'links'
  | 'clusters'
>

/** Files that links lead to, where they are in the folder. */
const LINKED = ['report.html', 'report.pdf', 'period.html', 'period.pdf', 'summary.md']

/** The head of a message, from the log entry and the manifest. */
export function headOf({ entry, manifest, folder, origin, readAt }: Archived): Head {
  const { runId: id, number, sealedAt, sumsDigest, slot, trigger, summary } = entry
  const pdf = manifest.files.find(({ path }) => !path.includes('/') && path.endsWith('.pdf'))
  const linked = manifest.files.filter(({ path }) => LINKED.includes(path))
  return {
    ...{ archive: origin, id, entry: number, folder, sealedAt, sumsDigest, trigger },
    ...(slot === undefined ? {} : { slot }),
    ...(pdf === undefined ? {} : { pdf: { name: pdf.path, digest: pdf.digest, size: pdf.size } }),
    links:
      readAt === undefined
        ? []
        : linked.map(({ path: name }) => ({ name, href: `${readAt}${folder}${name}` })),
    clusters: { expected: summary.clusters, complete: summary.complete },
  }
}
