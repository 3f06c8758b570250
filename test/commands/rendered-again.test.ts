import { expect } from 'chai'
import { renderedAgain } from '../../src/commands/rendered-again.ts'

describe('renderedAgain', () => {
  it('says nothing when the same version renders', () => {
    expect(renderedAgain('0.1.0', '0.1.0')).to.equal(undefined)
  })

  it('tells newer from older by numbers, not by letters', () => {
    expect(renderedAgain('0.9.0', '0.10.0')).to.include('a newer program')
    expect(renderedAgain('1.10.0', '1.9.3')).to.include('an older program')
    expect(renderedAgain('1.0.0-rc.1', '1.0.0')).to.include('another program')
    expect(renderedAgain('unknown', '1.0.0')).to.include('another program')
  })
})
