import { expect } from 'chai'
import { assert, property, string } from 'fast-check'
import { distance, nearest, suggestion } from '../../src/core/nearest.ts'

const KNOWN = ['context', 'kubeconfig', 'name', 'namespaces']

describe('nearest', () => {
  it('finds what a slip of the fingers meant, whatever the letter case', () => {
    expect(
      ['contxt', 'Kubeconfig', 'nmae', 'namespace'].map((word) => nearest(word, KNOWN)),
    ).to.deep.equal(['context', 'kubeconfig', 'name', 'namespaces'])
  })

  it('finds nothing where nothing is near', () => {
    expect(nearest('xyzzy', KNOWN)).to.equal(undefined)
    expect(nearest('context', [])).to.equal(undefined)
  })

  it('takes the first of equally near ones', () => {
    expect(nearest('ab', ['ax', 'ay'])).to.equal('ax')
  })
})

describe('distance', () => {
  it('knows the example of the textbook', () => {
    expect(distance('kitten', 'sitting')).to.equal(3)
  })

  it('is a metric', () => {
    const word = string({ maxLength: 8 })
    assert(
      property(word, word, word, (a, b, c) => {
        expect(distance(a, b)).to.equal(distance(b, a))
        expect(distance(a, a)).to.equal(0)
        expect(distance(a, c)).to.be.at.most(distance(a, b) + distance(b, c))
      }),
    )
  })
})

describe('suggestion', () => {
  it('names the nearest, else all that is known, sorted', () => {
    expect(suggestion('contxt', KNOWN)).to.equal(', did you mean "context"?')
    expect(suggestion('zz', ['b', 'a'])).to.equal(', known are: a, b')
    expect(suggestion('zz', [])).to.equal('')
  })
})
