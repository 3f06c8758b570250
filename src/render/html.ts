/** report.html: the whole report in one file that needs nothing else. */
import { htmlBytes, htmlDocument } from './document.ts'
import type { Frame } from './document.ts'
import type { BytesFormat } from './formats.ts'
import { withAlikeTogether } from './alike-subjects.ts'
import { pagesOf } from './beyond-group.ts'
import { shownControl } from './paired-control.ts'
import { controlIndex } from './control-index.ts'
import { indexSections } from './index-sections.ts'
import { indexedOf, withFamilies } from './indexed.ts'
import { ipeSections } from './ipe.ts'
import { citing } from './evidence-annex.ts'
import { evidenceSections } from './evidence-sections.ts'
import { kubectlCommands } from './kubectl.ts'
import type { ControlInCluster, FrameworkView } from './report-schema.ts'
import { onPaper } from './paper.ts'
import type { Paper } from './paper.ts'
import { bodiesOf } from './section.ts'
import type { Section } from './section.ts'
import { template } from './templates.ts'
import { headOf, referenceWords } from './excerpt-words.ts'
import { executiveView } from './view/executive.ts'
import { withImages } from './view/logo.ts'
import type { ReportView } from './view/report.ts'
import { OUTCOMES, shortOutcomeWord } from './words.ts'

/** The HTML format; the PDF is this file printed. */
export const html: BytesFormat = {
  id: 'html',
  fileName: 'report.html',
  mediaType: 'text/html; charset=utf-8',
  render: (view, paper) => Promise.resolve({ bytes: reportHtml(view, paper) }),
}

/** The bytes of report.html. Same view and paper, same bytes. */
export function reportHtml(view: ReportView, paper?: Paper): Uint8Array {
  return htmlBytes(htmlDocument(reportFrame(view, paper), view, bodiesOf(reportSections(view))))
}

/** What stands at the margins of the report's pages. */
export function reportFrame({ report, logo }: ReportView, paper?: Paper): Frame {
  return {
    title: `${report.title} - ${report.entity}`,
    entity: headOf(report),
    classification: report.classification,
    reference: referenceWords(report, `run ${report.runId}`),
    ...onPaper(paper),
    ...withImages(logo),
  }
}

/** The report's sections in the order an assessor asks: what, over which population, how read, with which results, and how to check it. */
export function* reportSections(view: ReportView): Generator<Section> {
  const { report } = view
  const chapter = (name: string, file: string, begins: Section['begins'] = 'page'): Section => ({
    name,
    html: template(file)(report),
    begins,
  })
  yield { name: 'cover', html: template('cover')({ ...report, logo: view.logo }), begins: 'page' }
  yield {
    name: 'executive summary',
    html: template('executive')(executiveView(report)),
    begins: 'page',
  }
  const indexed = report.frameworks.map(indexedOf)
  yield {
    name: 'contents',
    html: template('contents')({ ...report, frameworks: withFamilies(report.frameworks, indexed) }),
    begins: 'page',
  }
  yield chapter('results by cluster', 'summary', 'behind')
  yield chapter('population', 'population')
  yield* ipeSections(report)
  yield chapter('scope', 'scope')
  for (const framework of report.frameworks)
    yield* frameworkSections(framework, report.excerpt !== undefined)
  yield chapter('segmentation', 'segmentation')
  yield chapter('statements', 'statements')
  yield chapter('waivers', 'waivers', 'anywhere')
  if (report.outside.length > 0) yield chapter('outside evidence', 'outside', 'anywhere')
  yield chapter('approved flows', 'flows', 'behind')
  yield chapter('annex A', 'lists')
  yield* annexSections(view)
  yield* evidenceOf(report)
  yield chapter('glossary', 'glossary', 'anywhere')
  yield* indexSections(controlIndex(indexed, OUTCOMES.map(shortOutcomeWord)))
  yield chapter('how to verify', 'verify')
  yield chapter('limits', 'limits', 'behind')
  yield chapter('sign-off', 'sign-off')
}

function* frameworkSections(framework: FrameworkView, isExcerpt: boolean): Generator<Section> {
  const name = `${framework.title} ${framework.version}`
  const inside = { within: '<section class="chapter">' }
  yield {
    name,
    html: template('framework')(framework),
    begins: framework.silent === undefined ? 'page' : 'anywhere',
  }
  if (framework.silent === undefined)
    for (const page of pagesOf(framework))
      yield 'controls' in page
        ? { name, html: template('beyond')(page), begins: 'anywhere', ...inside }
        : {
            name: `${name}, ${page.id}`,
            html: template('control')(
              withCommands(withAlikeTogether(shownControl(framework, page)), isExcerpt),
            ),
            begins: 'anywhere',
            ...inside,
          }
  yield { name, html: '</section>\n', begins: 'behind', ...inside }
}

/** The heading of a cluster stays with its first policy. */
function* annexSections({ report, annex }: ReportView): Generator<Section> {
  const name = 'annex B'
  const inside = { within: '<section class="chapter annex">' }
  yield { name, html: template('annex')(report), begins: 'page' }
  for (const { cluster, policies } of annex) {
    const heading = template('annex-cluster')({ cluster, count: policies.length })
    yield { name: `${name}, ${cluster}`, html: heading, begins: 'anywhere', ...inside }
    for (const [index, policy] of policies.entries())
      yield {
        name: `${name}, ${cluster}, ${policy.key}`,
        html: template('policy')(policy),
        begins: index === 0 ? 'behind' : 'anywhere',
        ...inside,
      }
  }
  yield { name, html: '</section>\n', begins: 'behind', ...inside }
}

function evidenceOf(report: ReportView['report']): Generator<Section> {
  const { runId, frameworks, clusters, excerpt } = report
  const head = { annex: 'Annex C', runId, runs: '', isExcerpt: excerpt !== undefined }
  return evidenceSections(
    head,
    citing(frameworks, (control) => control.clusters),
    clusters,
  )
}

/** With what shows its evidence in each cluster; who reads an excerpt has no cluster to ask. */
function withCommands<T extends { readonly clusters: readonly ControlInCluster[] }>(
  control: T,
  isExcerpt: boolean,
) {
  return {
    ...control,
    clusters: control.clusters.map((part) => ({
      ...part,
      commands: isExcerpt ? [] : kubectlCommands(part),
    })),
  }
}
