import { expect } from 'chai'
import { rowsOf } from '../../src/render/alike-subjects.ts'
import type { ExamplePath, SubjectView } from '../../src/render/report-schema.ts'
import { reportHtml } from '../../src/render/html.ts'
import { reportView } from '../../src/render/view/report.ts'
import { reportSource } from './fixture.ts'

let number = 0

function subject(name: string, different: Partial<SubjectView> = {}): SubjectView {
  number++
  return {
    subject: `prod/shop/ServiceAccount/${name}`,
    verdict: 'pass',
    word: 'pass',
    check: 'rights-limited',
    checkVersion: 3,
    reason: 'holds none of them',
    evidence: [{ number: `1a2b3c4d-${number}`, object: name, pointer: '/subjects/0', value: name }],
    ...different,
  }
}

const many = (count: number, different: Partial<SubjectView> = {}) =>
  Array.from({ length: count }, (_, at) => subject(`sa-${at}`, different))

const FAILS = { verdict: 'fail', word: 'fail', reason: 'may create pods' } as const

describe('subjects of which the same is to be said', () => {
  it('are one row at the place of the first, with their count', () => {
    const rows = rowsOf([subject('b', FAILS), ...many(3), subject('c', FAILS), subject('d')])
    expect(rows.map(({ verdict, count }) => `${verdict} ${count}`)).to.deep.equal([
      'fail 2',
      'pass 4',
    ])
    expect(rows[0]?.subjects).to.deep.equal([
      'prod/shop/ServiceAccount/b',
      'prod/shop/ServiceAccount/c',
    ])
    expect(rows[0]?.evidence.map(({ object }) => object)).to.deep.equal(['b', 'c'])
  })

  it('are apart by check, reason, cause and waiver, and with an example path', () => {
    const example = { verdict: 'allowed' } as ExamplePath
    const apart = [
      subject('a', FAILS),
      subject('a', { ...FAILS, check: 'pods-restricted' }),
      subject('a', { ...FAILS, reason: 'may create jobs' }),
      subject('a', { ...FAILS, waiver: 'W-1' }),
      subject('a', { ...FAILS, example }),
      subject('b', { ...FAILS, example }),
    ]
    expect(rowsOf(apart)).to.have.length(apart.length)
  })

  it('leave out names only where nothing is wrong, say how many, and add up', () => {
    for (const [count, fails] of [
      [1, false],
      [10, false],
      [11, false],
      [400, false],
      [400, true],
    ] as const) {
      const rows = rowsOf(many(count, fails ? FAILS : {}))
      expect(rows).to.have.length(1)
      for (const { subjects, moreSubjects = 0, evidence, moreEvidence = 0 } of rows) {
        expect(subjects.length + moreSubjects).to.equal(count)
        expect(evidence.length + moreEvidence).to.equal(count)
        expect(subjects).to.have.length(fails ? count : Math.min(10, count))
      }
    }
  })

  it('show all that was seen of one alone', () => {
    const evidence = many(30).flatMap((each) => each.evidence)
    const [row] = rowsOf([subject('a', { evidence })])
    expect(row?.evidence).to.have.length(30)
    expect(row?.moreEvidence).to.equal(undefined)
  })

  it('show what was seen of several once', () => {
    const { evidence } = subject('shared')
    const [row] = rowsOf([subject('a', { evidence }), subject('b', { evidence })])
    expect([row?.count, row?.evidence.length]).to.deep.equal([2, 1])
  })

  it('add up to the population of each control, cluster by cluster', () => {
    const { report } = reportView(reportSource())
    for (const { clusters } of report.frameworks.flatMap(({ controls }) => controls))
      for (const { subjects } of clusters) {
        const rows = rowsOf(subjects)
        expect(rows.reduce((sum, { count }) => sum + count, 0)).to.equal(subjects.length)
      }
  })

  it('say on the page how many more there are, and where', () => {
    const view = reportView(reportSource())
    const [framework, ...others] = view.report.frameworks
    const [control, ...rest] = framework?.controls ?? []
    const [part, ...parts] = control?.clusters ?? []
    if (framework === undefined || control === undefined || part === undefined)
      throw new Error('no control')
    const clusters = [{ ...part, subjects: many(25) }, ...parts]
    const frameworks = [{ ...framework, controls: [{ ...control, clusters }, ...rest] }, ...others]
    const page = Buffer.from(reportHtml({ ...view, report: { ...view.report, frameworks } }))
    expect(page.toString('utf8'))
      .to.include('25 alike')
      .and.include('and 15 more in report.json and check-results.csv')
      .and.include('15 more observations of them in report.json')
  })
})
