/** Compiles templates/ once. Templates only place what the view decided; helpers are few and named `fmt...`, `svg...`, `is...` or `safe...`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import type { ControlOutcome } from '../model/evaluation.ts'
import { evidenceAnchor, isPresence } from './evidence-annex.ts'
import { evidenceLines } from './evidence-lines.ts'
import { pathPicture } from './picture/example-path.ts'
import { mark, markDefinitions } from './picture/marks.ts'
import { segmentationMatrix } from './picture/matrix.ts'
import { tallyBar } from './picture/tally-bar.ts'
import { escaped } from './picture/svg.ts'
import type {
  ClusterView,
  ControlView,
  ExamplePath,
  FrameworkView,
  SegmentationView,
} from './report-schema.ts'
import { PERIOD_HELPERS } from './period/helpers.ts'
import { moment } from './moment.ts'
import { grouped } from './text.ts'
import { imageSource } from './image-source.ts'

/** Fills one template with one value; the result is safe HTML. */
export type Fill = (value: unknown) => string

/** The folder of templates, beside src/ and dist/. */
export const TEMPLATE_FOLDER = fileURLToPath(new URL('../../templates/', import.meta.url))

const safe = (html: string) => new Handlebars.SafeString(html)

function breakable(path: string): string {
  return escaped(path).replaceAll('/', '<wbr>/')
}

function within(subject: string, cluster: string): string {
  if (!subject.startsWith(`${cluster}/`)) return subject
  return subject.slice(cluster.length).replace(/^\/+/, '') || 'the whole cluster'
}

/** What a reason adds to the word of a result that it stands behind. */
function beyond(word: string, reason: string): string {
  const rest = reason.slice(word.length)
  return reason.startsWith(word) && !/^\w/.test(rest) ? rest : `: ${reason}`
}

/** The names of clusters that count as undetermined without any subject known, since they were not read; empty for none. */
function unreadIn({ clusters }: ControlView): string {
  return clusters
    .filter(({ outcome, counts }) => outcome === 'undetermined' && counts === undefined)
    .map(({ cluster }) => cluster)
    .join(', ')
}

/** Whether one side's sentence names each of its rules, so that they need not stand behind it once more. */
function isTold({ because, rules }: ExamplePath['egress']): boolean {
  return rules.every(({ policy, pointer }) => {
    const [kind = '', namespace = '', name = ''] = policy.split('/').slice(-3)
    return because.includes(`${kind} ${namespace}/${name} (${pointer})`)
  })
}

function fragment(anchor: string) {
  return safe(`href="#${anchor.replace(/[^\w.-]/g, '')}"`)
}

/** Only numbers that begin as those of this report do: text of others could have the form of one. */
function numbered(text: string, reference: string): string {
  const shown = escaped(text)
  if (!/^[0-9a-f]{8}$/.test(reference)) return shown
  return shown.replace(
    new RegExp(`\\b${reference}-\\d{4,}\\b`, 'g'),
    (number) => `<a ${fragment(evidenceAnchor(number)).toString()}>${number}</a>`,
  )
}

/** Helpers by name. Whatever returns SafeString escapes its values itself (src/render/picture/svg.ts). */
const HELPERS = {
  fmtCount: (count: number) => grouped(count),
  /** an instant as people of a zone read it, with UTC beside */
  fmtMoment: moment,
  /** how many of what objects name is not there, of what can be told */
  fmtMissing: ({ named, found, unread }: { named: number; found: number; unread: number }) =>
    grouped(named - found - unread),
  /** a name in which lines may break before each slash */
  fmtPath: (path: string) => safe(breakable(path)),
  /** a name in dots, in which lines may break behind each of them */
  fmtResource: (name: string) => safe(escaped(name).replaceAll('.', '.<wbr>')),
  /** a subject without the cluster under whose heading it stands */
  fmtWithin: (subject: string, cluster: string) => safe(breakable(within(subject, cluster))),
  /** a result's reason behind its word, without saying the word again */
  fmtBeyond: beyond,
  fmtEvidence: evidenceLines,
  fmtEvidencePlace: evidenceAnchor,
  /** the clusters of which a row of figures says nothing, since they were not read */
  fmtUnread: unreadIn,
  /** whether a cell of the segmentation is about the CDE: only then its example is drawn too */
  isCde: ({ from, to }: SegmentationView) => from === 'cde' || to === 'cde',
  isPresence,
  isTold,
  isShort: (text: string) => text.split('\n').length <= 30,
  isSame: (one: unknown, other: unknown) => one === other,
  isOver: (count: number, other: number) => count > other,
  /** only fragments of the report itself become links */
  safeFragment: fragment,
  /** our words with each evidence number of this report in them as a link; `reference` is what the whole template is filled with */
  fmtNumbered: (text: string, options: { data?: { root?: { reference?: string } } }) =>
    safe(numbered(text, options.data?.root?.reference ?? '')),
  /** only a picture that lies in the page itself is shown */
  safeImage: (uri: string) => safe(imageSource(uri)),
  /** where the annex resolves an evidence number */
  safeEvidence: (number: string) => fragment(evidenceAnchor(number)),
  svgMark: (outcome: ControlOutcome) => safe(mark(outcome)),
  svgDefinitions: () => safe(markDefinitions()),
  svgTally: (framework: FrameworkView) => safe(tallyBar(framework)),
  svgPath: (path: ExamplePath) => safe(pathPicture(path)),
  svgMatrix: (cluster: ClusterView) => safe(segmentationMatrix(cluster)),
  ...PERIOD_HELPERS,
} as const

/** Strict: a field that is missing throws; only the helpers above and Handlebars' own exist; partials keep their lines as they are (YAML). */
const OPTIONS = {
  strict: true,
  knownHelpersOnly: true,
  preventIndent: true,
  knownHelpers: Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true])),
} satisfies CompileOptions

function compileAll(): ReadonlyMap<string, Fill> {
  const engine = Handlebars.create()
  for (const [name, helper] of Object.entries(HELPERS)) engine.registerHelper(name, helper)
  const files = readdirSync(TEMPLATE_FOLDER)
    .filter((file) => file.endsWith('.hbs'))
    .sort()
  const compiled = files.map((file): readonly [string, Handlebars.TemplateDelegate] => [
    file.slice(0, -'.hbs'.length),
    engine.compile(readFileSync(join(TEMPLATE_FOLDER, file), 'utf8'), OPTIONS),
  ])
  for (const [name, template] of compiled) engine.registerPartial(name, template)
  return new Map(compiled.map(([name, template]) => [name, (value: unknown) => template(value)]))
}

let templates: ReadonlyMap<string, Fill> | undefined

/** One template by its file name without `.hbs`. All are read and compiled at the first call. */
export function template(name: string): Fill {
  templates ??= compileAll()
  const found = templates.get(name)
  if (found === undefined) throw new Error(`no template ${name}`)
  return found
}

/** The one script: search and filter of a report on the screen. No print has it. */
export function finderScript(): string {
  return readFileSync(join(TEMPLATE_FOLDER, 'find.js'), 'utf8')
}

/** The one stylesheet. */
export function stylesheet(): string {
  return readFileSync(join(TEMPLATE_FOLDER, 'report.css'), 'utf8')
}
