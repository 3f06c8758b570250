import { expect } from 'chai'
import {
  describeDiagnoses,
  exitCodeOf,
  fail,
  failures,
  guarded,
  ok,
  warn,
} from '../../../src/commands/doctor/diagnosis.ts'
import { Fault } from '../../../src/core/fault.ts'

describe('exitCodeOf', () => {
  it('is 0 unless something fails, 2 when the configuration does, else 3', () => {
    const configuration = failures('estate', new Fault('CONFIGURATION', 'wrong'), 'mend it')
    const refused = failures('archive', new Fault('ARCHIVE_REFUSED', 'no'), 'mend it')
    expect(exitCodeOf([])).to.equal(0)
    expect(exitCodeOf([ok('a', 'b'), warn('a', 'b', 'c')])).to.equal(0)
    expect(exitCodeOf([ok('a', 'b'), fail('a', 'b', 'c')])).to.equal(3)
    expect(exitCodeOf(refused)).to.equal(3)
    expect(exitCodeOf([...refused, ...configuration])).to.equal(2)
  })
})

describe('guarded', () => {
  it('turns a fault into lines and throws a bug on', async () => {
    const fault = new Fault('CONFIGURATION', 'one\ntwo', { hint: 'mend both' })
    const lines = await guarded('scope', 'mend it', () => {
      throw fault
    })
    expect(lines.map(({ what }) => what)).to.deep.equal(['one', 'two'])
    expect(lines.map((line) => ('fix' in line ? line.fix : ''))).to.deep.equal(
      Array(2).fill('mend both'),
    )
    const bug: unknown = await guarded('scope', 'mend it', () => {
      throw new TypeError('a bug')
    }).catch((error: unknown) => error)
    expect(bug).to.be.instanceOf(TypeError)
  })
})

describe('describeDiagnoses', () => {
  it('keeps text of clusters and files on its line', () => {
    const text = describeDiagnoses([fail('list', 'no\nok    all is well\u202e', 'a\u0007b')])
    expect(text).to.equal('fail  list: no\\u000aok    all is well\\u202e\n      fix: a\\u0007b\n')
  })
})
