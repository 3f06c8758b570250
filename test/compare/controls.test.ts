import { expect } from 'chai'
import fc from 'fast-check'
import { compareControls, type EvaluationPair } from '../../src/compare/controls.ts'
import type { ControlOutcome, ControlResult } from '../../src/model/evaluation.ts'
import { checkResult, controlResult, evaluation } from './builders.ts'

const OUTCOMES: readonly ControlOutcome[] = [
  ...(['pass', 'waived', 'signed-off', 'needs-sign-off'] as const),
  ...(['fail', 'undetermined', 'not-applicable'] as const),
]

function changeOf(before: ControlResult, after: ControlResult) {
  const [change] = compareControls([
    { cluster: 'prod', base: evaluation(before), head: evaluation(after) },
  ])
  if (change === undefined) throw new Error('no change')
  return change
}

describe('compareControls', () => {
  it('calls a control fixed when it no longer fails, and names the subjects', () => {
    const before = controlResult('fail', [checkResult('prod/shop', 'fail')])
    const after = controlResult('pass', [checkResult('prod/shop', 'pass')])
    const change = changeOf(before, after)
    expect(change.state).to.equal('fixed')
    expect(change.noLongerFailing).to.deep.equal(['prod/shop'])
  })

  it('calls a control regressed when it newly fails', () => {
    const after = controlResult('fail', [checkResult('prod/shop', 'fail')])
    const change = changeOf(controlResult('pass'), after)
    expect(change.state).to.equal('regressed')
    expect(change.newlyFailing).to.deep.equal(['prod/shop'])
  })

  it('tells a failure of other subjects from an unchanged one', () => {
    const one = controlResult('fail', [checkResult('prod/shop', 'fail')])
    const two = controlResult('fail', [checkResult('prod/vault', 'fail')])
    expect(changeOf(one, one).state).to.equal('unchanged')
    expect(changeOf(one, two).state).to.equal('changed')
  })

  it('never calls a change fixed or regressed that passes through undetermined', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OUTCOMES), fc.boolean(), (other, first) => {
        const unknown = controlResult('undetermined')
        const known = controlResult(other)
        const change = first ? changeOf(unknown, known) : changeOf(known, unknown)
        expect(change.state).to.equal(other === 'undetermined' ? 'unchanged' : 'incomparable')
      }),
    )
  })

  it('does not hold results against each other where the cluster moved to another benchmark', () => {
    const used = controlResult('fail', [checkResult('prod/shop', 'fail')])
    const unused = {
      ...controlResult('not-applicable'),
      reason: 'not used: X',
      unused: true as const,
    }
    const { state, reason, noLongerFailing } = changeOf(used, unused)
    expect([state, reason]).to.deep.equal(['incomparable', 'now not used: X'])
    expect(noLongerFailing).to.deep.equal([])
    const back = changeOf(unused, used)
    expect([back.state, back.reason, back.newlyFailing.length]).to.deep.equal([
      ...['incomparable', 'before not used: X', 0],
    ])
    expect(changeOf(unused, unused).state).to.equal('unchanged')
  })

  it('does not hold results of two check versions against each other', () => {
    const before = controlResult('fail', [checkResult('prod/shop', 'fail', 1)])
    const after = controlResult('pass', [checkResult('prod/shop', 'pass', 2)])
    const change = changeOf(before, after)
    expect(change.state).to.equal('incomparable')
    expect(change.reason).to.equal('check example changed from version 1 to 2')
  })

  it('never calls unchanged what a check that ended in an error leaves open', () => {
    const failed = { ...checkResult('prod///', 'undetermined'), reason: 'it broke' }
    const broken = { ...failed, cause: 'error' } as const
    const fails = checkResult('prod/shop', 'fail')
    const sides = [
      [controlResult('undetermined', [broken]), controlResult('undetermined', [broken])],
      [controlResult('fail', [fails, broken]), controlResult('fail', [fails])],
      [controlResult('fail', [fails]), controlResult('fail', [broken, fails])],
    ] as const
    for (const [before, after] of sides) {
      const change = changeOf(before, after)
      expect(change.state).to.equal('incomparable')
      expect(change.reason).to.include('it broke')
    }
  })

  it('never says of a subject that it fails no longer where that is not decided now', () => {
    const shop = { ...checkResult('prod/shop', 'fail'), check: 'other' }
    const before = controlResult('fail', [checkResult('prod/vault', 'fail'), shop])
    const gaps = [checkResult('prod///', 'undetermined'), checkResult('prod/vault', 'undetermined')]
    for (const gap of gaps) {
      const change = changeOf(before, controlResult('fail', [gap, shop]))
      expect(change.noLongerFailing).to.deep.equal([])
      expect(change.state).to.equal('changed')
      expect(change.reason).to.equal('it is not decided now whether prod/vault still fails')
    }
    const other = { ...checkResult('prod///', 'undetermined'), check: 'third' }
    const change = changeOf(before, controlResult('fail', [other, shop]))
    expect(change.noLongerFailing).to.deep.equal(['prod/vault'])
  })

  it('never says of a subject that it newly fails where that was not decided before', () => {
    const gap = { ...checkResult('prod///', 'undetermined'), cause: 'gap' } as const
    const [old, late] = [checkResult('prod/shop', 'fail'), checkResult('prod/vault', 'fail')]
    const change = changeOf(controlResult('fail', [old, gap]), controlResult('fail', [old, late]))
    expect(change.state).to.equal('changed')
    expect(change.newlyFailing).to.deep.equal([])
    expect(change.reason).to.equal('it was not decided before whether prod/vault fails')
  })

  it('never calls unchanged what a gap leaves open on both sides', () => {
    const gap = { ...checkResult('prod///', 'undetermined'), cause: 'gap' } as const
    const open = controlResult('undetermined', [gap])
    expect(changeOf(open, open).state).to.equal('incomparable')
    expect(changeOf(open, open).reason).to.include('undetermined before and now')
  })

  it('says on which side a cluster was not read', () => {
    const head = evaluation(controlResult('pass'))
    const [change] = compareControls([{ cluster: 'prod', head }])
    expect(change?.state).to.equal('incomparable')
    expect(change?.reason).to.equal('the cluster was not read before')
  })

  it('mirrors fixed and regressed when the sides are swapped', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OUTCOMES), fc.constantFrom(...OUTCOMES), (from, to) => {
        const forth = changeOf(controlResult(from), controlResult(to)).state
        const back = changeOf(controlResult(to), controlResult(from)).state
        if (forth === 'fixed') expect(back).to.equal('regressed')
        if (forth === 'unchanged') expect(back).to.equal('unchanged')
      }),
    )
  })

  describe('names the kind of the reason for which results are incomparable', () => {
    const [held, failed] = [
      controlResult('pass', [checkResult('prod/shop', 'pass')]),
      controlResult('fail', [checkResult('prod/shop', 'fail')]),
    ]
    const sides = { cluster: 'prod', base: evaluation(held), head: evaluation(failed) }
    const silent = { ...checkResult('prod/shop', 'undetermined'), cause: 'scope-silent' as const }
    const newer = { ...checkResult('prod/shop', 'fail'), checkVersion: 99 }
    const cases: Readonly<Record<string, EvaluationPair>> = {
      population: { cluster: 'prod', head: evaluation(failed) },
      scope: { ...sides, head: evaluation(controlResult('undetermined', [silent])) },
      catalogue: { ...sides, isDefinedAlike: () => false },
      'control-version': { ...sides, head: evaluation(controlResult('fail', [newer])) },
      tool: { ...sides, tools: ['exhibit 0.1.0', 'exhibit 0.2.0'] },
    }
    for (const [kind, pair] of Object.entries(cases))
      it(kind, () => {
        const [change] = compareControls([pair])
        expect([change?.state, change?.because]).to.deep.equal(['incomparable', kind])
      })

    it('and none where only the program differs and both say the same', () => {
      const tools = ['exhibit 0.1.0', 'exhibit 0.2.0'] as const
      const [change] = compareControls([{ ...sides, head: evaluation(held), tools }])
      expect(change?.state).to.equal('unchanged')
    })
  })
})
