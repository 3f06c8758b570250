import { expect } from 'chai'
import { pointerTo, valueAt } from '../../src/core/json-pointer.ts'

describe('valueAt', () => {
  // RFC 6901, section 5.
  const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, ' ': 7 }
  const cases = [
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/m~0n', 8],
    ['/ ', 7],
  ] as const

  for (const [pointer, value] of cases)
    it(`finds ${JSON.stringify(value)} at "${pointer}"`, () => {
      expect(valueAt(document, pointer)).to.deep.equal(value)
    })

  it('finds nothing where there is nothing, inherited members included', () => {
    for (const pointer of [
      '/bar',
      '/foo/2',
      '/foo/01',
      '/foo/-',
      '/foo/length',
      '/toString',
      'foo',
    ])
      expect(valueAt(document, pointer), pointer).to.equal(undefined)
  })
})

describe('pointerTo', () => {
  it('escapes what a reference token may not hold', () => {
    expect(pointerTo('/metadata', 'labels', 'example.org/a~b', 0)).to.equal(
      '/metadata/labels/example.org~1a~0b/0',
    )
  })
})
