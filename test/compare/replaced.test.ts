import { expect } from 'chai'
import { compare, type ComparedSide } from '../../src/compare/compare.ts'
import { directionOf } from '../../src/compare/direction.ts'
import type { ControlOutcome } from '../../src/model/evaluation.ts'
import { checkResult, controlResult, evaluation } from './builders.ts'

/** A side with one cluster, whose one control has an outcome. Its objects must not be read. */
function side(uid: string | undefined, outcome: ControlOutcome, isNamed?: true): ComparedSide {
  const read = () => {
    throw new Error('objects were read')
  }
  const verdict = outcome === 'fail' ? 'fail' : 'pass'
  const control = controlResult(outcome, [checkResult('prod/shop', verdict)])
  return {
    side: {
      ...{ name: `run-${uid ?? ''}`, asOf: '2025-09-29T02:00:40Z' },
      clusters: [
        { name: 'prod', status: 'complete', root: 'r', ...(uid === undefined ? {} : { uid }) },
      ],
    },
    ...{ tool: 'exhibit 0.1.0', catalogue: 'sha256:aa', inputs: {}, retired: [], notes: [] },
    clusters: [
      { name: 'prod', evaluation: evaluation(control), objects: read, analysed: read, kinds: [] },
    ],
    ...(isNamed === undefined ? {} : { isNamed }),
  }
}

describe('compare where another cluster answers under the name', () => {
  it('holds none of its results against each other, because of the population', async () => {
    const { controls, premises } = await compare(side('one', 'pass'), side('two', 'fail'))
    expect(controls).to.have.length(1)
    expect(controls[0]).to.deep.include({
      ...{ state: 'incomparable', because: 'population', before: 'pass', after: 'fail' },
      reason: 'the cluster was replaced: another one answers under its name',
      ...{ newlyFailing: [], noLongerFailing: [] },
    })
    expect(premises).to.deep.equal([
      'cluster prod was replaced: another cluster answers under its name',
    ])
  })

  it('compares neither objects nor connections of it, and says so', async () => {
    const found = await compare(side('one', 'pass'), side('two', 'fail'))
    expect(found.compared).to.deep.equal({
      ...{ controls: [], objects: [], connectivity: [], connected: [], openings: [] },
    })
    expect(found.gaps).to.include(
      'cluster prod: another cluster answers under its name, so that nothing of it is held against what was before',
    )
    expect(directionOf(found)).to.equal('same')
  })

  it('compares what a side does not know to be another one, or a person says is the same', async () => {
    for (const [base, head] of [
      [side('one', 'pass'), side(undefined, 'fail')],
      [side('one', 'pass'), side('two', 'fail', true)],
    ] as const) {
      const found = await compare(base, head).catch((error: unknown) => String(error))
      expect(found).to.equal('Error: objects were read')
    }
  })
})
