import { expect } from 'chai'
import { describeSelector } from '../../../src/analyse/explain/describe-selector.ts'

describe('describeSelector', () => {
  it('says each requirement in one way', () => {
    expect(
      describeSelector([
        { key: 'app', operator: 'In', values: ['web'] },
        { key: 'app', operator: 'In', values: ['a', 'b'] },
        { key: 'tier', operator: 'NotIn', values: ['x', 'y'] },
        { key: 'old', operator: 'DoesNotExist', values: [] },
        { key: 'new', operator: 'Exists', values: [] },
      ]),
    ).to.equal('app=web, app in (a, b), tier not in (x, y), !old, new')
    expect(describeSelector([])).to.equal('everything')
  })
})
