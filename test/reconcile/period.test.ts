/** Every number on the executive summary of a period, and of a comparison, is counted again from its CSV files by a script of its own. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { PeriodSource } from '../../src/model/period.ts'
import { comparisonHtml } from '../../src/render/comparison-html.ts'
import { csvOf } from '../../src/render/csv.ts'
import { PERIOD_FORMATS } from '../../src/render/period/formats.ts'
import { periodView } from '../../src/render/period/view/period.ts'
import { controlChanges } from '../../src/render/tables/comparison.ts'
import { demoOnce } from '../demo/demo-once.ts'
import { comparison } from '../render/fixture-comparison.ts'
import { emptyPeriod, interimSource, periodSource } from '../render/period/fixture.ts'
import type { Figures } from './figures.ts'
import { recountedPeriod, saidByPeriodHtml, saidByPeriodJson, type PeriodCsv } from './period.ts'
import { readRows } from './recount.ts'

type Texts = Readonly<Record<string, string>>

async function textsOf(source: PeriodSource): Promise<Texts> {
  const texts: Record<string, string> = {}
  for (const format of PERIOD_FORMATS)
    if ('render' in format && format.id !== 'xlsx')
      for (const { fileName, bytes } of await format.render(periodView(source)))
        texts[fileName] = Buffer.from(bytes).toString('utf8')
  return texts
}

function expectReconciled(texts: Texts): number {
  const of = (name: string) => texts[name] ?? ''
  const csv: PeriodCsv = {
    ...{ controls: of('controls.csv'), ledger: of('ledger.csv') },
    ...{ changes: of('changes.csv'), population: of('population.csv') },
  }
  const counted = recountedPeriod(csv)
  const { frameworks } = JSON.parse(of('report.json')) as { frameworks: readonly { id: string }[] }
  const ids = frameworks.map(({ id }) => id)
  expect(sorted(saidByPeriodJson(of('report.json'))), 'report.json').to.deep.equal(sorted(counted))
  expect(sorted(saidByPeriodHtml(of('report.html'), ids)), 'report.html').to.deep.equal(
    sorted(counted),
  )
  return counted.size
}

function sorted(figures: Figures): readonly string[] {
  return [...figures].map(([name, count]) => `${name}: ${count}`).sort()
}

describe('the numbers of a period', function () {
  this.timeout(600_000)

  for (const [what, source] of [
    ['a period', periodSource],
    ['one that is not over', interimSource],
    ['one of nothing', emptyPeriod],
    [
      'one with a cluster that was never read',
      () => periodSource({ neverRead: [{ cluster: 'far', status: 'unreachable' }] }),
    ],
  ] as const)
    it(`are those of its CSV files, in ${what}`, async () => {
      expect(expectReconciled(await textsOf(source()))).to.be.greaterThan(15)
    })

  it('are those of its CSV files, in the quarter of the bundled estate', async () => {
    const { played } = await demoOnce()
    const texts = Object.fromEntries(
      readdirSync(played.period)
        .filter((name) => /\.(csv|json|html)$/.test(name))
        .map((name) => [name, readFileSync(join(played.period, name), 'utf8')]),
    )
    expect(expectReconciled(texts)).to.be.greaterThan(60)
  })

  it('are told apart when one of them is wrong', async () => {
    const texts = await textsOf(periodSource())
    for (const [name, from, to] of [
      ['controls.csv', /\r\n[^\r\n]*,failed[^\r\n]*/, ''],
      ['ledger.csv', /,done,/, ',partial,'],
      ['population.csv', /\r\n[^\r\n]*,workload,[^\r\n]*/, ''],
      ['report.json', /"failedTotal": \d+/, '"failedTotal": 99'],
      ['report.html', /Population: \d+/, 'Population: 99'],
    ] as const) {
      expect(texts[name], name).to.match(from)
      const wrong = { ...texts, [name]: (texts[name] ?? '').replace(from, to) }
      expect(() => expectReconciled(wrong), name).to.throw()
    }
  })
})

describe('the numbers of a comparison', () => {
  it('on its cards are those of comparison-controls.csv', () => {
    const frame = { entity: 'x', classification: 'x', generatedAt: '2026-12-28T02:03:42Z' }
    const html = Buffer.from(comparisonHtml(comparison(), frame)).toString('utf8')
    const rows = readRows(Buffer.from(csvOf(controlChanges(comparison()))).toString('utf8'))
    const table = /<table class="cards">(.*?)<\/table>/s.exec(html)?.[1] ?? ''
    const fields = (tag: string) =>
      Array.from(
        table.matchAll(new RegExp(`<${tag}(?: [^>]*)?>(.*?)</${tag}>`, 'gs')),
        ([, said]) => said,
      )
    const cards = fields('th').map((word, index) => [word, Number(fields('td')[index])] as const)
    expect(cards.length).to.be.greaterThan(4)
    for (const [word, count] of cards)
      expect(rows.filter(({ state }) => state === word).length, word).to.equal(count)
  })
})
