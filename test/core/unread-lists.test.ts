import { expect } from 'chai'
import {
  describeUnread,
  groupUnread,
  groupedReasons,
  isAboutUnread,
  unreadReason,
} from '../../src/core/unread-lists.ts'

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
    expect(describeUnread(['a', 'b', 'c'].map(refused), { most: 2 })).to.deep.equal([
      '3 lists were refused (forbidden): a, b and 1 more',
    ])
  })

  it('is known again, and nothing else is', () => {
    expect(describeUnread([refused('pods')]).every(isAboutUnread)).to.equal(true)
    expect(isAboutUnread('1 ciliumnetworkpolicies.cilium.io is not understood')).to.equal(false)
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

describe('groupedReasons', () => {
  const HINT = '(hint: grant verb list on it)'
  const gap = (resource: string, namespace?: string) => ({
    ...refused(resource),
    reason: `${refused(resource).reason} ${HINT}`,
    ...(namespace === undefined ? {} : { namespace }),
  })
  const grouped = (lists: readonly ReturnType<typeof gap>[], ...others: readonly string[]) =>
    groupedReasons([...others, ...lists.map(unreadReason)], lists, 10)

  it('puts refused lists on one line, with their number, their names and the hint', () => {
    expect(grouped(['ingresses.networking.k8s.io', 'pods'].map((name) => gap(name)))).to.deep.equal(
      [`2 lists were refused (forbidden): ingresses.networking.k8s.io, pods ${HINT}`],
    )
  })

  it('keeps namespaces and different reasons apart', () => {
    const timeout = { status: 'failed', reason: 'timeout: no answer in 60 s' }
    const lists = [
      gap('pods'),
      gap('configmaps', 'kube-system'),
      { resource: 'nodes', ...timeout },
      { resource: 'services', ...timeout },
      { resource: 'jobs.batch', status: 'failed', reason: 'server: 503 (hint: later)' },
    ]
    expect(grouped(lists)).to.deep.equal([
      '1 list was not read (server: 503 (hint: later)): jobs.batch',
      `1 list was refused (forbidden): pods ${HINT}`,
      `1 list was refused in namespace kube-system (forbidden): configmaps ${HINT}`,
      '2 lists were not read (timeout: no answer in 60 s): nodes, services',
    ])
  })

  it('counts the names beyond the number that is wanted', () => {
    const lists = Array.from({ length: 64 }, (_, index) => gap(`kind${index}.example.com`))
    const [line = '', ...others] = grouped(lists)
    expect(others).to.deep.equal([])
    expect(line).to.match(/^64 lists were refused \(forbidden\): kind0\.example\.com, /)
    expect(line).to.include(`kind9.example.com and 54 more ${HINT}`)
  })

  it('keeps a single reason, and what concerns the cluster as a whole, as they are', () => {
    const whole = 'tcp: connect ECONNREFUSED 127.0.0.1:1 (hint: check that the API server runs)'
    expect(grouped([gap('pods')])).to.deep.equal([unreadReason(gap('pods'))])
    expect(groupedReasons([whole], [gap('pods'), gap('nodes')], 10)).to.deep.equal([whole])
    expect(grouped([gap('pods')], whole)).to.deep.equal([
      whole,
      `1 list was refused (forbidden): pods ${HINT}`,
    ])
    expect(groupedReasons([], [], 10)).to.deep.equal([])
  })
})
