import { expect } from 'chai'
import { explainNodeLocal, meetingOf } from '../../src/analyse/node-traffic.ts'
import { estate, namespace, pod } from './builders.ts'

describe('meetingOf', () => {
  const objects = [
    namespace('shop'),
    namespace('tools'),
    pod('shop', 'db', { node: 'n1' }),
    pod('shop', 'web', { node: 'n1' }),
    pod('shop', 'pending'),
    pod('tools', 'agent', { node: 'n1', hostNetwork: true }),
    pod('tools', 'far', { node: 'n2', hostNetwork: true }),
  ]

  it('names the node that a pod shares with one on the network of its node', async () => {
    const { at } = await estate(objects)
    const meeting = (a: string, b: string) => meetingOf(at(a), at(b))
    expect(meeting('tools/agent', 'shop/db')).to.deep.equal({ kind: 'on', node: 'n1' })
    expect(meeting('shop/db', 'tools/agent')).to.deep.equal({ kind: 'on', node: 'n1' })
    expect(meeting('tools/far', 'shop/db')).to.equal(undefined)
    expect(meeting('shop/web', 'shop/db')).to.equal(undefined)
    expect(meeting('203.0.113.1', 'tools/agent')).to.equal(undefined)
  })

  it('does not know where a pod without node would run', async () => {
    const { at } = await estate(objects)
    expect(meetingOf(at('tools/agent'), at('shop/pending'))).to.deep.equal({ kind: 'unplaced' })
    expect(meetingOf(at('shop/web'), at('shop/pending'))).to.equal(undefined)
  })

  it('is explained by the node', async () => {
    const { at } = await estate(objects)
    const { verdict, egress } = explainNodeLocal(at('tools/agent'), at('shop/db'), 'n1', 'TCP', 22)
    expect([verdict, egress.because]).to.deep.equal([
      'allowed',
      'tools/Pod/agent and shop/Pod/db share node n1: traffic between a pod and its node is always allowed',
    ])
  })
})
