import { expect } from 'chai'
import { reasonOf } from '../../../src/render/period/words.ts'

describe('the reason of a spell', () => {
  it('is never taken for that of all its snapshots where they differ', () => {
    expect(reasonOf({ reason: 'no policy', reasons: 1 })).to.equal('no policy')
    expect(reasonOf({ reason: 'changed in December', reasons: 7 })).to.equal(
      'at its last snapshot, the last of 7 reasons: changed in December',
    )
  })
})
