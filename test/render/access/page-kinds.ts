/** Every kind of page that exhibit writes or prints, from the invented estate: ordinary, empty, and full of hostile or long text. */
import { digestOf } from '../../../src/core/digest.ts'
import type { ReportSource } from '../../../src/model/report.ts'
import { controlJob } from '../../../src/render/by-control/control-pdf.ts'
import { comparisonHtml } from '../../../src/render/comparison-html.ts'
import { htmlBytes, htmlDocument } from '../../../src/render/document.ts'
import { reportHtml } from '../../../src/render/html.ts'
import { periodHtml } from '../../../src/render/period/html.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { bodiesOf } from '../../../src/render/section.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { comparison, connection, periods } from '../fixture-comparison.ts'
import { emptySource } from '../fixture-empty.ts'
import { reportSource } from '../fixture.ts'
import { filledSource, hostile, hostileSource } from '../hostile.ts'
import type { Filling } from '../hostile.ts'
import { odd } from './odd.ts'
import { emptyPeriod, interimSource, periodSource } from '../period/fixture.ts'
import { hostilePeriod } from '../period/hostile.ts'

const FRAME = {
  entity: 'Example Payments',
  classification: 'Confidential',
  generatedAt: '2026-12-28T02:03:42Z',
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
const ofRun = (source: ReportSource) => text(reportHtml(reportView(source)))

/** Whole HTML files, by what they are; each is made when it is asked for. */
export const PAGE_KINDS: Readonly<Record<string, () => string>> = {
  'the report of a run': () => ofRun(reportSource()),
  'the report of a run of nothing': () => ofRun(emptySource()),
  'the report of a run, hostile': () => ofRun(hostileSource()),
  'the report of a period': () => text(periodHtml(periodView(periodSource()))),
  'the report of a period that is not over': () => text(periodHtml(periodView(interimSource()))),
  'the report of a period of nothing': () => text(periodHtml(periodView(emptyPeriod()))),
  'the report of a period, hostile': () =>
    text(periodHtml(periodView(hostilePeriod(hostileSource())))),
  'the comparison of runs': () => text(comparisonHtml(comparison(), FRAME)),
  'the comparison of periods': () =>
    text(comparisonHtml(comparison({ periods: periods() }), FRAME)),
  'the comparison of runs, hostile': () => text(comparisonHtml(oddComparison(hostile), FRAME)),
  'the report of a run, odd names': () => ofRun(filledSource(odd)),
  'the report of a period, odd names': () =>
    text(periodHtml(periodView(hostilePeriod(filledSource(odd), odd)))),
  'the comparison of runs, odd names': () => text(comparisonHtml(oddComparison(odd), FRAME)),
  'the page of one control': oneControl,
}

function oddComparison(text: Filling) {
  const bad = text('comparison')
  const [first] = comparison().controls
  return comparison({
    premises: [bad],
    gaps: [bad],
    controls: [{ ...first!, title: bad, reason: bad, newlyFailing: [bad], state: 'regressed' }],
    objects: [{ cluster: bad, key: bad, change: 'changed', diff: `+${bad}` }],
    connectivity: [
      {
        ...{ cluster: bad, change: 'opened', from: bad, to: bad, pairs: 1 },
        ...{ ports: [], undecided: [], cause: [bad], example: connection(bad, bad) },
      },
    ],
  })
}

/** What `archive get --by-control` prints; a browser shows it as it shows any other document. */
function oneControl(): string {
  const { report } = reportView(reportSource())
  const [framework] = report.frameworks
  const parent = {
    run: report.runId,
    sumsDigest: digestOf('sums'),
    manifestDigest: digestOf('manifest'),
    entry: 7,
    entryDigest: digestOf('entry'),
  }
  const job = controlJob({
    ...{ report, framework: framework!, control: framework!.controls[0]! },
    parent,
  })
  return text(htmlBytes(htmlDocument(job.frame, job.used, bodiesOf(job.sections))))
}
