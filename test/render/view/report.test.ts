import { expect } from 'chai'
import { unreadAnswer } from '../../../src/evaluate/applicability.ts'
import type { Platform } from '../../../src/model/cluster.ts'
import type { CheckResult } from '../../../src/model/evaluation.ts'
import type { ReportSource } from '../../../src/model/report.ts'
import { reportHtml } from '../../../src/render/html.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { emptySource } from '../fixture-empty.ts'
import { reportSource } from '../fixture.ts'

const report = (source: ReportSource) => reportView(source).report
const controlOf = (source: ReportSource, id: string) =>
  report(source)
    .frameworks.flatMap(({ controls }) => controls)
    .find((control) => control.id === id)!

/** The fixture with only some of its clusters. */
function only(...names: readonly string[]): ReportSource {
  const source = reportSource()
  return { ...source, clusters: source.clusters.filter(({ name }) => names.includes(name)) }
}

/** The fixture's first cluster alone, its results of one control replaced. */
function withResults(
  id: string,
  results: readonly CheckResult[],
  outcome: 'fail' | 'pass',
): ReportSource {
  const source = only('prod-eu')
  const [cluster] = source.clusters
  const evaluation = cluster!.evaluation!
  const controls = evaluation.controls.map((one) =>
    one.control === id ? { ...one, outcome, results } : one,
  )
  return { ...source, clusters: [{ ...cluster!, evaluation: { ...evaluation, controls } }] }
}

describe('reportView', () => {
  it('gives a control its worst result over the expected clusters', () => {
    expect(controlOf(only('prod-eu', 'staging'), '1.3.1').outcome).to.equal('fail')
    expect(controlOf(only('staging'), '1.3.1').outcome).to.equal('pass')
    expect(controlOf(only('prod-eu'), '2.2.3').word).to.equal('no subjects')
  })

  it('counts a cluster that was not read as undetermined, never as passed', () => {
    const control = controlOf(only('staging', 'managed-apac'), '1.3.1')
    expect(control.outcome).to.equal('undetermined')
    expect(control.reason).to.equal('Of 2 clusters: undetermined in 1 and pass in 1.')
    expect(control.clusters[0]?.counts).to.equal(undefined)
  })

  it('leaves a retired cluster out of the results and in the population', () => {
    const source = only('staging', 'managed-apac')
    const clusters = source.clusters.map((cluster) =>
      cluster.name === 'staging'
        ? cluster
        : { ...cluster, snapshot: { ...cluster.snapshot, status: 'retired' as const } },
    )
    const view = report({ ...source, clusters })
    expect(view.frameworks[1]?.controls[1]?.outcome).to.equal('pass')
    expect(view.population).to.include({
      expected: 1,
      retired: 1,
      sentence: '1 expected: 1 complete; besides, 1 retired',
    })
  })

  it('says once why a benchmark says nothing of any cluster, and lists its controls without a page each', () => {
    const source = only('prod-eu', 'staging')
    const reason = 'benchmark 1.8.0 is for another platform'
    const frameworks = source.catalogue.frameworks.map((framework) => {
      const [control] = framework.controls
      const twice = [control!, { ...control!, id: '9.9' }]
      return framework.id.startsWith('cis-')
        ? { ...framework, platform: 'eks' as const, controls: twice }
        : framework
    })
    const clusters = source.clusters.map((cluster) => {
      const { controls } = cluster.evaluation!
      const silenced = controls.flatMap((one) =>
        one.framework.startsWith('cis-')
          ? [one, { ...one, control: '9.9' }].map((each) => ({
              ...each,
              outcome: 'not-applicable' as const,
              results: [],
              reason,
            }))
          : [one],
      )
      return { ...cluster, evaluation: { ...cluster.evaluation!, controls: silenced } }
    })
    const silent = { ...source, clusters, catalogue: { ...source.catalogue, frameworks } }
    const cis = report(silent).frameworks.find(({ id }) => id.startsWith('cis-'))!
    expect(cis.silent?.map((one) => [one.cluster, one.reason])).to.deep.equal([
      ['prod-eu', reason],
      ['staging', reason],
    ])
    expect(cis.controls.length).to.equal(2)
    const text = reportHtml(reportView(silent)).toString()
    expect(text.split(reason).length - 1).to.equal(2)
    expect(text).not.to.contain(`<section class="control" id="${cis.controls[0]!.anchor}"`)
    expect(report(source).frameworks.map((one) => one.silent)).to.deep.equal([undefined, undefined])
  })

  it('has one line of a benchmark where whether it is for a cluster that was not read is not known', () => {
    const gke = { ...reportSource().catalogue.frameworks[0]!, platform: 'gke' as const }
    const twice = [gke.controls[0]!, { ...gke.controls[0]!, id: '9.9' }]
    const framework = { ...gke, controls: twice }
    const dead = only('managed-apac').clusters[0]!
    const view = (...platforms: readonly (Platform | undefined)[]) => {
      const clusters = platforms.map((platform, index) => {
        const unread = [unreadAnswer(framework, 'unreachable', platform)]
        return { ...dead, name: `dr-${index}`, unread }
      })
      const source = reportSource()
      const catalogue = { ...source.catalogue, frameworks: [framework] }
      const viewed = reportView({ ...source, clusters, catalogue })
      const [{ silence, tallies } = { silence: '', tallies: [] }] = viewed.report.frameworks
      const counted = tallies.flatMap(({ count, outcome }) =>
        count > 0 ? [`${count} ${outcome}`] : [],
      )
      return { silence, counted: counted.join(), html: reportHtml(viewed).toString() }
    }
    const why = 'cluster not read (unreachable): whether it is of this platform is not known'
    const one = view(undefined)
    expect([one.silence, one.counted]).to.deep.equal([`dr-0: ${why}`, '2 undetermined'])
    expect(one.html.split(why).length - 1, 'in the results by cluster, in its chapter').to.equal(2)
    expect(one.html).to.include(`2 recommendations; dr-0: ${why}`)
    expect(view(undefined, undefined).silence).to.equal(`dr-0 and dr-1: ${why}`)
    const four = view(undefined, undefined, undefined, undefined)
    expect(four.silence).to.equal(`4 clusters: ${why}`)
    expect(view({ name: 'gke', basis: 'by run R1' }).silence).to.equal(undefined)
    expect(view(undefined, { name: 'gke', basis: 'by run R1' }).silence).to.equal(undefined)
  })

  it('has one line of a benchmark that is used for no cluster since another of its family is', () => {
    const source = reportSource()
    const framework = { ...source.catalogue.frameworks[0]!, platform: 'gke' as const }
    const controls = [framework.controls[0]!, { ...framework.controls[0]!, id: '9.9' }]
    const reason = 'not used: cis-2 speaks of this version (1.34)'
    const unused = { outcome: 'not-applicable', reason, unused: true } as const
    const clusters = source.clusters.map((cluster) => {
      const { evaluation } = cluster
      const answer = { ...unused, framework: framework.id }
      if (evaluation === undefined) return { ...cluster, unread: [answer] }
      const result = evaluation.controls.find((each) => each.framework === framework.id)!
      const results = controls.map(({ id }) => ({ ...result, ...unused, control: id, results: [] }))
      return { ...cluster, evaluation: { ...evaluation, controls: results } }
    })
    const catalogue = { ...source.catalogue, frameworks: [{ ...framework, controls }] }
    const viewed = reportView({ ...source, clusters, catalogue })
    const [view] = viewed.report.frameworks
    expect(view?.silence).to.match(/: not used: cis-2 speaks of this version \(1\.34\)$/)
    expect(reportHtml(viewed).toString()).not.to.contain(
      `<section class="control" id="${view!.controls[0]!.anchor}"`,
    )
  })

  it('has counts that reconcile', () => {
    for (const framework of report(reportSource()).frameworks) {
      const sum = (tallies: readonly { count: number }[]) =>
        tallies.reduce((so, { count }) => so + count, 0)
      expect(sum(framework.tallies)).to.equal(framework.total)
      for (const part of framework.clusters) expect(sum(part.tallies)).to.equal(framework.total)
      for (const { counts, clusters } of framework.controls) {
        const { population, pass, fail, waived, undetermined, notApplicable } = counts
        expect(pass + fail + waived + undetermined + notApplicable).to.equal(population)
        expect(clusters.flatMap(({ subjects }) => subjects)).to.have.length(population)
      }
    }
  })

  it('reconciles what was asked with what was read, not served and missing', () => {
    for (const { asked, resources, gapCount } of report(reportSource()).clusters) {
      expect(asked.read + asked.notServed + asked.gaps).to.equal(asked.total)
      expect(asked.total).to.equal(resources.length)
      expect(gapCount).to.be.at.least(asked.gaps)
    }
  })

  it('numbers an observation once, by the run', () => {
    const numbers = new Map<string, string>()
    for (const control of report(reportSource()).frameworks.flatMap(({ controls }) => controls))
      for (const { cluster, subjects } of control.clusters)
        for (const { number, ...observation } of subjects.flatMap(({ evidence }) => evidence)) {
          const key = JSON.stringify([cluster, observation])
          expect(numbers.get(key) ?? number).to.equal(number)
          expect(number).to.match(/^7c1f09e2-\d{4}$/)
          numbers.set(key, number)
        }
    expect(new Set(numbers.values()).size).to.equal(numbers.size)
  })

  it('lists failures before anything else', () => {
    for (const control of report(reportSource()).frameworks.flatMap(({ controls }) => controls))
      for (const { subjects } of control.clusters) {
        const verdicts = subjects.map(({ verdict }) => verdict)
        expect(verdicts.lastIndexOf('fail')).to.be.at.most(
          Math.max(verdicts.indexOf('pass'), verdicts.lastIndexOf('fail')),
        )
        if (verdicts.includes('fail') && verdicts.includes('pass'))
          expect(verdicts.lastIndexOf('fail')).to.be.lessThan(verdicts.indexOf('pass'))
      }
  })

  it('says first that nobody confirmed the list of clusters', () => {
    expect(report(reportSource()).readFirst[0]).to.include('not confirmed by anyone')
    const confirmed = {
      by: 'Platform team',
      role: 'Platform owner',
      at: '2026-12-01',
      comparedWith: 'the list of accounts',
    }
    const view = report(reportSource({ population: { confirmed, notes: [] } }))
    expect(view.readFirst.join()).to.not.include('not confirmed')
    expect(view.population.confirmation).to.include('Platform owner')
  })

  it('says that a report is self-signed, or by whom it is signed', () => {
    const { signature } = reportSource()
    expect(report(reportSource()).signature.statement).to.equal('self-signed by this installation')
    const signed = report(reportSource({ signature: { ...signature, selfSigned: false } }))
    expect(signed.signature.statement).to.include('CN=exhibit evidence signing')
    expect(signed.readFirst.join()).to.not.include('self-signed')
  })

  it('says when a cluster was evaluated with another catalogue', () => {
    const source = only('staging')
    const [cluster] = source.clusters
    const evaluation = { ...cluster!.evaluation!, catalogue: `sha256:${'0'.repeat(64)}` as const }
    expect(
      report({ ...source, clusters: [{ ...cluster!, evaluation }] }).readFirst.join(),
    ).to.include('another catalogue')
  })

  it('reports an estate of nothing as nothing, not as good', () => {
    const view = report(emptySource())
    expect(view.asOf).to.equal(undefined)
    expect(view.population.expected).to.equal(0)
    expect(view.organisation.missing).to.have.length(2)
  })
})

describe('words in print', () => {
  const failure = (waiver: string): CheckResult => ({
    check: 'cde-ingress',
    checkVersion: 1,
    subject: 'prod-eu/blog/Deployment/web',
    verdict: 'fail',
    reason: 'It is reached.',
    evidence: [],
    waiver,
  })
  const pci = (source: ReportSource): ReportSource => ({
    ...source,
    catalogue: {
      ...source.catalogue,
      frameworks: source.catalogue.frameworks.map((one) =>
        one.noun === 'requirement' ? { ...one, waiversLift: 'never' as const } : one,
      ),
    },
  })

  it('know no waiver where waivers lift nothing, but a recorded compensating control', () => {
    const compensated = pci(withResults('1.3.1', [failure('W-009')], 'fail'))
    expect(controlOf(compensated, '1.3.1').word).to.equal(
      'fails; compensating control recorded for the assessor',
    )
    const bare = pci(withResults('1.3.1', [failure('W-014')], 'fail'))
    expect(controlOf(bare, '1.3.1').word).to.equal('fail')
  })

  it('name a control as its framework does', () => {
    expect(controlOf(reportSource(), '1.3.1').name).to.equal('requirement 1.3.1')
    expect(controlOf(reportSource(), '5.3.2').name).to.equal('recommendation 5.3.2')
  })

  it('answer a clean segmentation with the pairs examined', () => {
    const [cluster] = report(only('staging')).clusters
    const cell = cluster?.segmentation.find(
      ({ from, to }) => from === 'out-of-scope' && to === 'cde',
    )
    expect(cell?.answer).to.equal(
      'no allowed path in the declared configuration (1 x 3 pairs examined)',
    )
    expect(cell?.toWord).to.equal('CDE')
    expect(cell?.fromWord).to.equal('declared out of scope')
    const none = cluster?.segmentation.find(({ pairs }) => pairs === 0)
    expect(none?.answer).to.equal('no subjects')
  })

  it('never show a percentage', () => {
    const html = Buffer.from(reportHtml(reportView(reportSource()))).toString('utf8')
    expect(html.slice(html.indexOf('<body>'))).to.not.match(/\d\s*%/)
  })
})
