import { expect } from 'chai'
import { bySecurityLabels } from '../../src/evaluate/label-admission.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { analysed } from './builders.ts'

const labelled: KubeObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
}

/** A mirror pod of the API server with these feature gates. */
function server(gates: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'kube-apiserver-one',
      namespace: 'kube-system',
      labels: { component: 'kube-apiserver', tier: 'control-plane' },
      annotations: { 'kubernetes.io/config.mirror': 'one' },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Node', name: 'one', uid: 'one', controller: true },
      ],
    },
    spec: {
      nodeName: 'one',
      containers: [
        { name: 'kube-apiserver', command: ['kube-apiserver', `--feature-gates=${gates}`] },
      ],
    },
  }
}

/** What the labels say of new pods in a version, the empty one not known. */
async function verdictIn(version: string, others: readonly KubeObject[] = []): Promise<string> {
  const { cluster } = await analysed([labelled, ...others], { version })
  const namespace = cluster.namespaces.get('shop')
  if (namespace === undefined) return 'no namespace'
  const { verdict, cause } = bySecurityLabels(cluster, namespace, undefined)
  return verdict === 'unknown' ? `${verdict}, ${cause}` : verdict
}

describe('bySecurityLabels', () => {
  it('counts on labels since the version whose plug-in is on by default', async () => {
    expect(await verdictIn('v1.35.2')).to.equal('held')
    expect(await verdictIn('v1.23.0')).to.equal('held')
    expect(await verdictIn('v1.22.17-eks-48e63af')).to.equal('unknown, out-of-reach')
    expect(await verdictIn('')).to.equal('unknown, gap')
  })

  it('takes a feature gate that is off for what it is, where the version heeds it', async () => {
    expect(await verdictIn('v1.24.2', [server('PodSecurity=false')])).to.equal('open')
    expect(await verdictIn('v1.24.2', [server('AllBeta=false')])).to.equal('open')
    const both = [server('AllBeta=false,PodSecurity=true')]
    expect(await verdictIn('v1.24.2', both)).to.equal('held')
    expect(await verdictIn('v1.25.0', [server('PodSecurity=false')])).to.equal('held')
  })
})
