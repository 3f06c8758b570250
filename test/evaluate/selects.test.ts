import { expect } from 'chai'
import fc from 'fast-check'
import { describeSelector, selects } from '../../src/evaluate/selects.ts'
import type { Labels } from '../../src/model/object.ts'
import type { Selector, SelectorRequirement } from '../../src/model/policy.ts'
import { selects as policySelects } from '../../src/policy/selector.ts'

const key = fc.constantFrom('app', 'tier', 'constructor')
const value = fc.constantFrom('', 'a', 'b')
const requirement: fc.Arbitrary<SelectorRequirement> = fc
  .record({
    key,
    operator: fc.constantFrom<SelectorRequirement['operator']>(
      'In',
      'NotIn',
      'Exists',
      'DoesNotExist',
    ),
    values: fc.uniqueArray(value),
  })
  .map((each) => ({ ...each, values: each.operator.endsWith('In') ? each.values.sort() : [] }))
const selector: fc.Arbitrary<Selector> = fc.array(requirement, { maxLength: 3 })
const labels: fc.Arbitrary<Labels> = fc.dictionary(key, value)

describe('selects', () => {
  it('answers as the analysis does', () => {
    fc.assert(
      fc.property(selector, labels, (each, given) => {
        expect(selects(each, given)).to.equal(policySelects(each, given))
      }),
      { numRuns: 1000 },
    )
  })

  it('holds NotIn and DoesNotExist also where the key is absent, and an empty selector always', () => {
    expect(selects([{ key: 'a', operator: 'NotIn', values: ['x'] }], {})).to.equal(true)
    expect(selects([{ key: 'a', operator: 'DoesNotExist', values: [] }], {})).to.equal(true)
    expect(selects([{ key: 'a', operator: 'In', values: ['x'] }], {})).to.equal(false)
    expect(selects([], { a: 'x' })).to.equal(true)
  })
})

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
