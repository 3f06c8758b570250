/** Every number on the executive summary of a period is counted again from its CSV files and its workbook by a script of its own. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { PeriodSource } from '../../src/model/period.ts'
import { PERIOD_FORMATS } from '../../src/render/period/formats.ts'
import { periodView } from '../../src/render/period/view/period.ts'
import { demoOnce } from '../demo/demo-once.ts'
import { emptyPeriod, interimSource, periodSource } from '../render/period/fixture.ts'
import type { Figures } from './figures.ts'
import { readWorkbook } from '../render/xlsx/read.ts'
import { recountedDue } from './period-due.ts'
import { saidByPeriodHtml, saidByPeriodJson } from './period-said.ts'
import { withTables } from './period-words.ts'
import { recountedPeriod, type PeriodRows } from './period.ts'

type Files = Readonly<Record<string, Uint8Array>>

async function filesOf(source: PeriodSource): Promise<Files> {
  const files: Record<string, Uint8Array> = {}
  for (const format of PERIOD_FORMATS)
    if ('render' in format)
      for (const { fileName, bytes } of await format.render(periodView(source)))
        files[fileName] = bytes
  return files
}

type ReadFrameworks = {
  readonly frameworks: readonly Readonly<Record<'id' | 'title' | 'version', string>>[]
}

function expectReconciled(files: Files): number {
  const of = (name: string) => Buffer.from(files[name] ?? []).toString('utf8')
  const { frameworks } = JSON.parse(of('report.json')) as ReadFrameworks
  const names = new Map(
    frameworks.map(({ id, title, version }) => [id, `${title} ${version}`.trim()]),
  )
  const counted = recountedPeriod(rowsOf(files), names)
  const tables = withTables(of('report.html'), [...names.keys()])
  const isWithoutTable = (one: string) => {
    const [framework = '', , what] = one.split(' | ')
    return what !== undefined && names.has(framework) && !tables.has(framework)
  }
  for (const [name, said] of [
    ['report.json', saidByPeriodJson(of('report.json'))],
    ['report.html', saidByPeriodHtml(of('report.html'), [...names.keys()])],
  ] as const) {
    // the page names as many controls that are due as it holds, and a framework that says nothing has no table
    const known = [...counted].filter(
      ([one]) => said.has(one) || !(one.startsWith('due | ') || isWithoutTable(one)),
    )
    expect(sorted(said), name).to.deep.equal(sorted(new Map(known)))
  }
  return counted.size
}

function rowsOf(files: Files): PeriodRows {
  const text = (name: string) => Buffer.from(files[name] ?? []).toString('utf8')
  const sheets = readWorkbook(files['report.xlsx'] ?? new Uint8Array())
  const sheet = (name: string) => {
    const [head = [], ...rows] = sheets.find((one) => one.name === name)?.rows ?? []
    return rows.map((row) =>
      Object.fromEntries(head.map((column, at) => [String(column), String(row[at] ?? '')])),
    )
  }
  return {
    ...{ controls: text('controls.csv'), ledger: text('ledger.csv') },
    ...{ changes: text('changes.csv'), population: text('population.csv') },
    ...{ reviews: sheet('Reviews'), runs: sheet('Runs') },
  }
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
      expect(expectReconciled(await filesOf(source()))).to.be.greaterThan(15)
    })

  it('are those of its CSV files, in the quarter of the bundled estate', async () => {
    const { played } = await demoOnce()
    const files = Object.fromEntries(
      readdirSync(played.period).map((name) => [name, readFileSync(join(played.period, name))]),
    )
    expect(expectReconciled(files)).to.be.greaterThan(60)
  })

  it('of what is due are those of the newest run, and of the runs those in the archive', async () => {
    const { played, folder } = await demoOnce()
    const archive = join(folder, 'demo/archive/runs')
    const runs = readdirSync(archive).sort()
    const read = (name: string) => readFileSync(join(archive, runs.at(-1) ?? '', name), 'utf8')
    const counted = recountedDue(read('check-results.csv'), read('report.json'))
    const figures = saidByPeriodJson(readFileSync(join(played.period, 'report.json'), 'utf8'))
    expect(figures.get('due')).to.equal(counted.get('due'))
    const said = [...figures].filter(([name]) => name.startsWith('due | '))
    expect(said.length).to.be.greaterThan(10)
    expect(sorted(new Map(said))).to.deep.equal(
      sorted(new Map(said.map(([name]) => [name, counted.get(name) ?? -1]))),
    )
    const inQuarter = runs
      .map((id) => readFileSync(join(archive, id, 'report.json'), 'utf8'))
      .filter((text) => (JSON.parse(text) as { slot: string }).slot >= '2025-10-01')
    expect(figures.get('runs')).to.equal(inQuarter.length)
  })

  it('are told apart when one of them is wrong', async () => {
    const files = await filesOf(periodSource())
    for (const [name, from, to] of [
      ['controls.csv', /\r\n[^\r\n]*,failed[^\r\n]*/, ''],
      ['ledger.csv', /,done,/, ',partial,'],
      ['population.csv', /\r\n[^\r\n]*,workload,[^\r\n]*/, ''],
      ['report.json', /"failedTotal": \d+/, '"failedTotal": 99'],
      ['report.html', /Population: \d+/, 'Population: 99'],
      ['report.html', /What is due: \d+/, 'What is due: 99'],
      ['report.html', /, in \d+ of/, ', in 9 of'],
      ['controls.csv', /(prod-eu,1,1,[^\r\n]*Z,[^,]*,)13,/, '$114,'],
      ['report.html', /(overview-period">.*?<td class="number">)\d+/s, '$199'],
      ['report.html', /catalogue 1;/, 'catalogue 2;'],
      ['report.html', /\d+ changes seen between/, '99 changes seen between'],
      ['report.html', /logged: \d+/, 'logged: 99'],
    ] as const) {
      const text = Buffer.from(files[name] ?? []).toString('utf8')
      expect(text, name).to.match(from)
      const wrong = { ...files, [name]: Buffer.from(text.replace(from, to)) }
      expect(() => expectReconciled(wrong), name).to.throw()
    }
  })
})
