import { expect } from 'chai'
import { platformOf } from '../../src/analyse/platform.ts'
import { readNode } from '../../src/analyse/objects/nodes.ts'

function nodes(...all: readonly (Readonly<Record<string, string>> | string)[]) {
  return all.map((each, index) =>
    readNode({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `n${index}`, labels: typeof each === 'string' ? {} : each },
      status: { nodeInfo: { kubeletVersion: typeof each === 'string' ? each : 'v1.35.1' } },
    }),
  )
}

describe('platformOf', () => {
  it('believes the version of the server, of kubelets, and labels of nodes, and says which', () => {
    const said = [
      platformOf([], 'v1.33.5-eks-113cf36', undefined),
      platformOf(nodes('v1.33.5-eks-113cf36', 'v1.33.5'), 'v1.33.5', undefined),
      platformOf(nodes({ 'cloud.google.com/gke-nodepool': 'a' }), 'v1.33.4-gke.1200', undefined),
      platformOf(nodes({ 'kubernetes.azure.com/cluster': 'a' }, {}), 'v1.33.4', undefined),
      platformOf(nodes({ 'node.openshift.io/os_id': 'rhcos' }), 'v1.33.4', undefined),
    ]
    expect(said).to.deep.equal([
      { name: 'eks', basis: 'server version v1.33.5-eks-113cf36' },
      { name: 'eks', basis: 'kubelet versions of 1 of 2 nodes' },
      {
        name: 'gke',
        basis: 'server version v1.33.4-gke.1200, labels cloud.google.com/gke-* of 1 of 1 nodes',
      },
      { name: 'aks', basis: 'labels kubernetes.azure.com/* of 1 of 2 nodes' },
      { name: 'openshift', basis: 'labels node.openshift.io/os_id* of 1 of 1 nodes' },
    ])
  })

  it('takes what shows no managed platform for self-managed, k3s and RKE2 among it', () => {
    for (const version of ['v1.35.1', 'v1.34.1+k3s1', 'v1.34.1+rke2r1'])
      expect(platformOf(nodes({}), version, undefined).name).to.equal('self-managed')
  })

  it('does not choose between signs of several, nor where nothing was read', () => {
    const both = platformOf(
      nodes({ 'cloud.google.com/gke-nodepool': 'a' }),
      'v1.33.5-eks-1',
      undefined,
    )
    expect(both.name).to.equal('unknown')
    expect(both.basis).to.match(/^signs of several: server version v1.33.5-eks-1, labels/)
    expect(platformOf([], undefined, undefined)).to.deep.equal({
      name: 'unknown',
      basis: 'no node was read, and no version',
    })
  })

  it('does not take a cluster whose nodes were not read for self-managed', () => {
    expect(platformOf([], 'v1.33.4', undefined)).to.deep.equal({
      name: 'unknown',
      basis: 'no node was read, and version v1.33.4 names no platform',
    })
    expect(platformOf(nodes({}), 'v1.33.4', undefined, false)).to.deep.equal({
      name: 'unknown',
      basis: 'not all nodes were read, and version v1.33.4 names no platform',
    })
    expect(platformOf([], 'v1.33.4-gke.1200', undefined).name).to.equal('gke')
    expect(platformOf([], 'v1.33.4', 'self-managed').name).to.equal('self-managed')
  })

  it('follows the estate file against all signs', () => {
    expect(platformOf(nodes({}), 'v1.33.5-eks-1', 'self-managed')).to.deep.equal({
      name: 'self-managed',
      basis: 'stated in the estate file',
    })
  })
})
