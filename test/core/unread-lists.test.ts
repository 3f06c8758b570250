import { expect } from 'chai'
import { describeUnread, groupUnread, isAboutUnread } from '../../src/core/unread-lists.ts'

const refused = (resource: string) => {
  const [name, ...group] = resource.split('.')
  return {
    resource,
    status: 'forbidden',
    reason: `forbidden: ${resource} is forbidden: User "reader" cannot list resource "${name}" in API group "${group.join('.')}" at the cluster scope`,
  }
}

describe('describeUnread', () => {
  it('says what was refused once, with all names', () => {
    expect(
      describeUnread(['pods', 'ingresses.networking.k8s.io', 'services'].map(refused)),
    ).to.deep.equal([
      '3 lists were refused (forbidden): pods, ingresses.networking.k8s.io, services',
    ])
  })

  it('keeps the reason of a failure, the namespace and what is in no group', () => {
    expect(
      describeUnread([
        { resource: 'pods', status: 'failed', reason: 'timeout: no answer in 30 s' },
        { resource: 'jobs.batch', status: 'failed', reason: 'timeout: no answer in 30 s' },
        { resource: 'pods', status: 'inconsistent', namespace: 'shop', reason: 'too many objects' },
        { resource: 'nodes', status: 'not asked for' },
      ]),
    ).to.deep.equal([
      '1 list was inconsistent in namespace shop (too many objects): pods',
      '1 list was not asked for: nodes',
      '2 lists were not read (timeout: no answer in 30 s): pods, jobs.batch',
    ])
  })

  it('counts the names beyond the number that is wanted', () => {
    expect(describeUnread(['a', 'b', 'c'].map(refused), 2)).to.deep.equal([
      '3 lists were refused (forbidden): a, b and 1 more',
    ])
  })

  it('is known again, and nothing else is', () => {
    expect(describeUnread([refused('pods')]).every(isAboutUnread)).to.equal(true)
    expect(isAboutUnread('1 ciliumnetworkpolicies.cilium.io are not understood')).to.equal(false)
  })
})

describe('groupUnread', () => {
  it("gives the server's sentence once, without the names in which it differs", () => {
    const [group, ...others] = groupUnread(['pods', 'ingresses.networking.k8s.io'].map(refused))
    expect(others).to.deep.equal([])
    expect(group?.resources).to.deep.equal(['pods', 'ingresses.networking.k8s.io'])
    expect(group?.reason).to.equal(
      'forbidden: ... is forbidden: User "reader" cannot list resource "..." in API group "..." at the cluster scope',
    )
  })

  it('leaves a single sentence as it is, and different ones apart', () => {
    const groups = groupUnread([
      refused('pods'),
      { resource: 'nodes', status: 'forbidden', reason: 'no' },
    ])
    expect(groups.map(({ reason }) => reason)).to.deep.equal([refused('pods').reason, 'no'])
  })

  it('drops nothing', () => {
    const all = ['a', 'b.x', 'c.x.y', 'a'].map(refused)
    expect(groupUnread(all).flatMap(({ resources }) => resources)).to.have.length(all.length)
  })

  it('takes a name for a name, not for a part of another one', () => {
    const reason = (name: string) => `kpods and pods.metrics and ${name} differ`
    const groups = groupUnread([
      { resource: 'pods', status: 'failed', reason: reason('pods') },
      { resource: 'jobs', status: 'failed', reason: reason('jobs') },
    ])
    expect(groups.map((group) => group.reason)).to.deep.equal([
      'kpods and pods.metrics and ... differ',
    ])
  })
})
