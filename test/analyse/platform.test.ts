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
      platformOf([], 'v1.33.5-eks-113cf3613cf36', undefined),
      platformOf(nodes('v1.33.5-eks-113cf3613cf36', 'v1.33.5'), 'v1.33.5', undefined),
      platformOf(nodes({ 'cloud.google.com/gke-nodepool': 'a' }), 'v1.33.4-gke.1200', undefined),
      platformOf(nodes({ 'kubernetes.azure.com/cluster': 'a' }, {}), 'v1.33.4', undefined),
      platformOf(nodes({ 'node.openshift.io/os_id': 'rhcos' }), 'v1.33.4', undefined),
    ]
    expect(said).to.deep.equal([
      { name: 'eks', basis: 'server version v1.33.5-eks-113cf3613cf36' },
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
      'v1.33.5-eks-113cf36',
      undefined,
    )
    expect(both.name).to.equal('unknown')
    expect(both.basis).to.match(/^signs of several: server version v1.33.5-eks-113cf36, labels/)
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
    expect(platformOf(nodes({}), 'v1.33.4', undefined, { whole: false })).to.deep.equal({
      name: 'unknown',
      basis: 'not all nodes were read, and version v1.33.4 names no platform',
    })
    expect(platformOf([], 'v1.33.4-gke.1200', undefined).name).to.equal('gke')
    expect(platformOf([], 'v1.33.4', 'self-managed').name).to.equal('self-managed')
  })

  it('follows the estate file against all signs', () => {
    expect(platformOf(nodes({}), 'v1.33.5-eks-113cf36', 'self-managed')).to.deep.equal({
      name: 'self-managed',
      basis: 'stated in the estate file',
    })
  })

  it('takes EKS Distro and EKS Anywhere for self-managed, by the version of the server', () => {
    const basis = 'as EKS Distro and EKS Anywhere have (EKS has a hash there)'
    const kubelets = nodes('v1.27.1-eks-1-27-4')
    const said = [
      platformOf(kubelets, 'v1.27.1-eks-1-27-4', undefined, { components: ['kube-apiserver'] }),
      platformOf([], 'v1.27.1-eks-1-27-4', undefined),
      platformOf(kubelets, undefined, undefined),
    ]
    expect(said).to.deep.equal([
      { name: 'self-managed', basis: `server version v1.27.1-eks-1-27-4, ${basis}` },
      { name: 'self-managed', basis: `server version v1.27.1-eks-1-27-4, ${basis}` },
      { name: 'self-managed', basis: `kubelet versions of 1 of 1 nodes, ${basis}` },
    ])
    expect(platformOf(kubelets, 'v1.31.2-eks-7f9249a', undefined).name).to.equal('eks')
    const labels = nodes({ 'eks.amazonaws.com/nodegroup': 'a' })
    expect(platformOf(labels, 'v1.27.1-eks-1-27-4', undefined)).to.deep.equal({
      name: 'unknown',
      basis: `signs of several: labels eks.amazonaws.com/* of 1 of 1 nodes, server version v1.27.1-eks-1-27-4, ${basis}`,
    })
  })

  it('does not know a managed platform of which pods of the control plane are seen', () => {
    const components = ['kube-controller-manager', 'kube-apiserver', 'kube-apiserver'] as const
    const against =
      'but pods of the control plane are seen in kube-system (kube-apiserver, kube-controller-manager)'
    expect(platformOf([], 'v1.33.4-gke.700', undefined, { components })).to.deep.equal({
      name: 'unknown',
      basis: `server version v1.33.4-gke.700, ${against}`,
    })
    const labelled = nodes({ 'kubernetes.azure.com/cluster': 'a' })
    expect(platformOf(labelled, 'v1.33.4', undefined, { components })).to.deep.equal({
      name: 'unknown',
      basis: `labels kubernetes.azure.com/* of 1 of 1 nodes, ${against}`,
    })
    const gke = platformOf([], 'v1.33.4-gke.700', undefined, { components: ['kube-proxy'] })
    expect(gke.name).to.equal('gke')
    const openshift = nodes({ 'node.openshift.io/os_id': 'rhcos' })
    expect(platformOf(openshift, 'v1.33.4', undefined, { components }).name).to.equal('openshift')
    expect(platformOf(nodes({}), 'v1.33.4', undefined, { components }).name).to.equal(
      'self-managed',
    )
  })

  it('does not believe a version that nodes contradict: their hosts, or the role of the control plane', () => {
    const [plain] = nodes({})
    const [role] = nodes({ 'node-role.kubernetes.io/control-plane': '' })
    const [pool] = nodes({ 'eks.amazonaws.com/nodegroup': 'a' })
    if (plain === undefined || role === undefined || pool === undefined) throw new Error('no node')
    const on = (node: typeof plain, providerId: string) => ({ ...node, providerId })
    const eks = (...all: readonly (typeof plain)[]) =>
      platformOf(all, 'v1.31.2-eks-7f9249a', undefined)
    expect(eks(on(plain, 'aws:///eu-west-1a/i-1'), on(plain, 'eks-hybrid:///e/c/n')).name).to.equal(
      'eks',
    )
    expect(eks(plain, on(plain, 'vsphere://1'))).to.deep.equal({
      name: 'unknown',
      basis:
        'server version v1.31.2-eks-7f9249a, but provider IDs of 1 of 2 nodes are of other hosts',
    })
    expect(eks(plain, role).basis).to.equal(
      'server version v1.31.2-eks-7f9249a, but 1 of 2 nodes are labelled as of the control plane',
    )
    expect(eks(on(pool, 'aws:///eu-west-1a/i-1'), on(role, 'vsphere://1')).name).to.equal('eks')
    expect(eks(on(pool, 'vsphere://1')).name).to.equal('unknown')
    expect(platformOf([on(plain, 'aws:///a/i-1')], 'v1.33.4', undefined).name).to.equal(
      'self-managed',
    )
    expect(platformOf([on(plain, 'aws:///a/i-1')], 'v1.33.4-gke.700', undefined).name).to.equal(
      'unknown',
    )
  })
})
