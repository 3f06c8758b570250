import { expect } from 'chai'
import { isJsonObject, parseJson } from '../../src/core/json.ts'
import { caught } from './caught.ts'

describe('parseJson', () => {
  it('keeps the digits of integers beyond 2^53, of either sign', () => {
    expect(parseJson('[9007199254740993,-18446744073709551616]', 'x')).to.deep.equal([
      9007199254740993n,
      -18446744073709551616n,
    ])
  })

  it('reads integers up to 2^53 and fractions as numbers', () => {
    expect(parseJson('[9007199254740991, 1.5, 1234567890123456.5, 1e20]', 'x')).to.deep.equal([
      9007199254740991, 1.5, 1234567890123456.5, 1e20,
    ])
  })

  it('leaves long digits in text alone', () => {
    expect(parseJson('{"a":"12345678901234567890"}', 'x')).to.deep.equal({
      a: '12345678901234567890',
    })
  })

  it('names what is not JSON', () => {
    const fault = caught(() => parseJson('{', 'clusters.json'))
    expect(fault.code).to.equal('UNREADABLE')
    expect(fault.message).to.match(/^clusters\.json is not JSON: /)
  })
})

describe('isJsonObject', () => {
  it('tells objects from lists, null and scalars', () => {
    expect([{}, [], null, 'a', 1, undefined].map(isJsonObject)).to.deep.equal([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
