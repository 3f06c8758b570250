import { expect } from 'chai'
import type { RunEntry } from '../../src/model/log-entry.ts'
import { digestOf } from '../../src/core/digest.ts'
import { newestSlot, rivalOf, slotState } from '../../src/archive/slots.ts'
import { NOW, slotAt } from './evidence.ts'

function entry(more: Partial<RunEntry> = {}): RunEntry {
  return {
    format: 'entry/v1',
    number: 0,
    kind: 'run',
    runId: '20261123T020000Z-00000000',
    slot: NOW,
    trigger: 'scheduled',
    attempt: 1,
    sumsDigest: digestOf(''),
    signatures: {},
    manifestDigest: digestOf(''),
    sealedAt: NOW,
    summary: { status: 'complete', clusters: 1, complete: 1 },
    ...more,
  }
}

const partial = { status: 'partial', clusters: 2, complete: 1 } as const

describe('slotState', () => {
  it('is open where no run answers for the slot', () => {
    expect(slotState([], NOW)).deep.equal({ kind: 'open', nextAttempt: 1 })
    expect(slotState([entry({ slot: slotAt(1) })], NOW).kind).equal('open')
    expect(slotState([entry({ kind: 'report' })], NOW).kind).equal('open')
    expect(slotState([entry({ trigger: 'ad-hoc' })], NOW).kind).equal('open')
  })

  it('takes the first complete attempt as the result, and lists all', () => {
    const attempts = [
      entry({ summary: partial }),
      entry({ attempt: 2 }),
      entry({ attempt: 3, runId: '20261123T020000Z-00000003' }),
    ]
    expect(slotState(attempts, NOW)).deep.equal({ kind: 'complete', result: attempts[1], attempts })
  })

  it('takes the first attempt as the result while none is complete', () => {
    const attempts = [entry({ summary: partial }), entry({ attempt: 2, summary: partial })]
    expect(slotState(attempts, NOW)).deep.equal({
      kind: 'partial',
      result: attempts[0],
      attempts,
      nextAttempt: 3,
    })
  })
})

describe('newestSlot', () => {
  it('is the latest slot of any run, whatever the order of the log', () => {
    expect(newestSlot([])).equal(undefined)
    expect(newestSlot([entry({ slot: slotAt(2) }), entry({ slot: slotAt(1) })])).equal(slotAt(2))
    expect(newestSlot([entry({ kind: 'report' })])).equal(undefined)
    expect(newestSlot([entry({ slot: slotAt(1), trigger: 'ad-hoc' })])).equal(undefined)
  })
})

describe('rivalOf', () => {
  it('is the complete run of the slot, whatever the attempt', () => {
    expect(rivalOf([entry()], { slot: NOW, attempt: 7 })).deep.equal(entry())
  })

  it('is a partial run of the same or a later attempt', () => {
    const entries = [entry({ attempt: 2, summary: partial })]
    expect(rivalOf(entries, { slot: NOW, attempt: 2 })).deep.equal(entries[0])
    expect(rivalOf(entries, { slot: NOW, attempt: 1 })).deep.equal(entries[0])
    expect(rivalOf(entries, { slot: NOW, attempt: 3 })).equal(undefined)
  })

  it('is nobody for another slot, or for none', () => {
    expect(rivalOf([entry()], { slot: slotAt(1), attempt: 1 })).equal(undefined)
    expect(rivalOf([entry()], { attempt: 1 })).equal(undefined)
  })
})
