import { expect } from 'chai'
import { testContext } from './context.ts'
import { folder, MANIFESTS } from './reach-shop.ts'

describe('exhibit reach', () => {
  it('tells what may pass between two workloads, with the rules of both sides', async () => {
    const context = testContext()
    const { code, out } = await context.exhibit(
      ...['reach', 'shop/web', 'shop/db', '--explain', '--in', folder(context)],
    )
    expect(code).to.equal(0)
    expect(out.split('\n')).to.deep.equal([
      'allowed    shop/Pod/web -> shop/Pod/db  (TCP 5432)',
      '  for TCP 5432:',
      '  egress  allowed: no policy isolates egress of shop/Pod/web',
      '  ingress allowed: allowed by NetworkPolicy shop/db (/spec/ingress/0)',
      '          allows networking.k8s.io/v1/NetworkPolicy/shop/db#/spec/ingress/0',
      '',
    ])
  })

  it('says of one port why it is denied, in words', async () => {
    const context = testContext()
    const args = ['reach', 'shop/web', 'shop/db', '--port', '22', '--in', folder(context)]
    const { out } = await context.exhibit(...args)
    expect(out).to.match(/^denied {5}shop\/Pod\/web -> shop\/Pod\/db/)
    expect(out).to.include(
      'ingress of shop/Pod/db is isolated by NetworkPolicy shop/db, and of its 2 rules the 1 for shop/Pod/web does not match TCP 22',
    )
  })

  it('lists who may reach a place, outside addresses by range', async () => {
    const context = testContext()
    const { out } = await context.exhibit('reach', '--to', 'shop/db', '--in', folder(context))
    expect(out.split('\n').map((line) => line.slice(0, 45))).to.deep.equal([
      'allowed    shop/Pod/web -> shop/Pod/db  (TCP ',
      'allowed    203.0.113.0-203.0.113.255 -> shop/',
      'what passes by the policies of shop/Pod/db:',
      '  no policy isolates egress: the network allo',
      '',
    ])
  })

  it('prints every connection as CSV, neighbouring addresses as one range', async () => {
    const context = testContext()
    const { out } = await context.exhibit('reach', '--all', '-o', 'csv', '--in', folder(context))
    const rows = out.trim().split('\n')
    expect(rows[0]).to.equal('source,destination,connections')
    expect(rows).to.include('shop/web[Pod],shop/db[Pod],TCP 5432')
    expect(rows).to.include('shop/db[Pod],shop/web[Pod],All Connections')
    expect(rows).to.include('203.0.113.0-203.0.113.255[External],shop/db[Pod],All Connections')
    expect(rows).to.include('shop/web[Pod],0.0.0.0-255.255.255.255[External],All Connections')
  })

  it('answers questions in order, and what it cannot know as indeterminate', async () => {
    const context = testContext()
    const questions = [
      { from: 'shop/web', to: 'shop/db', protocol: 'TCP', port: 5432 },
      { from: '203.0.113.7', to: 'shop/db', protocol: 'UDP', port: 53 },
      { from: '203.0.114.7', to: 'shop/db', protocol: 'TCP', port: 5432 },
      { from: 'shop/nobody', to: 'shop/db', protocol: 'TCP', port: 5432 },
    ]
    context.write('q.ndjson', questions.map((each) => JSON.stringify(each)).join('\n'))
    const { out } = await context.exhibit(
      ...['reach', '--questions', 'q.ndjson', '-o', 'json', '--in', folder(context)],
    )
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { verdict: string; reason?: string })
    expect(answers.map(({ verdict }) => verdict)).to.deep.equal([
      'allowed',
      'allowed',
      'denied',
      'indeterminate',
    ])
    expect(answers[3]?.reason).to.equal('shop/nobody is no running pod and no address')
  })

  it('says what makes every answer uncertain, whatever is asked', async () => {
    const unknown = `apiVersion: cilium.io/v2
kind: CiliumLocalRedirectPolicy
metadata: {name: redirect, namespace: shop}
spec: {}
---
`
    for (const question of [['shop/web', 'shop/db'], ['--all'], ['--questions', 'q.ndjson']]) {
      const context = testContext()
      context.write('q.ndjson', '{"from": "shop/web", "to": "shop/db", "port": 22}')
      await context.exhibit('reach', ...question, '--in', folder(context, unknown))
      expect(context.err()).to.include('ciliumlocalredirectpolicies.cilium.io is not understood')
    }
  })

  it('says what cannot be asked, before it reads anything', async () => {
    const context = testContext()
    const none = await context.faultOf('reach', '--in', folder(context))
    expect(none.message).to.include('one question at a time')
    const port = await context.faultOf('reach', 'a/b', 'c/d', '--port', '99999', '--in', 'dump')
    expect(port.message).to.equal('99999 is no port')
    context.write('bad.ndjson', '{"from": "a/b"}')
    const bad = await context.faultOf('reach', '--questions', 'bad.ndjson', '--in', 'dump')
    expect(bad.message).to.match(/^bad\.ndjson:1: to: /)
    const unknown = await context.faultOf('reach', 'shop/x', 'shop/db', '--in', 'dump')
    expect(unknown.message).to.equal('nothing in the cluster is called shop/x')
  })

  it('lists what differs between two folders as CSV', async () => {
    const context = testContext()
    const before = folder(context)
    context.write('after/objects.yaml', MANIFESTS.replace('port: 5432}]\n', 'port: 5433}]\n'))
    const { code, out } = await context.exhibit(
      ...['compare', before, 'after', '--view', 'connectivity', '-o', 'csv'],
    )
    expect(code).to.equal(0)
    expect(out.split('\n')).to.deep.equal([
      'diff-type,source,destination,ref1,ref2,workloads-diff-info',
      'changed,shop/web[Pod],shop/db[Pod],TCP 5432,TCP 5433,',
      '',
    ])
  })

  it('refuses equal priorities under the profile of a tool that does', async () => {
    const context = testContext()
    const policy = (name: string) => `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: ${name}}
spec: {priority: 5, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}
---
`
    const args = ['reach', '--all', '--in', folder(context, policy('a') + policy('b'))]
    const fault = await context.faultOf(...args, '--profile', 'netpol-analyzer')
    expect(fault.message).to.include('have the same priority')
    expect((await context.exhibit(...args)).code).to.equal(0)
  })
})
