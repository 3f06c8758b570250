/** What the newest run and the quarter of the bundled estate say in HTML, JSON, CSV and Markdown, as text that is reviewed: whole where it is short, else condensed by scripts that share no code with exhibit. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadReportSource } from '../../src/commands/stages/report-source.ts'
import { silentLog } from '../../src/core/log.ts'
import { renderFormats } from '../../src/render/render.ts'
import { expectFile } from '../render/golden.ts'
import { chanceOf, type WithoutChance } from './condensed/chance.ts'
import { condensedChanges, condensedControls, condensedResults } from './condensed/csv.ts'
import { partsOf, sideOf, told, type Part } from './condensed/html.ts'
import { condensedPeriod, condensedRun } from './condensed/json.ts'
import { demoOnce } from './demo-once.ts'

/** So long at most is what a person is asked to review. */
const MOST = 220_000

describe('the bundled estate', function () {
  this.timeout(600_000)
  let folder: string
  let run: string
  let period: string
  let withoutChance: WithoutChance

  before(async () => {
    const demo = await demoOnce()
    folder = demo.folder
    const archive = join(folder, 'demo/archive')
    run = join(archive, 'runs', readdirSync(join(archive, 'runs')).sort().at(-1) ?? '')
    period = demo.played.period
    withoutChance = chanceOf(archive)
  })

  const textIn = (at: string, name: string) => readFileSync(join(at, name), 'utf8')
  const parts = (at: string): readonly Part[] => partsOf(withoutChance(textIn(at, 'report.html')))
  function expectGolden(name: string, text: string): void {
    expect(text.length, name).to.be.within(1000, MOST)
    expectFile(join(import.meta.dirname, 'golden', name), text)
  }

  it('says in summary.md of its newest run what the golden one says', async () => {
    const outDir = mkdtempSync(join(folder, 'summary-'))
    const browser = { env: {}, log: silentLog }
    await renderFormats(await loadReportSource(run), ['markdown'], { outDir, browser })
    expectGolden('summary.md', withoutChance(textIn(outDir, 'summary.md')))
  })

  it('says in report.html of its newest run what the golden texts say', () => {
    const { report = [], controls = [] } = Object.groupBy(parts(run), sideOf)
    expectGolden('run-report.html.txt', told(report))
    expectGolden('run-controls.html.txt', told(controls))
  })

  it('says in report.json and check-results.csv of its newest run what the golden texts say', () => {
    expectGolden('run-report.json.txt', withoutChance(condensedRun(textIn(run, 'report.json'))))
    const results = condensedResults(textIn(run, 'check-results.csv'))
    expectGolden('run-check-results.csv.txt', withoutChance(results))
  })

  it('says in summary.md and ledger.csv of its quarter what the golden ones say', () => {
    expectGolden('period-summary.md', withoutChance(textIn(period, 'summary.md')))
    expectGolden(
      'period-ledger.csv',
      withoutChance(textIn(period, 'ledger.csv')).replaceAll('\r\n', '\n'),
    )
  })

  it('says in report.html of its quarter what the golden texts say, and of the newest run what that says', () => {
    const { report = [], controls = [], reviews = [] } = Object.groupBy(parts(period), sideOf)
    const said = told(report, parts(run), 'run-report.html.txt')
    expect(said).to.match(/== scope\nas in run-report/)
    expectGolden('period-report.html.txt', said)
    expectGolden('period-controls.html.txt', told(controls))
    expectGolden('period-reviews.html.txt', told(reviews))
  })

  it('says in report.json of its quarter what the golden text says', () => {
    const condensed = condensedPeriod(textIn(period, 'report.json'))
    expectGolden('period-report.json.txt', withoutChance(condensed))
  })

  it('says in controls.csv and changes.csv of its quarter what the golden texts say', () => {
    const controls = condensedControls(textIn(period, 'controls.csv'))
    expectGolden('period-controls.csv.txt', withoutChance(controls))
    const changes = condensedChanges(textIn(period, 'changes.csv'))
    expectGolden('period-changes.csv.txt', withoutChance(changes))
  })
})
