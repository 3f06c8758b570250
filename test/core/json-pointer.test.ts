import { expect } from 'chai'
import { assert, jsonValue, property, string } from 'fast-check'
import { pointerTo, valueAt } from '../../src/core/json-pointer.ts'
import type { JsonValue } from '../../src/core/json.ts'

/** RFC 6901 section 5. */
const SAMPLE = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
}

describe('valueAt', () => {
  it('finds what RFC 6901 section 5 finds', () => {
    const pointers = [
      '/foo/0',
      '/',
      '/a~1b',
      '/c%d',
      '/e^f',
      '/g|h',
      '/i\\j',
      '/k"l',
      '/ ',
      '/m~0n',
    ]
    expect(pointers.map((pointer) => valueAt(SAMPLE, pointer))).to.deep.equal([
      'bar',
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
    ])
    expect(valueAt(SAMPLE, '')).to.equal(SAMPLE)
  })

  it('finds nothing outside of the document, nor in its prototype', () => {
    for (const pointer of [
      '/nowhere',
      '/foo/2',
      '/foo/01',
      '/foo/-',
      'foo',
      '/toString',
      '/foo/length',
    ])
      expect(valueAt(SAMPLE, pointer), pointer).to.equal(undefined)
  })
})

describe('pointerTo', () => {
  it('names every member of an object, whatever its name', () => {
    assert(
      property(string({ unit: 'binary' }), jsonValue(), (name, value) => {
        const document = { list: [{ [name]: value as JsonValue }] }
        expect(valueAt(document, pointerTo('', 'list', 0, name))).to.deep.equal(value)
      }),
    )
  })

  it('appends to a pointer', () => {
    expect(pointerTo('/spec', 'a/b', 3, 'c~d')).to.equal('/spec/a~1b/3/c~0d')
  })
})
