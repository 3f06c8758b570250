import { expect } from 'chai'
import { EXIT_CODES, Fault, describeError, isFault, messageOf } from '../../src/core/fault.ts'

describe('Fault', () => {
  it('carries code, hint, cause and the exit code of its code', () => {
    const cause = new Error('inner')
    const fault = new Fault('KEY_MISSING', 'no key', { hint: 'make one', cause })
    expect(fault).to.include({ code: 'KEY_MISSING', hint: 'make one', exitCode: 2, cause })
    expect(fault.message).to.equal('no key')
  })

  it('has no hint and no cause unless given', () => {
    const fault = new Fault('USAGE', 'wrong flag')
    expect(fault.hint).to.equal(undefined)
    expect('cause' in fault).to.equal(false)
  })

  it('never ends in the codes of success or of a bug', () => {
    for (const code of Object.values(EXIT_CODES)) expect(code).to.be.greaterThan(1)
  })

  it('is told from other errors', () => {
    expect([new Fault('USAGE', 'a'), new Error('a'), 'a'].map(isFault)).to.deep.equal([
      true,
      false,
      false,
    ])
  })
})

describe('messageOf', () => {
  it('takes anything that can be thrown', () => {
    expect([new Error('a'), 'b', 3, undefined].map(messageOf)).to.deep.equal([
      'a',
      'b',
      '3',
      'undefined',
    ])
  })
})

describe('describeError', () => {
  it('gives a fault its lines and its hint', () => {
    const fault = new Fault('CONFIGURATION', 'a.yaml:1: x\na.yaml:2: y', { hint: 'mend a.yaml' })
    expect(describeError(fault)).to.equal(
      'exhibit: a.yaml:1: x\nexhibit: a.yaml:2: y\nexhibit: hint: mend a.yaml\n',
    )
  })

  it('gives a fault without hint its line alone', () => {
    expect(describeError(new Fault('USAGE', 'no'))).to.equal('exhibit: no\n')
  })

  it('shows the stack of a bug', () => {
    expect(describeError(new TypeError('boom'))).to.match(/^exhibit: bug: TypeError: boom\n +at /)
    expect(describeError('odd')).to.equal('exhibit: bug: odd\n')
  })
})
