import { expect } from 'chai'
import { outcomesAfter } from '../../../src/evaluate/history/outcomes.ts'
import type { ControlOutcome } from '../../../src/model/evaluation.ts'
import type { OutcomeHistory } from '../../../src/model/history.ts'

const at = (run: number) => ({
  run: `run-${run}`,
  asOf: `2026-01-${String(run).padStart(2, '0')}T02:00:00Z`,
})

const said = (control: string, outcome: ControlOutcome) => ({ framework: 'pci', control, outcome })

describe('what the newest runs answered of each control', () => {
  it('has one letter for each run, the newest last, and none for runs before there was such a control', () => {
    const first = outcomesAfter(undefined, at(1), [said('1', 'pass')])
    const second = outcomesAfter(first, at(2), [said('2', 'undetermined'), said('1', 'fail')])
    expect(second).to.deep.equal({
      runs: [at(1), at(2)],
      controls: [
        ['pci/1', 'PF'],
        ['pci/2', '.U'],
      ],
    })
  })

  it('is bounded, and forgets what the newest run does not have', () => {
    let history: OutcomeHistory | undefined
    for (let run = 1; run <= 30; run++)
      history = outcomesAfter(history, at(run), [said('1', run === 30 ? 'fail' : 'pass')])
    expect(history?.runs.map(({ run }) => run)).to.deep.equal(
      Array.from({ length: 12 }, (_, index) => `run-${index + 19}`),
    )
    expect(history?.controls).to.deep.equal([['pci/1', `${'P'.repeat(11)}F`]])
    expect(outcomesAfter(history, at(31), []).controls).to.deep.equal([])
  })
})
