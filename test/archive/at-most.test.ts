import { expect } from 'chai'
import { atMost } from '../../src/archive/at-most.ts'

describe('atMost', () => {
  it('works on every item, never on more at once than it may', async () => {
    let [running, most] = [0, 0]
    const done: number[] = []
    await atMost(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
      running += 1
      most = Math.max(most, running)
      await new Promise((wake) => setImmediate(wake))
      running -= 1
      done.push(item)
    })
    expect(most).equal(3)
    expect(done.sort()).deep.equal([1, 2, 3, 4, 5, 6, 7])
  })

  it('starts nothing more after a failure, waits for what runs, and fails with the first', async () => {
    const started: number[] = []
    let ended = 0
    const work = async (item: number) => {
      started.push(item)
      await new Promise((wake) => setTimeout(wake, item))
      ended += 1
      if (item === 1) throw new Error('first')
    }
    const failure = await atMost(2, [1, 20, 3, 4], work).catch((error: unknown) => error)
    expect(String(failure)).equal('Error: first')
    expect(started).deep.equal([1, 20])
    expect(ended).equal(2)
  })
})
