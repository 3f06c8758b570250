import type { Excerpt, PrivateKind } from '../../model/excerpt.ts'
import { counted, listed, visible } from '../text.ts'

/** Each kind as it is counted, one and several. */
const NOUNS: Record<PrivateKind, readonly [one: string, several: string]> = {
  address: ['address', 'addresses'],
  node: ['node name', 'node names'],
  host: ['host name', 'host names'],
  image: ['image', 'images'],
  annotation: ['key of annotations', 'keys of annotations'],
  'annotation-value': ['value of annotations', 'values of annotations'],
}

/** What stands before the title of an excerpt. */
export const EXCERPT = 'EXCERPT: '

/** What a report says of itself that is an excerpt; nothing where it is none. */
export function excerptView({ excerpt }: { readonly excerpt?: Excerpt }) {
  if (excerpt === undefined) return {}
  const { audience, reportId, of, replaced, leftOut } = excerpt
  return {
    audience,
    excerpt: {
      reportId: visible(reportId),
      of: { id: visible(of.id), digest: of.digest },
      replaced: replaced.map(({ kind, count }) => ({ kind, count })),
      leftOut,
      sentences: sentences(excerpt),
    },
  }
}

/** What a reader of an excerpt must know first, one sentence each. */
export function sentences({ of, replaced, leftOut }: Excerpt): readonly string[] {
  const counts = replaced.map(({ kind, count }) => counted(count, ...NOUNS[kind]))
  const names =
    counts.length === 0
      ? 'Nothing had to be replaced'
      : `${listed(counts)} ${counts.length === 1 && replaced[0]?.count === 1 ? 'is' : 'are'} replaced by pseudonyms that hold in this excerpt alone`
  const texts =
    leftOut === 0
      ? ''
      : `; ${counted(leftOut, 'text of an object or difference', 'texts of objects and differences')} ${leftOut === 1 ? 'is' : 'are'} left out`
  return [
    `This is an excerpt for readers outside of the organisation. The report that says everything is ${visible(of.id)}, signed by itself; SHA-256 of its SHA256SUMS: ${of.digest}.`,
    `${names}${texts}; commands are left out. Names of clusters, namespaces, workloads, policies and controls, results, reasons and counts are those of that report; rows may stand in another order.`,
  ]
}
