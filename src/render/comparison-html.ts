/** comparison.html: two runs or folders side by side. */
import type {
  Comparison,
  ComparisonSide,
  ControlChange,
  ObjectChange,
} from '../model/comparison.ts'
import { connectionsView } from './comparison-connections.ts'
import { connectedView } from './comparison-connected.ts'
import { openingsView } from './comparison-openings.ts'
import { htmlBytes, htmlDocument } from './document.ts'
import type { Frame } from './document.ts'
import { bodiesOf } from './section.ts'
import type { Section } from './section.ts'
import { template } from './templates.ts'
import { diffLines } from './diff-lines.ts'
import { prose, visible } from './text.ts'
import { shortOutcomeWord, STATUS_WORDS } from './words.ts'

/** What is printed besides the comparison itself. */
export type ComparisonFrame = {
  readonly entity: string
  readonly classification: string
  /** RFC 3339 */
  readonly generatedAt: string
}

/** States in the order of the cards: what needs a reader first. */
const STATES = [
  'regressed',
  'new',
  'changed',
  'incomparable',
  'absent',
  'fixed',
  'unchanged',
] as const satisfies readonly ControlChange['state'][]

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
      title: `Comparison of ${view.base.name} and ${view.head.name} - ${view.entity}`,
      entity: view.entity,
      classification: view.classification,
      reference: `${view.base.name} to ${view.head.name}`,
    },
    used: view,
    sections: () => sections(view),
  }
}

/** The bytes of comparison.html. Same comparison, same bytes. */
export function comparisonHtml(comparison: Comparison, frame: ComparisonFrame): Uint8Array {
  const document = comparisonDocument(comparison, frame)
  return htmlBytes(htmlDocument(document.frame, document.used, bodiesOf(document.sections())))
}

type ComparisonView = ReturnType<typeof comparisonView>

function* sections(view: ComparisonView): Generator<Section> {
  yield { name: 'cover', html: template('comparison')(view), begins: 'page' }
  yield { name: 'controls', html: template('comparison-controls')(view), begins: 'page' }
  yield { name: 'connectivity', html: template('comparison-connectivity')(view), begins: 'page' }
  const [name, within] = ['objects', '<section class="chapter">']
  const heading = '<section class="chapter" id="objects">\n<h2>Objects</h2>\n'
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
}

function comparisonView(comparison: Comparison, frame: ComparisonFrame) {
  const { controls, objects, connectivity } = comparison
  return {
    entity: prose(frame.entity),
    classification: prose(frame.classification),
    generatedAt: frame.generatedAt,
    base: sideView(comparison.base),
    head: sideView(comparison.head),
    premises: comparison.premises.map(prose),
    gaps: comparison.gaps.map(prose),
    cards: STATES.map((state) => ({
      state,
      count: controls.filter((change) => change.state === state).length,
    })),
    total: controls.length,
    objectCards: (['added', 'removed', 'changed'] as const).map((change) => ({
      change,
      count: objects.filter((one) => one.change === change).length,
    })),
    changedControls: STATES.filter((state) => state !== 'unchanged' && state !== 'incomparable')
      .flatMap((state) => controls.filter((change) => change.state === state))
      .map(controlView),
    apart: apart(controls),
    unchangedControls: controls.filter(({ state }) => state === 'unchanged').map(controlView),
    objects: objects.map(objectView),
    opened: connectionsView(connectivity, 'opened'),
    closed: connectionsView(connectivity, 'closed'),
    connected: connectedView(comparison),
    openings: openingsView(comparison),
  }
}

function sideView(side: ComparisonSide) {
  return {
    name: visible(side.name),
    asOf: side.asOf,
    clusters: side.clusters.map((cluster) => ({
      name: visible(cluster.name),
      word: statusWord(cluster.status),
      uid: visible(cluster.uid ?? 'not known'),
      root: visible(cluster.root),
    })),
  }
}

function statusWord(status: string): string {
  return Object.entries(STATUS_WORDS).find(([known]) => known === status)?.[1] ?? visible(status)
}

function controlView(change: ControlChange) {
  return {
    cluster: visible(change.cluster),
    framework: visible(change.framework),
    control: visible(change.control),
    title: prose(change.title),
    state: change.state,
    before: change.before ?? '',
    beforeWord: change.before === undefined ? 'none' : shortOutcomeWord(change.before),
    after: change.after ?? '',
    afterWord: change.after === undefined ? 'none' : shortOutcomeWord(change.after),
    reason: prose(change.reason),
    newlyFailing: change.newlyFailing.map(visible),
    noLongerFailing: change.noLongerFailing.map(visible),
  }
}

/** What cannot be compared, by cluster and reason. */
function apart(controls: readonly ControlChange[]) {
  const all = controls.filter(({ state }) => state === 'incomparable')
  const groups = Map.groupBy(all, ({ cluster, reason }) => JSON.stringify([cluster, reason]))
  return {
    count: all.length,
    groups: Array.from(groups.values(), (group) => ({
      cluster: visible(group[0]?.cluster ?? ''),
      reason: prose(group[0]?.reason ?? ''),
      controls: group.map(controlView),
    })),
  }
}

function objectView(change: ObjectChange) {
  return {
    cluster: visible(change.cluster),
    key: visible(change.key),
    change: change.change,
    diff: change.diff === undefined ? [] : diffLines(change.diff),
  }
}
