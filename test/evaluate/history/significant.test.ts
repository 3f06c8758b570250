import { expect } from 'chai'
import { significantChanges } from '../../../src/evaluate/history/significant.ts'
import type { ClusterMemory } from '../../../src/model/history.ts'
import { pod } from '../objects.ts'
import { BASE, over } from './shop.ts'

const AT = { run: 'R1', asOf: '2026-11-01T02:00:00Z' }
const NOW = { run: 'R2', asOf: '2026-11-02T02:00:00Z' }
const MEMORY: ClusterMemory = {
  format: 'history/v1',
  cluster: 'prod',
  first: AT,
  at: AT,
  digests: {},
  observed: {},
  policies: { at: AT, kinds: [], policies: [] },
  changes: [],
}

describe('significant changes', () => {
  it('are none where one side could not tell, but that another cluster answers', () => {
    const values = { kubernetes: [['Kubernetes', '1.35'] as const] }
    expect(significantChanges(MEMORY, values, NOW, false)).to.deep.equal([])
    const [replaced] = significantChanges(MEMORY, {}, NOW, true)
    expect(replaced).to.deep.include({ kind: 'estate', from: AT, to: NOW })
    expect(replaced?.what).to.deep.equal(['another cluster answers under this name'])
  })

  it('show hostile names as what they are', () => {
    const memory = { ...MEMORY, observed: { scope: { at: AT, values: [] } } }
    const values = { scope: [['namespace \u202eyap', 'cde'] as const] }
    const [change] = significantChanges(memory, values, NOW, false)
    expect(change?.what.join()).to.not.include('\u202e')
  })

  it('are another version of what controls a mesh, as images of the platform show it', async () => {
    const control = (version: string, place = 'kube-system') => ({
      ...pod(place, 'istiod'),
      spec: { containers: [{ name: 'discovery', image: `docker.io/istio/pilot:${version}` }] },
    })
    const days = ['1.29.0', '1.29.1'].map((version) => ({ objects: [...BASE, control(version)] }))
    expect((await over(...days)).history.changes.flatMap(({ what }) => what)).to.include(
      'mesh: pilot 1.29.0 before, pilot 1.29.1 now',
    )
    const elsewhere = ['1', '2'].map((tag) => ({ objects: [...BASE, control(tag, 'shop')] }))
    expect((await over(...elsewhere)).history.changes).to.deep.equal([])
  })
})
