import { evidenceEntries, type Citing, type EvidenceEntry } from './evidence-annex.ts'
import type { ClusterView } from './report-schema.ts'
import type { Section } from './section.ts'
import { template } from './templates.ts'

/** What the annex is opened with. */
export type EvidenceHead = {
  /** `Annex C` */
  readonly annex: string
  /** the run whose objects were seen */
  readonly runId: string
  /** where numbers of runs are resolved; empty: no number names one */
  readonly runs: string
  /** who reads an excerpt has no archive to ask; absent: it is none */
  readonly isExcerpt?: boolean
}

/** So many observations stand in one table: a table is never divided between two parts of the print. */
const MOST_ROWS = 60

/** The annex in which every evidence number is resolved: the object, its digest, what was seen of it, and the controls that rest on it. */
export function* evidenceSections(
  head: EvidenceHead,
  citing: Iterable<Citing>,
  clusters: readonly ClusterView[],
): Generator<Section> {
  const entries = evidenceEntries(citing, clusters)
  const named = new Set(entries.map(({ cluster }) => cluster))
  const count = entries.reduce((sum, { seen }) => sum + seen.length, 0)
  const files = clusters.filter(({ name }) => named.has(name))
  const [name, within] = ['evidence', '<section class="chapter annex">']
  yield { name, html: template('evidence')({ ...head, count, files }), begins: 'page' }
  for (const [index, chunk] of chunks(entries).entries())
    yield {
      name: `${name}, from ${chunk[0]?.seen[0]?.number ?? ''}`,
      html: template('evidence-entries')({ entries: chunk }),
      begins: index === 0 ? 'behind' : 'anywhere',
      within,
    }
  yield { name, html: '</section>\n', begins: 'behind', within }
}

/** An object with very many observations is divided, too, and named again. */
function chunks(entries: readonly EvidenceEntry[]): readonly (readonly EvidenceEntry[])[] {
  const all: EvidenceEntry[][] = []
  let rows = MOST_ROWS
  for (const entry of entries)
    for (let from = 0; from < entry.seen.length; from += MOST_ROWS) {
      const seen = entry.seen.slice(from, from + MOST_ROWS)
      if (rows + seen.length > MOST_ROWS) {
        all.push([])
        rows = 0
      }
      all.at(-1)?.push({ ...entry, seen })
      rows += seen.length
    }
  return all
}
