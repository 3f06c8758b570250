import { expect } from 'chai'
import type { KubeObject } from '../../src/model/object.ts'
import { packetsOf, ourAnswers } from './agreement.ts'
import type { Peer } from './peer.ts'

/** Where a peer answers otherwise than exhibit: one case of it, and what the specification says. DESIGN.md lists each. */
export type Difference = {
  readonly title: string
  /** the sentence that decides, and where it stands */
  readonly source: string
  readonly objects: readonly KubeObject[]
  /** names of pods `namespace/name`, or addresses */
  readonly from: string
  readonly to: string
  readonly protocol?: string
  readonly port?: number
  readonly ours: 'allowed' | 'denied' | 'indeterminate'
  readonly theirs: 'allowed' | 'denied'
}

/** Tests that a difference is still there: both answers are as written. */
export function testDifference(peer: Peer, difference: Difference): void {
  const { title, source, objects, ours, theirs, protocol = 'TCP', port = 80 } = difference
  it(`differs: ${title} (${source})`, async () => {
    const [from, to] = [difference.from, difference.to].map((name) => sideOf(objects, name))
    if (from === undefined || to === undefined) throw new Error('a question has two ends')
    const question = { from, to, protocol, port }
    const passes = await peer(objects, packetsOf(question))
    const estate = { objects, podsByAddress: true, questions: [question] }
    expect({ ours: await ourAnswers(estate), theirs: passes }).to.deep.equal({
      ours: [ours],
      theirs: [theirs === 'allowed'],
    })
  })
}

function sideOf(objects: readonly KubeObject[], name: string) {
  if (!name.includes('/')) return { ip: name }
  const pod = objects.find(
    ({ kind, metadata }) => kind === 'Pod' && `${metadata.namespace}/${metadata.name}` === name,
  )
  if (pod === undefined) throw new Error(`no pod ${name}`)
  return { pod }
}
