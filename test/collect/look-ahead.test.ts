import { expect } from 'chai'
import { inOrder } from '../../src/collect/look-ahead.ts'

describe('inOrder', () => {
  const started: string[] = []
  const ended: string[] = []
  const source = (name: string, count: number) =>
    async function* () {
      started.push(name)
      try {
        for (let index = 0; index < count; index++) {
          await Promise.resolve()
          yield `${name}${index}`
        }
      } finally {
        ended.push(name)
      }
    }
  beforeEach(() => {
    started.length = 0
    ended.length = 0
  })

  it('gives the values of one after the other', async () => {
    const values = []
    for await (const value of inOrder([source('a', 2), source('b', 0), source('c', 1)], 2))
      values.push(value)
    expect(values).to.deep.equal(['a0', 'a1', 'c0'])
  })

  it('starts as many ahead as told, and no more', async () => {
    const values = inOrder(
      ['a', 'b', 'c', 'd'].map((name) => source(name, 1)),
      1,
    )
    await values.next()
    expect(started).to.deep.equal(['a', 'b'])
    await values.next()
    expect(started).to.deep.equal(['a', 'b', 'c'])
  })

  it('ends all that were started when it is stopped early', async () => {
    const values = inOrder([source('a', 9), source('b', 9), source('c', 9)], 1)
    await values.next()
    await values.return(undefined)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(started).to.deep.equal(['a', 'b'])
    expect([...ended].sort()).to.deep.equal(['a', 'b'])
  })

  it('gives an error when its turn comes', async () => {
    const failing = async function* () {
      await Promise.reject(new Error('broken'))
      yield ''
    }
    const values = inOrder([source('a', 1), failing], 1)
    expect(await values.next()).to.deep.equal({ done: false, value: 'a0' })
    const error: unknown = await values.next().catch((thrown: unknown) => thrown)
    expect(String(error)).to.equal('Error: broken')
  })
})
