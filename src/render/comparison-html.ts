/** comparison.html: two runs or folders side by side. */
import { DIGEST_OF_NOTHING } from '../core/digest.ts'
import type { Digest } from '../core/digest.ts'
import type { Comparison, ComparisonSide, ObjectChange } from '../model/comparison.ts'
import type { Excerpt } from '../model/excerpt.ts'
import type { Logo } from '../model/logo.ts'
import type { ReportSource } from '../model/report.ts'
import { connectionsView } from './comparison-connections.ts'
import { connectedView } from './comparison-connected.ts'
import { controlsView } from './comparison-controls.ts'
import { openingsView } from './comparison-openings.ts'
import { periodsView } from './comparison-periods.ts'
import { headOf, referenceWords } from './excerpt-words.ts'
import { htmlBytes, htmlDocument } from './document.ts'
import type { Frame } from './document.ts'
import { onPaper } from './paper.ts'
import type { Paper } from './paper.ts'
import { bodiesOf } from './section.ts'
import type { Section } from './section.ts'
import { template } from './templates.ts'
import { diffLines } from './diff-lines.ts'
import { prose, visible } from './text.ts'
import { logoView, withImages } from './view/logo.ts'
import { EXCERPT, excerptView } from './view/excerpt.ts'
import { STATUS_WORDS } from './words.ts'

/** What is printed besides the comparison itself. */
export type ComparisonFrame = {
  readonly entity: string
  readonly classification: string
  /** for the cover; absent: there is none */
  readonly logo?: Logo
  /** in which days are printed beside UTC; absent: UTC alone */
  readonly timeZone?: string
  /** RFC 3339 */
  readonly generatedAt: string
  /** absent: A4 */
  readonly paper?: Paper
  /** absent: it is no part of an archive */
  readonly archived?: ArchivedComparison
  /** what it is an excerpt of; absent: it says everything */
  readonly excerpt?: Excerpt
}

/** What an archived comparison says of itself. */
export type ArchivedComparison = {
  readonly reportId: string
  readonly signature: ReportSource['signature']
  /** the runs that it compares, by the digests of their SHA256SUMS */
  readonly runs: readonly { readonly id: string; readonly sumsDigest: Digest }[]
}

/** A comparison as it is shown: what stands at the margins of its pages, what its templates are filled with, and its sections in their order. */
export type ComparisonDocument = {
  readonly frame: Frame
  readonly used: unknown
  sections(): Iterable<Section>
}

/** The comparison as a document. */
export function comparisonDocument(
  comparison: Comparison,
  frame: ComparisonFrame,
): ComparisonDocument {
  const view = comparisonView(comparison, frame)
  return {
    frame: {
      title: `${view.excerpt === undefined ? '' : EXCERPT}${titleOf(comparison)} - ${view.entity}`,
      entity: headOf(view),
      classification: view.classification,
      reference: referenceOf(frame, comparison),
      ...onPaper(frame.paper),
      ...withImages(view.logo),
    },
    used: view,
    sections: () => sections(view),
  }
}

/** What is compared: `Comparison of 2025-Q3 and 2025-Q4`; of runs and folders by their own names. */
export function titleOf(comparison: Comparison): string {
  return `Comparison of ${sidesOf(comparison).join(' and ')}`
}

/** Two periods are named as periods, whatever runs stand for their ends. */
function sidesOf({ base, head, periods }: Comparison): readonly [string, string] {
  return periods === undefined
    ? [visible(base.name), visible(head.name)]
    : [visible(periods.base.period.name), visible(periods.head.period.name)]
}

function referenceOf({ archived, excerpt }: ComparisonFrame, comparison: Comparison): string {
  const sides = sidesOf(comparison).join(' to ')
  if (excerpt !== undefined) return referenceWords({ excerpt }, `report ${excerpt.of.id}`)
  if (archived === undefined) return sides
  const report = `report ${archived.reportId}`
  return comparison.periods === undefined ? report : `${sides}, ${report}`
}

/** The bytes of comparison.html. Same comparison, same bytes. */
export function comparisonHtml(comparison: Comparison, frame: ComparisonFrame): Uint8Array {
  const document = comparisonDocument(comparison, frame)
  return htmlBytes(htmlDocument(document.frame, document.used, bodiesOf(document.sections())))
}

type ComparisonView = ReturnType<typeof comparisonView>

function* sections(view: ComparisonView): Generator<Section> {
  yield { name: 'cover', html: template('comparison')(view), begins: 'page' }
  if (view.periods !== undefined) {
    yield { name: 'periods', html: template('comparison-periods')(view.periods), begins: 'page' }
    yield { name: 'newest runs', html: template('comparison-newest')(view), begins: 'page' }
  }
  yield { name: 'controls', html: template('comparison-controls')(view), begins: 'page' }
  const [name, within] = ['objects', '<section class="chapter">']
  const heading = `<section class="chapter" id="objects">\n<h2>${view.periods === undefined ? 'Objects' : 'Newest runs: objects'}</h2>\n`
  const none = '<p>No object was added, removed or changed.</p>\n'
  yield { name, html: heading + (view.objects.length === 0 ? none : ''), begins: 'page' }
  for (const [index, object] of view.objects.entries())
    yield {
      name: `${name}, ${object.key}`,
      html: template('comparison-object')(object),
      begins: index === 0 ? 'behind' : 'anywhere',
      within,
    }
  yield { name, html: '</section>\n', begins: 'behind', within }
  yield { name: 'connectivity', html: template('comparison-connectivity')(view), begins: 'page' }
}

function comparisonView(comparison: Comparison, frame: ComparisonFrame) {
  const { objects, connectivity } = comparison
  return {
    ...excerptView(frame),
    ...logoView(frame.logo),
    entity: prose(frame.entity),
    classification: prose(frame.classification),
    generatedAt: frame.generatedAt,
    archived: archivedView(frame.archived),
    timeZone: frame.timeZone,
    base: sideView(comparison.base, frame),
    head: sideView(comparison.head, frame),
    premises: comparison.premises.map(prose),
    gaps: comparison.gaps.map(prose),
    controls: controlsView(comparison),
    periods: periodsView(comparison.periods),
    objectCards: (['added', 'removed', 'changed'] as const).map((change) => ({
      change,
      count: objects.filter((one) => one.change === change).length,
    })),
    objects: objects.map(objectView),
    opened: connectionsView(connectivity, 'opened'),
    closed: connectionsView(connectivity, 'closed'),
    connected: connectedView(comparison),
    openings: openingsView(comparison),
  }
}

function archivedView(archived: ArchivedComparison | undefined) {
  if (archived === undefined) return undefined
  const { reportId, signature, runs } = archived
  return {
    reportId: visible(reportId),
    signer: prose(signature.subject),
    selfSigned: signature.selfSigned,
    fingerprint: visible(signature.fingerprint),
    runs: runs.map(({ id, sumsDigest }) => ({ id: visible(id), digest: sumsDigest })),
  }
}

function sideView(side: ComparisonSide, { timeZone }: ComparisonFrame) {
  return {
    timeZone,
    name: visible(side.name),
    asOf: side.asOf,
    clusters: side.clusters.map((cluster) => ({
      name: visible(cluster.name),
      word: statusWord(cluster.status),
      uid: visible(cluster.uid ?? 'not known'),
      root: cluster.root === DIGEST_OF_NOTHING ? '' : visible(cluster.root),
    })),
  }
}

function statusWord(status: string): string {
  return Object.entries(STATUS_WORDS).find(([known]) => known === status)?.[1] ?? visible(status)
}

function objectView(change: ObjectChange) {
  return {
    cluster: visible(change.cluster),
    key: visible(change.key),
    change: change.change,
    diff: change.diff === undefined ? [] : diffLines(change.diff),
  }
}
