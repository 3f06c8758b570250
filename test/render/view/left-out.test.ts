import { expect } from 'chai'
import type { ReportSource } from '../../../src/model/report.ts'
import { reportView } from '../../../src/render/view/report.ts'
import { reportSource } from '../fixture.ts'

/** The fixture's first cluster alone, one of its controls asking nothing of it. */
function askingNothing(id: string): ReportSource {
  const source = reportSource()
  const cluster = source.clusters.find(({ name }) => name === 'prod-eu')!
  const controls = cluster.evaluation!.controls.map((control) =>
    control.control === id
      ? { ...control, outcome: 'not-applicable' as const, reason: 'NA-1: not ours' }
      : control,
  )
  const evaluation = { ...cluster.evaluation!, controls }
  return { ...source, clusters: [{ ...cluster, evaluation }] }
}

describe('a control of which every subject is left out', () => {
  const control = reportView(askingNothing('1.3.1'))
    .report.frameworks.flatMap(({ controls }) => controls)
    .find(({ id }) => id === '1.3.1')!

  it('is never said to have no subjects, and the reason says by what they are left out', () => {
    expect(control.clusters[0]?.subjects).to.not.deep.equal([])
    expect([control.word, control.clusters[0]?.word, control.clusters[0]?.reason]).to.deep.equal([
      'left out',
      'left out',
      'NA-1: not ours',
    ])
  })
})
