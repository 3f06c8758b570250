import { expect } from 'chai'
import { newRecorder } from '../../../src/archive/verify/recorder.ts'

describe('newRecorder', () => {
  const outcomeOf = (
    ...outcomes: readonly Parameters<ReturnType<typeof newRecorder>['add']>[0][]
  ) => {
    const record = newRecorder()
    for (const outcome of outcomes) record.add(outcome, 'file', 'why')
    return record.result().outcome
  }

  it('lets invalid outrank undecided, and undecided outrank valid', () => {
    expect(outcomeOf('valid', 'undecided', 'invalid')).equal('invalid')
    expect(outcomeOf('valid', 'undecided')).equal('undecided')
    expect(outcomeOf('valid', 'noted')).equal('valid')
  })

  it('calls nothing valid where nothing was', () => {
    expect(outcomeOf()).equal('undecided')
    expect(outcomeOf('noted')).equal('undecided')
  })

  it('keeps a bounded number of checks and says how many it left out', () => {
    const record = newRecorder()
    for (let extra = 0; extra < 20_005; extra += 1) record.add('invalid', 'file', 'why')
    const { checks, outcome } = record.result()
    expect(checks).length(20_001)
    expect(checks.at(-1)?.reason).equal('5 more checks are not listed')
    expect(outcome).equal('invalid')
  })
})
