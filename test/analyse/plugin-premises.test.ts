import { expect } from 'chai'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { clusterOf, networkPolicy, SHOP } from './builders.ts'
import { DENY, globalPolicy } from './calico-objects.ts'

const OWN_NODE = 'what a pod sends to its own node counts as allowed'

async function ownNode(more: readonly KubeObject[]): Promise<readonly string[]> {
  const { assumptions } = analyse(await clusterOf([...SHOP, ...more]))
  return assumptions.filter((each) => each.includes(OWN_NODE))
}

describe('what is assumed of single network plugins', () => {
  it('says that Calico may deny the way to the own node (docs.tigera.io, FelixConfiguration, defaultEndpointToHostAction)', async () => {
    const [said, ...more] = await ownNode([globalPolicy('p', { egress: [DENY] })])
    expect(said).to.include('may deny it under Calico')
    expect(more).to.deep.equal([])
  })

  it('says nothing of it where no policy is for egress, or nothing says which plugin there is', async () => {
    expect(await ownNode([globalPolicy('p', { ingress: [DENY] })])).to.deep.equal([])
    const isolated = networkPolicy('shop', 'n', { podSelector: {}, policyTypes: ['Egress'] })
    expect(await ownNode([isolated])).to.deep.equal([])
  })
})
