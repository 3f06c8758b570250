/** report.html: the whole report in one file that needs nothing else. */
import { htmlDocument } from './document.ts'
import type { Format } from './formats.ts'
import { withAlikeTogether } from './alike-subjects.ts'
import { pagesOf } from './beyond-group.ts'
import { shownControl } from './paired-control.ts'
import { ipeSections } from './ipe.ts'
import { template } from './templates.ts'
import type { ReportView } from './view/report.ts'

/** The HTML format; the PDF is this file printed. */
export const html: Format = {
  id: 'html',
  fileName: 'report.html',
  mediaType: 'text/html; charset=utf-8',
  render: (view) => Promise.resolve({ bytes: reportHtml(view) }),
}

/** The bytes of report.html. Same view, same bytes. */
export function reportHtml(view: ReportView): Uint8Array {
  const { report } = view
  const frame = {
    title: `${report.title} - ${report.entity}`,
    entity: report.entity,
    classification: report.classification,
    reference: `run ${report.runId}`,
  }
  const pieces: Buffer[] = []
  for (const piece of htmlDocument(frame, view, sections(view))) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

/** The report's sections in the order an assessor asks: what, over which population, how read, with which results, and how to check it. */
function* sections(view: ReportView): Generator<string> {
  const { report, annex } = view
  yield template('cover')(report)
  yield template('contents')(report)
  yield template('summary')(report)
  yield template('population')(report)
  yield* ipeSections(report)
  yield template('scope')(report)
  for (const framework of report.frameworks) {
    yield template('framework')(framework)
    if (framework.silent === undefined)
      for (const page of pagesOf(framework))
        yield 'controls' in page
          ? template('beyond')(page)
          : template('control')(withAlikeTogether(shownControl(framework, page)))
    yield '</section>\n'
  }
  yield template('segmentation')(report)
  yield template('statements')(report)
  yield template('waivers')(report)
  if (report.outside.length > 0) yield template('outside')(report)
  yield template('flows')(report)
  yield template('lists')(report)
  yield template('annex')(report)
  for (const { cluster, policies } of annex) {
    yield template('annex-cluster')({ cluster, count: policies.length })
    for (const policy of policies) yield template('policy')(policy)
  }
  yield '</section>\n'
  yield template('glossary')(report)
  yield template('verify')(report)
  yield template('limits')(report)
  yield template('sign-off')(report)
}
