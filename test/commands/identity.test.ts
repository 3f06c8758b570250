import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { directoryStore } from '../../src/archive/directory-store.ts'
import { readEntries } from '../../src/archive/log.ts'
import { fixedClock } from '../fixed-clock.ts'
import { saidBelow } from './excerpt/said.ts'
import { collectedYaml, installed } from './installation.ts'
import { testContext, type TestContext } from './context.ts'

const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {origin: The archive of Example, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Configured Payments, classification: For the assessor alone, timeZone: Europe/Berlin}
schedule: {cron: '0 2 * * 1'}
frameworks: [exhibit-segmentation]
`

const DAYS = ['2026-11-02', '2026-11-09'] as const

function at(context: TestContext, now: string): TestContext {
  return testContext({ cwd: context.folder, env: context.env, clock: fixedClock(now) })
}

async function twoRuns(configuration: string): Promise<TestContext> {
  const context = installed(testContext(), { configuration })
  for (const day of DAYS) {
    const slot = `${day}T02:00:00Z`
    context.write('prod/collected.yaml', collectedYaml().replace('2026-11-23T02:00:00Z', slot))
    await at(context, slot).exhibit('run', '--no-pdf', '--slot', slot)
  }
  return { ...at(context, '2026-12-01T08:00:00Z'), folder: context.folder }
}

async function newestRun({ folder }: TestContext): Promise<string> {
  const entries = await readEntries(directoryStore(join(folder, 'archive')))
  return entries.filter(({ entry }) => entry.kind === 'run').at(-1)?.entry.runId ?? ''
}

/** The cover of a page of HTML. */
function coverOf(html: string): string {
  return html.slice(html.indexOf('<header class="cover"'), html.indexOf('</header>'))
}

describe('entity, classification and time zone of the configuration', function () {
  this.timeout(300_000)

  it('stand on the cover, in the head of each page and in every format of runs, periods and comparisons', async () => {
    const context = await twoRuns(CONFIGURATION)
    await context.exhibit('report', '--run', await newestRun(context), '--out', 'run')
    const some = 'html,json,markdown,xlsx'
    await context.exhibit('report', '2026-11', '--format', some, '--out', 'period')
    await context.exhibit('compare', ...DAYS, '--no-pdf', '--out', 'compare')
    for (const folder of ['run', 'period', 'compare'])
      for (const [name, said] of saidBelow(join(context.folder, folder))) {
        if (name.endsWith('.csv')) continue
        expect(said, `${folder}/${name}`).to.include('Configured Payments')
        expect(said, `${folder}/${name}`).to.include('For the assessor alone')
        if (!name.endsWith('.json'))
          expect(said, `${folder}/${name}`).to.include('Europe/Berlin (2026-11')
      }
    const html = (file: string) => readFileSync(join(context.folder, file), 'utf8')
    const local = '2026-11-09 03:00 Europe/Berlin (2026-11-09T02:00:00Z)'
    for (const file of ['run/report.html', 'period/report.html', 'compare/comparison.html']) {
      const cover = coverOf(html(file))
      expect(cover, file).to.include(local).and.include('2026-12-01T08:00:00Z'.slice(0, 4))
      expect(cover, file).to.include('Configured Payments').and.include('For the assessor alone')
      expect(html(file), file).to.match(/@top-left\{content:"Configured Payments"\}/)
      expect(html(file), file).to.match(/@top-right\{content:"For the assessor alone"\}/)
    }
    expect(coverOf(html('period/report.html'))).to.include(
      '2026-11-01 00:00 Europe/Berlin (2026-10-31T23:00:00Z) up to, not including, 2026-12-01 00:00 Europe/Berlin (2026-11-30T23:00:00Z)',
    )
  })

  it('are those of the scope file where the configuration names no entity, and UTC stands alone', async () => {
    const report = 'report: {classification: Restricted}'
    const context = await twoRuns(CONFIGURATION.replace(/report: .*/, report))
    await context.exhibit('report', '2026-11', '--format', 'html', '--out', 'period')
    await context.exhibit('compare', ...DAYS, '--no-pdf', '--out', 'compare')
    for (const file of ['period/report.html', 'compare/comparison.html']) {
      const cover = coverOf(readFileSync(join(context.folder, file), 'utf8'))
      expect(cover, file).to.include('Example Payments').and.include('Restricted')
      expect(cover, file).to.not.match(/\d\d:\d\d UTC \(/)
    }
  })
})
