import { expect } from 'chai'
import { grants, whoCan } from '../../../src/analyse/queries/who-can.ts'
import type { RightsRule, WantedRight } from '../../../src/model/rights.ts'
import { factsOf } from '../ask-rights.ts'
import { bound, clusterRole, role, rule } from '../rights-objects.ts'

const SECRETS: WantedRight = { verb: 'get', group: '', resource: 'secrets' }

function ruleOf(parts: Partial<RightsRule>): RightsRule {
  return {
    ...{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: [] },
    ...{ nonResourceUrls: [], object: 'x', pointer: '/rules/0' },
    ...parts,
  }
}

describe('grants', () => {
  const asks = (resource: string, parts: Partial<RightsRule>, more: Partial<WantedRight> = {}) =>
    grants(ruleOf(parts), { verb: 'get', group: '', resource, ...more })

  it('takes * for any verb, group and resource, wherever it stands in a list', () => {
    expect(asks('secrets', { verbs: ['list', '*'] })).to.equal(true)
    expect(asks('secrets', { apiGroups: ['apps', '*'] })).to.equal(true)
    expect(asks('secrets', { resources: ['pods', '*'] })).to.equal(true)
    expect(asks('secrets', { verbs: ['list'] })).to.equal(false)
    expect(asks('secrets', { apiGroups: ['apps'] })).to.equal(false)
  })

  it('knows the singular of no resource', () => {
    expect(asks('secrets', { resources: ['secret'] })).to.equal(false)
  })

  it('matches a subresource by its own name, by */name and by *, and by nothing else', () => {
    const granting = ['nodes/proxy', '*/proxy', '*']
    const other = ['nodes', 'nodes/*', '*/*', 'nodes/prox', '*/prox', 'proxy', '']
    for (const each of granting) expect(asks('nodes/proxy', { resources: [each] })).to.equal(true)
    for (const each of other) expect(asks('nodes/proxy', { resources: [each] })).to.equal(false)
    expect(asks('nodes', { resources: ['nodes/proxy'] })).to.equal(false)
    expect(asks('nodes', { resources: ['*/nodes'] })).to.equal(false)
  })

  it('asks for any subresource where the wanted right says so', () => {
    for (const each of ['userextras/scopes', '*/scopes', '*'])
      expect(asks('userextras/*', { resources: [each] })).to.equal(true)
    for (const each of ['userextras', 'users/scopes', 'userextra/scopes'])
      expect(asks('userextras/*', { resources: [each] })).to.equal(false)
  })

  it('grants objects by name only to who names them, and an empty name to who names none', () => {
    expect(asks('secrets', { resourceNames: ['a'] })).to.equal(false)
    expect(asks('secrets', { resourceNames: ['a'] }, { name: 'a' })).to.equal(true)
    expect(asks('secrets', { resourceNames: ['a'] }, { name: 'b' })).to.equal(false)
    expect(asks('secrets', { resourceNames: [''] })).to.equal(true)
    expect(asks('secrets', { resourceNames: ['a'] }, { anyName: true })).to.equal(true)
    expect(asks('secrets', {}, { name: 'a' })).to.equal(true)
  })

  it('grants nothing of the API by paths that are none of its resources', () => {
    const urls = { apiGroups: [], resources: [], nonResourceUrls: ['*'] }
    expect(asks('secrets', { ...urls, verbs: ['*'] })).to.equal(false)
  })
})

describe('whoCan', () => {
  const reading = [rule('get', '', 'secrets')]
  const held = (...objects: Parameters<typeof factsOf>[0]) =>
    whoCan(factsOf(objects).rights, SECRETS).map(
      ({ subject, namespace, binding }) =>
        `${subject.kind} ${subject.namespace ?? ''}/${subject.name} in ${namespace ?? '*'} by ${binding.name}`,
    )

  it('grants in the whole cluster by a ClusterRoleBinding, in its namespace by a RoleBinding', () => {
    expect(
      held(
        clusterRole('reader', reading),
        bound('all', 'ClusterRole/reader', ['User ann']),
        bound('shop/some', 'ClusterRole/reader', ['Group devs']),
      ),
    ).to.deep.equal(['User /ann in * by all', 'Group /devs in shop by some'])
  })

  it('finds a Role in the namespace of its binding alone, and a ClusterRole of the same name apart', () => {
    expect(
      held(
        role('bank/reader', reading),
        bound('shop/b', 'Role/reader', ['User ann']),
        bound('shop/c', 'ClusterRole/reader', ['User ann']),
        bound('all', 'Role/reader', ['User ann']),
      ),
    ).to.deep.equal([])
  })

  it('reads a service account without namespace as one of the binding, and one by its user name as itself', () => {
    expect(
      held(
        clusterRole('reader', reading),
        bound('shop/own', 'ClusterRole/reader', ['ServiceAccount web']),
        bound('shop/user', 'ClusterRole/reader', ['User system:serviceaccount:bank:web']),
        bound('all', 'ClusterRole/reader', ['ServiceAccount web']),
      ),
    ).to.deep.equal([
      'ServiceAccount shop/web in shop by own',
      'ServiceAccount bank/web in shop by user',
    ])
  })

  it('follows aggregation through other aggregated roles, and out of a circle', () => {
    const label = (name: string) => ({ [name]: 'true' })
    const circle = [
      clusterRole('top', [], { from: [label('to-top')], labels: label('to-middle') }),
      clusterRole('middle', [], { from: [label('to-middle')], labels: label('to-top') }),
      clusterRole('leaf', reading, { labels: label('to-middle') }),
      bound('all', 'ClusterRole/top', ['User ann']),
    ]
    expect(held(...circle)).to.deep.equal(['User /ann in * by all'])
  })

  it('grants by a RoleBinding nothing that is asked for without a namespace', () => {
    type Asking = readonly [verb: string, resource: string, group?: string]
    const isHeldIn = ([verb, resource, group = '']: Asking) => {
      const all = [rule('*', '*', '*')]
      const objects = [clusterRole('all', all), bound('shop/some', 'ClusterRole/all', ['User ann'])]
      return whoCan(factsOf(objects).rights, { verb, group, resource }).length > 0
    }
    const rbac = 'rbac.authorization.k8s.io'
    const held: readonly Asking[] = [
      ...([
        ['get', 'secrets'],
        ['impersonate', 'serviceaccounts'],
        ['*', '*', '*'],
      ] as const),
      ...([
        ['get', 'namespaces'],
        ['update', 'namespaces/finalize'],
      ] as const),
      ...([
        ['bind', 'clusterroles', rbac],
        ['escalate', 'roles', rbac],
      ] as const),
      ['create', 'clusterthings', 'example.org'],
      ['create', 'nodes', 'example.org'],
    ]
    const never: readonly Asking[] = [
      ...([
        ['get', 'nodes/proxy'],
        ['create', 'persistentvolumes'],
      ] as const),
      ...([
        ['list', 'namespaces'],
        ['create', 'namespaces'],
      ] as const),
      ...([
        ['impersonate', 'users'],
        ['impersonate', 'groups'],
      ] as const),
      ['impersonate', 'userextras/*', 'authentication.k8s.io'],
      ['escalate', 'clusterroles', rbac],
      ['approve', 'signers', 'certificates.k8s.io'],
      ['update', 'certificatesigningrequests/approval', 'certificates.k8s.io'],
      ['create', 'validatingwebhookconfigurations', 'admissionregistration.k8s.io'],
    ]
    expect(held.filter((each) => !isHeldIn(each))).to.deep.equal([])
    expect(never.filter((each) => isHeldIn(each))).to.deep.equal([])
  })
})
