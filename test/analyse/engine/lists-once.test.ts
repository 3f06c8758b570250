import { expect } from 'chai'
import { connectionSets } from '../../../src/analyse/engine/connection-sets.ts'
import { peerSets } from '../../../src/analyse/engine/peer-sets.ts'
import type { PeerWorld } from '../../../src/analyse/engine/peers.ts'
import { trafficSets } from '../../../src/analyse/engine/traffic-sets.ts'
import type { Peer, Traffic } from '../../../src/model/policy.ts'

/** A list whose texts are counted: rules with thousands of peers are asked about for every pair that is explained. */
function counted<T extends object>(
  items: readonly T[],
): { list: readonly T[]; texts: () => number } {
  let texts = 0
  const list = items.map((item) => ({
    ...item,
    toJSON: () => {
      texts++
      return item
    },
  }))
  return { list, texts: () => texts }
}

describe('lists of rules', () => {
  it('have the text of their peers made once, and one id for equal lists', () => {
    const store = peerSets({} as PeerWorld)
    const { list, texts } = counted<Peer>([{ kind: 'any' }])
    const ids = [store.of(list), store.of(list), store.of([{ kind: 'any' }])]
    expect(new Set(ids).size).to.equal(1)
    expect(texts()).to.equal(1)
  })

  it('have the text of their traffic made once, and one id for equal lists', () => {
    const store = trafficSets(connectionSets(), [])
    const { list, texts } = counted<Traffic>([{ kind: 'ports', protocol: 'TCP' }])
    const ids = [store.of(list), store.of(list), store.of([{ kind: 'ports', protocol: 'TCP' }])]
    expect(new Set(ids).size).to.equal(1)
    expect(texts()).to.equal(1)
  })
})
