import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { dictionariesOf, INERT } from '../render/inert.ts'
import { fixedClock } from '../fixed-clock.ts'
import { unzipped } from '../unzip.ts'
import { testContext, type TestContext } from './context.ts'
import { addHostilePolicy, writeHostileEstate } from './hostile-estate.ts'
import { collectedYaml } from './installation.ts'

const configuration = (frameworks: string) => `estate: estate.yaml
organisation:
  scope: organisation/scope.yaml
  flows: organisation/flows.yaml
  changes: organisation/changes.yaml
  waivers: organisation/waivers.yaml
  signOffs: organisation/sign-offs
  applicability: organisation/applicability.yaml
  approvers: organisation/approvers.yaml
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Example Payments, pdf: false, archiveAlso: [xlsx, markdown]}
schedule: {cron: '0 2 * * 1'}
frameworks: [${frameworks}]
`

const at = ({ cwd, env }: TestContext, now: string) =>
  testContext({ cwd, env, clock: fixedClock(now) })

describe('a hostile estate', function () {
  this.timeout(600_000)
  let context: TestContext

  /** The first and the third of three Mondays; a policy came meanwhile. */
  before(async () => {
    context = testContext()
    writeHostileEstate(context.folder)
    context.write(
      'estate.yaml',
      'clusters: [{name: payments-prod, folder: clusters/payments-prod}]\n',
    )
    context.write('exhibit.yaml', configuration('exhibit-segmentation, pci-dss-4.0.1'))
    for (const slot of ['2026-11-09T02:00:00Z', '2026-11-23T02:00:00Z']) {
      const collected = collectedYaml().replace('2026-11-23T02:00:00Z', slot)
      context.write('clusters/payments-prod/collected.yaml', collected)
      expect((await at(context, slot).exhibit('run', '--slot', slot)).code).to.equal(0)
      addHostilePolicy(context.folder)
    }
  })

  const read = (folder: string, name: string) => readFileSync(join(context.folder, folder, name))

  const formats: Readonly<Record<string, string>> = {
    html: 'html',
    csv: 'csv',
    xlsx: 'xlsx',
    md: 'markdown',
    pdf: 'pdf',
  }

  /** Looks at every file of a folder, each in the way of its format; gives their names. */
  function expectInert(folder: string): readonly string[] {
    const names = readdirSync(join(context.folder, folder)).filter((name) =>
      statSync(join(context.folder, folder, name)).isFile(),
    )
    for (const name of names) {
      const bytes = read(folder, name)
      const id = formats[name.split('.').at(-1) ?? ''] ?? ''
      const text =
        id === 'pdf'
          ? dictionariesOf(bytes)
          : id === 'xlsx'
            ? [...unzipped(bytes).values()].join('')
            : bytes.toString('utf8')
      if (id !== '' && id !== 'pdf')
        expect(text, name).to.not.match(/[\u202a-\u202e\u2066-\u2069\u200b]/)
      INERT[id]?.(text)
    }
    return names
  }

  it('is inert in every file of a run', () => {
    for (const run of readdirSync(join(context.folder, 'archive/runs'))) {
      const names = expectInert(`archive/runs/${run}`)
      expect(names).to.include.members(['report.html', 'check-results.csv', 'report.xlsx'])
      expect(read(`archive/runs/${run}`, 'report.html').toString()).to.include('sink.invalid')
    }
  })

  it('is inert in every format of a period', async () => {
    const later = at(context, '2027-01-04T08:00:00Z')
    const all = 'html,pdf,json,csv,xlsx,markdown'
    const call = ['report', '2026-Q4', '--format', all, '--out', 'period'] as const
    expect((await later.exhibit(...call)).code).to.equal(0)
    expect(expectInert('period')).to.include.members(['report.pdf', 'changes.csv', 'ledger.csv'])
    const html = read('period', 'report.html').toString()
    for (const said of ['manager', 'ticket', 'approver', 'cause', 'justification'])
      expect(html, said).to.match(new RegExp(`sink\\.invalid/[^&]*${said}`))
  })

  it('is inert in every file of a comparison', async () => {
    const [base = '', head = ''] = readdirSync(join(context.folder, 'archive/runs')).sort()
    const call = ['compare', base, head, '--out', 'comparison'] as const
    expect((await context.exhibit(...call)).code).to.equal(0)
    const names = expectInert('comparison')
    expect(names).to.include.members(['comparison.html', 'comparison.pdf', 'comparison.json'])
  })

  it('makes no path of the ZIP by controls, and is inert in its files', async () => {
    const [, run = ''] = readdirSync(join(context.folder, 'archive/runs')).sort()
    const call = ['archive', 'get', run, '--by-control', '--out', 'evidence.zip'] as const
    expect((await context.exhibit(...call)).code).to.equal(0)
    for (const [path, bytes] of unzipped(read('.', 'evidence.zip'))) {
      expect(path)
        .to.match(/^[A-Za-z0-9][A-Za-z0-9._/%~-]*$/)
        .and.not.include('..')
      if (path.endsWith('.csv')) INERT.csv?.(bytes.toString('utf8'))
      if (path.endsWith('.yaml')) expect(bytes.toString('utf8')).to.not.match(/[\u202a-\u202e]/)
    }
  })
})
