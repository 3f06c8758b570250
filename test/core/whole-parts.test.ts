import { expect } from 'chai'
import { z } from 'zod'
import { wholeParts } from '../../src/core/whole-parts.ts'

const SHAPE = { name: z.string(), count: z.number().int(), tags: z.array(z.string()).default([]) }

describe('wholeParts', () => {
  it('gives what is whole, and what is left out as the schema takes it', () => {
    expect(wholeParts(SHAPE, { name: 'a', count: 'x' })).to.deep.equal({ name: 'a', tags: [] })
    expect(wholeParts(SHAPE, { name: 'a', tags: [1] })).to.deep.equal({ name: 'a' })
  })

  it('takes nothing as left out where an unknown key may be meant for it', () => {
    expect(wholeParts(SHAPE, { name: 'a', tgas: ['x'] })).to.deep.equal({ name: 'a' })
  })

  it('bears what is no mapping', () => {
    for (const value of [undefined, null, 'x', ['name']])
      expect(wholeParts(SHAPE, value)).to.deep.equal({})
  })
})
