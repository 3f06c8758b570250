import { expect } from 'chai'
import { cdeBypasses } from '../../src/evaluate/checks/cde-bypasses.ts'
import { inputOf } from '../../src/evaluate/check-input.ts'
import { parseOrganisation } from '../../src/evaluate/organisation/organisation.ts'
import type { KubeObject } from '../../src/model/object.ts'
import { analysed } from './builders.ts'
import { namespace, node, pod } from './objects.ts'

const SCOPE = `format: scope/v1
entity: {name: Example, kind: merchant}
platformNamespaces: [kube-system]
rules:
  - {id: pay, class: cde, subjects: {namespaces: [payments]}}
`

const PROFILE: KubeObject = {
  apiVersion: 'projectcalico.org/v3',
  kind: 'Profile',
  metadata: { name: 'kns.payments' },
  spec: { ingress: [{ action: 'Allow' }], egress: [{ action: 'Allow' }] },
}

describe('cdeBypasses', () => {
  it('points at the rule of the profile that allows what no policy decides', async () => {
    const organisation = parseOrganisation({ scope: { path: 'scope.yaml', text: SCOPE } })
    const objects = [
      ...['kube-system', 'payments'].map((name) => namespace(name)),
      node('n'),
      pod('kube-system', 'calico-node-1', {
        node: 'n',
        owner: 'DaemonSet/calico-node',
        hostNetwork: true,
      }),
      pod('payments', 'ledger', { node: 'n' }),
      PROFILE,
    ]
    const { cluster, reachability } = await analysed(objects, {}, organisation.scope)
    const answer = cdeBypasses
      .evaluate(inputOf(cluster, reachability, organisation))
      .find(({ subject }) => subject.includes('payments'))
    expect(answer?.verdict).to.equal('fail')
    const found = answer?.evidence.filter(({ object }) => object.includes('/Profile/'))
    expect(found?.map(({ pointer }) => pointer)).to.deep.equal([
      '/spec/ingress/0',
      '/spec/egress/0',
    ])
  })
})
