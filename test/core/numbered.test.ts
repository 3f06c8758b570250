import { expect } from 'chai'
import { numbered } from '../../src/core/numbered.ts'

describe('numbered', () => {
  it('says one of one, and several of any other number', () => {
    const said = [0, 1, 2].map((count) => numbered(count, 'pod was', 'pods were'))
    expect(said).to.deep.equal(['0 pods were', '1 pod was', '2 pods were'])
  })
})
