/** Every number of the summaries is counted again from check-results.csv by a script of its own, in every format that states it. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { loadReportSource } from '../../src/commands/stages/report-source.ts'
import { silentLog } from '../../src/core/log.ts'
import type { ReportSource } from '../../src/model/report.ts'
import { FORMATS } from '../../src/render/formats.ts'
import { renderFormats } from '../../src/render/render.ts'
import { reportView } from '../../src/render/view/report.ts'
import { demoOnce } from '../demo/demo-once.ts'
import { reportSource } from '../render/fixture.ts'
import { recountedExecutive, saidByExecutive } from './executive.ts'
import { ALL, figure, type Figures } from './figures.ts'
import { randomSources } from './random-source.ts'
import { recounted } from './recount.ts'
import { saidByHtml, saidByJson, saidByMarkdown, saidByWorkbook } from './said.ts'

const options = { browser: { env: {}, log: silentLog } }

type Files = Readonly<Record<'csv' | 'json' | 'html' | 'markdown' | 'xlsx', Buffer>>

async function filesOf(source: ReportSource): Promise<Files> {
  const view = reportView(source)
  const files = await Promise.all(
    FORMATS.filter((format) => 'render' in format).map(async (format) => {
      const { bytes } = await format.render(view)
      return [format.id, Buffer.from(bytes)] as const
    }),
  )
  return Object.fromEntries(files) as unknown as Files
}

/** The invented estate, in which each control says what is to be stated, as those of a catalogue do that ask for it. */
function withStatements(): ReportSource {
  const source = reportSource()
  const { catalogue } = source
  const frameworks = catalogue.frameworks.map((framework) => ({
    ...framework,
    controls: framework.controls.map((control) => ({
      ...control,
      signOff: control.signOff ?? { statement: 'somebody looked at it', binds: [] },
    })),
  }))
  return { ...source, catalogue: { ...catalogue, frameworks } }
}

/** Compares what each format says with what was counted again. Where a framework is silent, some formats do not say its rows; JSON and XLSX say all. */
function expectReconciled(files: Partial<Files> & Pick<Files, 'csv' | 'json' | 'html'>): number {
  const counted = recounted(files.csv.toString())
  const frameworks = [...new Set([...counted.keys()].map((name) => name.split(' | ')[0] ?? ''))]
  const html = saidByHtml(files.html.toString(), frameworks)
  expect(sorted(saidByJson(files.json.toString())), 'report.json').to.deep.equal(sorted(counted))
  expectPart(html, counted, 'report.html')
  expectExecutive(files, frameworks)
  for (const id of frameworks)
    expect(html.has(figure(id, ALL, 'fail')), `report.html of ${id}`).to.equal(true)
  if (files.xlsx !== undefined)
    expect(sorted(saidByWorkbook(files.xlsx)), 'report.xlsx').to.deep.equal(sorted(counted))
  if (files.markdown !== undefined) {
    const said = saidByMarkdown(files.markdown.toString(), frameworks)
    expect(said.size).to.equal(frameworks.length * 9)
    expectPart(said, counted, 'summary.md')
  }
  return counted.size
}

function expectExecutive(
  { csv, json, html }: Pick<Files, 'csv' | 'json' | 'html'>,
  frameworks: readonly string[],
): void {
  const counted = recountedExecutive(csv.toString(), json.toString())
  const said = saidByExecutive(html.toString(), frameworks)
  expectPart(said, counted, 'the executive summary')
  // The summary fits a page: of many frameworks it shows the first.
  expect(
    [...said.keys()].filter((name) => name.endsWith('left open by those not read')).length,
  ).to.equal(Math.min(8, frameworks.length))
  for (const name of ['controls that fail', 'checks that fail', 'due', 'read first'])
    expect(said.has(name), name).to.equal(true)
}

function expectPart(said: Figures, counted: Figures, name: string): void {
  expect(said.size, name).to.be.greaterThan(4)
  const known = [...said.keys()].map((one): readonly [string, number | undefined] => [
    one,
    counted.get(one),
  ])
  expect(sorted(said), name).to.deep.equal(sorted(new Map(known)))
}

function sorted(figures: ReadonlyMap<string, number | undefined>): readonly string[] {
  return [...figures].map(([name, count]) => `${name}: ${count ?? 'not counted'}`).sort()
}

describe('the numbers of a report', function () {
  this.timeout(600_000)

  it('are those of check-results.csv, in a report of four clusters', async () => {
    expect(expectReconciled(await filesOf(withStatements()))).to.be.greaterThan(300)
  })

  it('are those of check-results.csv, whatever the results', async () => {
    await fc.assert(
      fc.asyncProperty(randomSources, async (source) => {
        expectReconciled(await filesOf(source))
      }),
      { numRuns: 60 },
    )
  })

  it('are those of check-results.csv, in every run of the bundled estate', async () => {
    const { folder } = await demoOnce()
    const runs = join(folder, 'demo/archive/runs')
    const ids = readdirSync(runs).sort()
    expect(ids.length).to.be.greaterThan(10)
    for (const id of ids) {
      const read = (name: string) => readFileSync(join(runs, id, name))
      expectReconciled({
        ...{ csv: read('check-results.csv'), json: read('report.json'), html: read('report.html') },
      })
    }
    const out = join(folder, 'reconciled')
    mkdirSync(out)
    const last = await loadReportSource(join(runs, ids.at(-1) ?? ''))
    await renderFormats(last, ['xlsx', 'markdown'], { ...options, outDir: out })
    const read = (name: string) => readFileSync(join(runs, ids.at(-1) ?? '', name))
    const counted = expectReconciled({
      ...{ csv: read('check-results.csv'), json: read('report.json'), html: read('report.html') },
      xlsx: readFileSync(join(out, 'report.xlsx')),
      markdown: readFileSync(join(out, 'summary.md')),
    })
    expect(counted).to.be.greaterThan(5000)
  })

  it('are told apart when one of them is wrong', async () => {
    const files = await filesOf(withStatements())
    const altered = (name: keyof Files, from: RegExp, to: string) => {
      const text = files[name].toString()
      expect(text).to.match(from)
      return { ...files, [name]: Buffer.from(text.replace(from, to)) }
    }
    for (const wrong of [
      altered('csv', /\r\n[^\r\n]*,fail,[^\r\n]*\r\n/, '\r\n'),
      altered('json', /"population": 6/, '"population": 7'),
      altered('html', /<td class="fail">1<\/td>/, '<td class="fail">2</td>'),
      altered('markdown', /\| 1 \| 5 \|/, '| 0 | 6 |'),
      altered('html', /nothing is stated in 2 clusters/, 'nothing is stated in 3 clusters'),
      altered('html', /(<h3>What is missing.*?<ul>.*?)<li>.*?<\/li>/s, '$1'),
      altered('html', /<p>1 of 9 controls fail/, '<p>2 of 9 controls fail'),
      altered('html', / (\d+) left open by those not read/, ' 9 left open by those not read'),
    ])
      expect(() => expectReconciled(wrong)).to.throw()
  })
})
