import { expect } from 'chai'
import type { PeriodSource } from '../../../src/model/period.ts'
import { periodHtml } from '../../../src/render/period/html.ts'
import { periodView } from '../../../src/render/period/view/period.ts'
import { periodSource } from './fixture.ts'

const OPEN = 'Open in the newest run'

/** The fixture, in whose newest run one control alone is open: in one cluster, for one subject that shows no evidence. */
function openFor(subject: string, reason: string): PeriodSource {
  const source = periodSource()
  const clusters = source.newest!.clusters.flatMap((cluster) => {
    const { evaluation } = cluster
    if (evaluation === undefined || cluster.name !== 'prod-us') return []
    const controls = evaluation.controls.flatMap((control) => {
      const [first] = control.results
      if (control.control !== '1.4.2' || first === undefined) return []
      return [{ ...control, reason, results: [{ ...first, subject, evidence: [] }] }]
    })
    return [{ ...cluster, evaluation: { ...evaluation, controls } }]
  })
  return { ...source, newest: { ...source.newest!, clusters } }
}

const html = (source: PeriodSource) => Buffer.from(periodHtml(periodView(source))).toString()

describe('what is open in the newest run', () => {
  const said = 'Ingresses were not read: forbidden.'

  it('is not said again where one result speaks of the whole cluster, as the history did', () => {
    expect(html(openFor('prod-us', `not decided: ${said}`))).to.not.include(OPEN)
  })

  it('is shown where it names a subject, or has a reason of its own', () => {
    expect(html(openFor('prod-us/shop/Service/web', `not decided: ${said}`))).to.include(OPEN)
    expect(html(openFor('prod-us', 'of another kind'))).to.include(OPEN)
  })
})
