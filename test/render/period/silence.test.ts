import { expect } from 'chai'
import type { PeriodSource } from '../../../src/model/period.ts'
import { familiesOf } from '../../../src/render/control-index.ts'
import { indexedPeriod } from '../../../src/render/indexed.ts'
import { periodHtml } from '../../../src/render/period/html.ts'
import { periodPages } from '../../../src/render/period/pages.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

const report = (source: PeriodSource = periodSource()) => periodView(source).report

describe('a framework that says nothing', () => {
  it('says once why a framework says nothing of any cluster', () => {
    const source = periodSource()
    const quiet = source.controls
      .filter(({ control }) => control === '1.4.4')
      .flatMap((one) =>
        ['9.1', '9.2', '9.3'].map((id) => ({ ...one, framework: 'q', control: id })),
      )
    const framework = report({ ...source, controls: quiet }).frameworks.at(-1)!
    expect(framework.silent!.map(({ clusters, reason }) => [clusters, reason])).to.deep.equal([
      [['prod-eu'], 'scope does not say which workloads are stores'],
      [['prod-us'], 'scope does not say which workloads are stores'],
    ])
    const html = Buffer.from(periodHtml(periodView({ ...source, controls: quiet }))).toString()
    expect(html).to.include('It says nothing of any cluster over the whole period')
    expect(html).to.not.include('Control 9.1')
  })

  it('says once of which clusters a framework says nothing, and not again of each of its controls', () => {
    const source = periodSource()
    const controls = source.controls.filter(({ cluster }) => cluster === 'prod-eu')
    const view = periodView({ ...source, controls })
    const [framework] = view.report.frameworks
    expect(framework!.silent).to.deep.equal([
      {
        clusters: ['prod-us'],
        word: 'undetermined',
        sentence: 'undetermined: no snapshot of the period has a result',
        reason: '',
      },
    ])
    const shown = periodPages(framework!).flatMap(({ parts }) => parts)
    expect(new Set(shown.flatMap(({ clusters }) => clusters))).to.deep.equal(new Set(['prod-eu']))
    expect(framework!.controls[0]!.parts.flatMap(({ clusters }) => clusters)).to.include('prod-us')
    const html = Buffer.from(periodHtml(view)).toString()
    expect(html).to.include('Of these clusters it says nothing over the whole period')
    for (const each of report().frameworks) expect(each.silent).to.equal(undefined)
  })

  it('says so once also where its results are shown in segments', () => {
    const source = periodSource()
    const quiet = source.controls
      .filter(({ control }) => control === '1.4.4')
      .flatMap((one) =>
        ['9.1', '9.2'].map((id) => ({
          ...{ ...one, framework: 'q', control: id },
          segments: one.segments.flatMap((segment) => [segment, segment]),
        })),
      )
    const [framework] = report({ ...source, controls: quiet }).frameworks
    const clusters = framework!.silent!.map((each) => each.clusters)
    expect(clusters).to.deep.equal([['prod-eu', 'prod-us']])
  })

  it('names the families of a framework that says something of some cluster in the contents', () => {
    const source = periodSource()
    const controls = source.controls.filter(({ cluster }) => cluster === 'prod-eu')
    const some = report({ ...source, controls }).frameworks[0]!
    expect(some.silent).to.not.equal(undefined)
    expect(indexedPeriod(some).isSilent).to.equal(false)
    expect(familiesOf(indexedPeriod(some)).length).to.be.at.least(1)
  })
})
