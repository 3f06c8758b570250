import { expect } from 'chai'
import { startAsker } from '../../../src/evaluate/custom/asker.ts'
import type { Outcome, Question } from '../../../src/evaluate/custom/asked.ts'
import type { JsonValue } from '../../../src/core/json.ts'

const ENDLESS = 'object.list.all(a, object.list.all(b, object.list.all(c, a + b + c >= 0)))'
const SMALL = 'object.list.all(a, a >= 0)'

const question = (list: number, check = 0): Question => ({
  check,
  variables: {
    object: { list: Array.from({ length: list }, (_, index) => index) },
    facts: {},
    unknownFacts: [],
    params: {},
  },
})
const kinds = (outcomes: readonly Outcome[]) => outcomes.map(({ kind }) => kind)

describe('startAsker', () => {
  it('answers in the order of the questions, over several checks', () => {
    const asker = startAsker([
      { assert: SMALL },
      { when: 'size(object.list) > 2', assert: 'false' },
      { when: 'object.none', assert: 'true' },
      { assert: '"text"' },
    ])
    const outcomes = asker.ask([
      question(3),
      question(3, 1),
      question(1, 1),
      question(1, 2),
      question(1, 3),
    ])
    expect(kinds(outcomes)).to.deep.equal(['pass', 'fail', 'not-applicable', 'error', 'error'])
    expect(kinds(asker.ask([question(1)]))).to.deep.equal(['pass'])
    expect(asker.ask([])).to.deep.equal([])
    asker.end()
  })

  it('stops what would run for long, says which one it was, and goes on with a new thread', () => {
    const asker = startAsker([{ assert: ENDLESS }, { assert: SMALL }], 300)
    const asked = [question(2), question(3), question(5000), question(3), question(1, 1)]
    expect(kinds(asker.ask(asked))).to.deep.equal(['pass', 'pass', 'stopped'])
    expect(kinds(asker.ask(asked.slice(3)))).to.deep.equal(['pass', 'pass'])
    expect(kinds(asker.ask([question(4000), question(2)]))).to.deep.equal(['stopped'])
    asker.end()
  })

  it('bears what takes more memory than the thread has', () => {
    const text = 'object.list.map(a, object.list.map(b, object.list.map(c, string(a) + string(b))))'
    const asker = startAsker([{ assert: `size(${text}) > 0` }], 3000)
    expect(kinds(asker.ask([question(1), question(1000)]))).to.deep.equal(['pass', 'stopped'])
    expect(kinds(asker.ask([question(1)]))).to.deep.equal(['pass'])
    asker.end()
  })

  it('keeps integers beyond 2^53', () => {
    const asker = startAsker([{ assert: 'object == 9007199254740993' }])
    const variables = { ...question(0).variables, object: 9007199254740993n as JsonValue }
    expect(kinds(asker.ask([{ check: 0, variables }]))).to.deep.equal(['pass'])
    asker.end()
  })
})
