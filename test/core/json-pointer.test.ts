import { expect } from 'chai'
import { pointerTo } from '../../src/core/json-pointer.ts'
import { valueAt } from '../value-at.ts'

describe('pointerTo', () => {
  // RFC 6901, section 5.
  const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, ' ': 7, '~1': 9 }
  const cases = [
    [[], '', document],
    [['foo'], '/foo', ['bar', 'baz']],
    [['foo', 0], '/foo/0', 'bar'],
    [[''], '/', 0],
    [['a/b'], '/a~1b', 1],
    [['m~n'], '/m~0n', 8],
    [[' '], '/ ', 7],
    [['~1'], '/~01', 9],
  ] as const

  for (const [tokens, pointer, value] of cases)
    it(`names ${JSON.stringify(value)} by "${pointer}"`, () => {
      expect(pointerTo('', ...tokens)).to.equal(pointer)
      expect(valueAt(document, pointer)).to.deep.equal(value)
    })

  it('escapes what a reference token may not hold', () => {
    expect(pointerTo('/metadata', 'labels', 'example.org/a~b', 0)).to.equal(
      '/metadata/labels/example.org~1a~0b/0',
    )
  })
})
