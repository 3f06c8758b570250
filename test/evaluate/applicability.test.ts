import { expect } from 'chai'
import type { Platform } from '../../src/model/cluster.ts'
import type { Framework } from '../../src/model/control.ts'
import type { ControlResult } from '../../src/model/evaluation.ts'
import { unreadAnswer } from '../../src/evaluate/applicability.ts'
import { evaluated } from './builders.ts'
import type { SnapshotChanges } from './builders.ts'
import { namespace, node, pod } from './objects.ts'

const CIS = 'cis-kubernetes-2.0.1'

async function resultsOf(
  framework: string,
  changes: SnapshotChanges,
  objects = [namespace('kube-system'), node('n')],
): Promise<readonly ControlResult[]> {
  const { controls } = await evaluated(objects, { waivers: [] }, changes)
  return controls.filter((each) => each.framework === framework)
}

describe('a benchmark', () => {
  it('of another platform is not applicable, control by control, with the basis, and nothing is counted', async () => {
    const results = await resultsOf(CIS, { version: 'v1.35.2-eks-113cf36' })
    for (const { outcome, reason, counts } of results) {
      expect(outcome).to.equal('not-applicable')
      expect(reason).to.equal(
        'benchmark 2.0.1 is for the platform self-managed; that of this cluster is Amazon EKS (server version v1.35.2-eks-113cf36)',
      )
      expect(counts.population).to.equal(0)
    }
  })

  it('applies where the estate file says so, whatever the signs are', async () => {
    const results = await resultsOf(CIS, {
      version: 'v1.35.2-eks-113cf36',
      platform: 'self-managed',
    })
    expect(results.some(({ outcome }) => outcome !== 'not-applicable')).to.equal(true)
    const none = await resultsOf(CIS, { platform: 'openshift' })
    expect(new Set(none.map(({ outcome }) => outcome))).to.deep.equal(new Set(['not-applicable']))
    expect(none[0]?.reason).to.contain('OpenShift (stated in the estate file)')
  })

  it('is undetermined where signs contradict each other', async () => {
    const gke = node('n')
    const metadata = { ...gke.metadata, labels: { 'cloud.google.com/gke-nodepool': 'a' } }
    const objects = [namespace('kube-system'), { ...gke, metadata }]
    const results = await resultsOf(CIS, { version: 'v1.35.2-eks-113cf36' }, objects)
    for (const { outcome, reason } of results) {
      expect(outcome).to.equal('undetermined')
      expect(reason).to.contain('is not known: signs of several')
    }
  })

  it('is undetermined where pods of the control plane contradict the version, and applies to EKS Distro', async () => {
    const server = pod('kube-system', 'kube-apiserver-n', { node: 'n' })
    const annotations = { 'kubernetes.io/config.mirror': 'd3b0' }
    const spec = { nodeName: 'n', containers: [{ name: 'kube-apiserver', image: 'a:1' }] }
    const metadata = { ...server.metadata, annotations }
    const objects = [namespace('kube-system'), node('n'), { ...server, metadata, spec }]
    for (const framework of [CIS, 'cis-gke-1.9.0'])
      for (const each of await resultsOf(framework, { version: 'v1.33.4-gke.700' }, objects)) {
        expect(each.outcome).to.equal('undetermined')
        expect(each.reason).to.contain(
          'is not known: server version v1.33.4-gke.700, but pods of the control plane are seen in kube-system (kube-apiserver)',
        )
      }
    const distro = await resultsOf(CIS, { version: 'v1.34.1-eks-1-34-4' }, objects)
    expect(distro.some(({ outcome }) => outcome === 'fail')).to.equal(true)
    for (const { reason } of distro) expect(reason).to.not.contain('is for the platform')
  })

  it('is undetermined where no node was read and the version names no platform', async () => {
    for (const framework of [CIS, 'cis-eks-1.8.0', 'cis-aks-1.8.0']) {
      const results = await resultsOf(framework, { version: 'v1.34.2' }, [namespace('kube-system')])
      for (const { outcome, reason } of results) {
        expect(outcome).to.equal('undetermined')
        expect(reason).to.contain('is not known: no node was read')
      }
    }
  })

  it('is undetermined where some nodes were not read and those that were show nothing', async () => {
    const gaps = [{ resource: 'nodes', status: 'inconsistent', reason: 'cut off' } as const]
    for (const { outcome, reason } of await resultsOf(CIS, { version: 'v1.34.2', gaps })) {
      expect(outcome).to.equal('undetermined')
      expect(reason).to.contain('is not known: not all nodes were read')
    }
  })

  it('of another version is undetermined in each control, also where a person or nobody answers it', async () => {
    const results = await resultsOf('cis-kubernetes-1.12.0', { version: 'v1.35.2' })
    const said = new Set(results.map(({ outcome, reason }) => `${outcome}: ${reason}`))
    expect(said).to.deep.equal(
      new Set([
        'undetermined: benchmark 1.12.0 covers Kubernetes 1.32 to 1.34; this cluster runs 1.35',
      ]),
    )
  })

  it('of each version that covers the cluster is answered', async () => {
    for (const framework of [CIS, 'cis-kubernetes-1.12.0']) {
      const reasons = (await resultsOf(framework, { version: 'v1.34.9' })).map(
        ({ reason }) => reason,
      )
      expect(reasons.filter((reason) => reason.startsWith('benchmark'))).to.deep.equal([])
    }
  })
})

describe('a benchmark, of a cluster that was not read,', () => {
  const eks = { id: 'cis-eks-1.8.0', version: '1.8.0', platform: 'eks' } as Framework
  const basis = 'by run R1: labels eks.amazonaws.com/* of 3 of 3 nodes'
  const said = (framework: Framework, platform?: Platform) => {
    const { outcome, reason, doubtful = false } = unreadAnswer(framework, 'unreachable', platform)
    return `${outcome}${doubtful ? ', doubtful' : ''}: ${reason}`
  }

  it('is undetermined, and whether it is written for the cluster is not known where nothing says its platform', () => {
    const silent =
      'undetermined, doubtful: cluster not read (unreachable): whether it is of this platform is not known'
    expect(said(eks)).to.equal(silent)
    expect(said(eks, { name: 'unknown', basis: 'signs of several' })).to.equal(silent)
  })

  it('is undetermined where the cluster is known to be of its platform, as what is for any platform', () => {
    const nothing = 'undetermined: the cluster was not read (unreachable): nothing can be concluded'
    expect(said(eks, { name: 'eks', basis })).to.equal(nothing)
    const any = { id: eks.id, version: eks.version } as Framework
    expect(said(any)).to.equal(nothing)
    expect(said(any, { name: 'eks', basis })).to.equal(nothing)
  })

  it('is not applicable where the cluster is known to be of another, with the basis', () => {
    const gke = { ...eks, platform: 'gke' } as Framework
    expect(said(gke, { name: 'eks', basis })).to.equal(
      `not-applicable: benchmark 1.8.0 is for the platform Google GKE; that of this cluster is Amazon EKS (${basis})`,
    )
  })
})
