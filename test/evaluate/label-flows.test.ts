import { expect } from 'chai'
import { isFault } from '../../src/core/fault.ts'
import { parseFlows } from '../../src/evaluate/organisation/flows.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { ApprovedFlow, SubjectSelector } from '../../src/model/scope.ts'
import { evaluated } from './builders.ts'
import type { SnapshotChanges } from './builders.ts'
import { namespace, pod } from './objects.ts'

const WEB = { key: 'app', operator: 'In' as const, values: ['web'] }

const flow = (from: SubjectSelector): ApprovedFlow => ({
  id: 'F-1',
  from: { kind: 'subjects', subjects: from },
  to: { kind: 'cidrs', cidrs: ['203.0.113.0/24'] },
  protocol: 'TCP',
  ports: [],
  need: 'checkout',
  approvedBy: 'Network owner',
  approvedOn: '2026-01-01',
  reviewBy: '2027-01-01',
})

const api = 'rbac.authorization.k8s.io'

function role(name: string, namespaceName: string, verb: string, resource: string): KubeObject {
  const [plural = '', group = ''] = resource.split(/\.(.*)/)
  return {
    apiVersion: `${api}/v1`,
    kind: 'Role',
    metadata: { name, namespace: namespaceName },
    rules: [{ verbs: [verb], apiGroups: [group], resources: [plural] }],
  }
}

function binding(name: string, namespaceName: string, user: string): KubeObject {
  return {
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace: namespaceName },
    roleRef: { apiGroup: api, kind: 'Role', name },
    subjects: [{ kind: 'User', apiGroup: api, name: user }],
  }
}

const granted = (user: string, place: string, verb: string, resource: string) => [
  role(user, place, verb, resource),
  binding(user, place, user),
]

const objects = [
  ...['shop', 'shop-b', 'blog'].map((name) => namespace(name)),
  pod('shop', 'web'),
  ...granted('ana', 'shop', 'create', 'pods'),
  ...granted('bo', 'shop', 'patch', 'deployments.apps'),
  ...granted('cem', 'shop', 'get', 'pods'),
  ...granted('dee', 'blog', 'create', 'pods'),
  ...granted('eve', 'shop-b', 'update', 'pods'),
]

async function labelled(from: SubjectSelector, changes: SnapshotChanges = {}) {
  const organisation = { waivers: [], flows: [flow(from)] }
  return (await evaluated(objects, organisation, changes)).organisation.labelFlows
}

describe('labelFlows', () => {
  it('names who may create or relabel pods in the namespaces that a flow means by labels alone', async () => {
    expect(await labelled({ namespaces: ['shop*'], podLabels: [WEB] })).to.deep.equal([
      {
        id: 'F-1',
        side: 'from',
        namespaces: ['shop', 'shop-b'],
        who: ['User ana', 'User bo', 'User eve'],
      },
    ])
    const [all] = (await labelled({ podLabels: [WEB] })) ?? []
    expect(all?.who).to.deep.equal(['User ana', 'User bo', 'User dee', 'User eve'])
  })

  it('says nothing of flows that name workloads, no labels, or another cluster', async () => {
    const workloads = ['Deployment/web']
    expect(await labelled({ workloads, podLabels: [WEB] })).to.deep.equal([])
    expect(await labelled({ namespaces: ['shop'] })).to.deep.equal([])
    expect(await labelled({ clusters: ['staging'], podLabels: [WEB] })).to.deep.equal([])
  })

  it('says that nobody can tell where the rights were not read', async () => {
    const resource = `rolebindings.${api}`
    const gaps = [{ resource, status: 'forbidden' as const, reason: 'forbidden' }]
    const [one] = (await labelled({ podLabels: [WEB] }, { gaps })) ?? []
    expect(one?.who).to.deep.equal([])
    expect(one?.unread).to.include(resource)
  })
})

describe('strictFlows', () => {
  const register = (strict: string, subjects: string) => `format: flows/v1
${strict}flows:
  - id: F-1
    from:
      subjects:
        namespaces: [shop]
${subjects}
    to: {cidrs: [203.0.113.0/24]}
    protocol: TCP
    ports: [443]
    need: checkout
    approvedBy: a
    approvedOn: 2026-01-01
    reviewBy: 2027-01-01
`
  const labels = '        podLabels: {matchLabels: {app: web}}'
  const faultOf = (text: string) => {
    try {
      parseFlows(text, 'flows.yaml', [])
    } catch (error) {
      if (!isFault(error)) throw error
      return error.message
    }
    return ''
  }

  it('refuses a flow that selects pods by labels alone, with its line', () => {
    expect(faultOf(register('strictFlows: true\n', labels))).to.equal(
      'flows.yaml:8: flows[0].from.subjects.podLabels: selects pods by labels alone, which strictFlows refuses; name workloads',
    )
  })

  it('lets pass what names workloads, and is off unless said', () => {
    const both = `${labels}\n        workloads: [Deployment/web]`
    expect(faultOf(register('strictFlows: true\n', both))).to.equal('')
    expect(faultOf(register('', labels))).to.equal('')
    expect(faultOf(register('strictFlows: false\n', labels))).to.equal('')
  })
})
