import { expect } from 'chai'
import { testContext, type TestContext } from './context.ts'
import { folder } from './reach-shop.ts'

/** A policy for pods of an app with one ingress rule. */
function policy(name: string, app: string, rule: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: shop}
spec: {podSelector: {matchLabels: {app: ${app}}}, ingress: [{${rule}}]}
---`
}

/** `a` may go to `b`, `b` to `c`, and nobody else to either. */
function chain(context: TestContext): string {
  const pods = ['a', 'b', 'c'].map(
    (name, at) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}
spec: {containers: [{name: main, image: example}]}
status: {phase: Running, podIP: 10.0.0.${at + 1}}
---`,
  )
  const from = (app: string, port: number) =>
    `from: [{podSelector: {matchLabels: {app: ${app}}}}], ports: [{port: ${port}}]`
  const policies = [
    policy('a', 'a', 'from: [{podSelector: {matchLabels: {app: a}}}]'),
    policy('b', 'b', from('a', 81)),
    policy('c', 'c', from('b', 82)),
  ]
  context.write('dump/objects.yaml', [...pods, ...policies].join('\n'))
  return 'dump'
}

describe('exhibit reach, queries', () => {
  it('follows connections over any number of hops, nearest first, and explains each', async () => {
    const context = testContext()
    const args = ['reach', '--to', 'shop/c', '--closure', '--in', chain(context)]
    const { code, out } = await context.exhibit(...args)
    expect(code).to.equal(0)
    expect(out.split('\n')).to.deep.equal([
      'hops  endpoint    verdict  chain',
      '1     shop/Pod/b  allowed  shop/Pod/b -> shop/Pod/c (TCP 82)',
      '2     shop/Pod/a  allowed  shop/Pod/a -> shop/Pod/b (TCP 81) -> shop/Pod/c (TCP 82)',
      '',
    ])
    const near = await context.exhibit(...args, '--hops', '1', '-o', 'csv')
    expect(near.out.split('\n')[1]).to.equal(
      '1,shop/Pod/b,allowed,shop/Pod/b -> shop/Pod/c (TCP 82)',
    )
    const told = (await context.exhibit(...args, '--explain')).out.split('\n')
    expect(told.slice(-10)).to.deep.equal(
      [
        'allowed    shop/Pod/a, 2 hops',
        '  shop/Pod/a -> shop/Pod/b  (TCP 81)',
        '  for TCP 81:',
        '  egress  allowed: no policy isolates egress of shop/Pod/a',
        '  ingress allowed: allowed by NetworkPolicy shop/b (/spec/ingress/0)',
        '          allows networking.k8s.io/v1/NetworkPolicy/shop/b#/spec/ingress/0',
        '  shop/Pod/b -> shop/Pod/c  (TCP 82)',
        '  for TCP 82:',
        '  egress  allowed: no policy isolates egress of shop/Pod/b',
        '  ingress allowed: allowed by NetworkPolicy shop/c (/spec/ingress/0)',
        '          allows networking.k8s.io/v1/NetworkPolicy/shop/c#/spec/ingress/0',
        '',
      ].slice(-10),
    )
    const json = JSON.parse((await context.exhibit(...args, '-o', 'json')).out) as {
      reached: { hops: number; chain: { explanation: { ingress: { rules: object[] } } }[] }[]
    }
    expect(json.reached[1]?.chain[0]?.explanation.ingress.rules).to.deep.equal([
      {
        policy: 'networking.k8s.io/v1/NetworkPolicy/shop/b',
        pointer: '/spec/ingress/0',
        effect: 'allows',
      },
    ])
  })

  it('lists what is dangling, redundant and broad among the policies', async () => {
    const context = testContext()
    const more = `${policy('again', 'db', 'from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]')}
${policy('gone', 'gone', '')}
${policy('wide', 'web', '')}`
    const args = ['reach', '--policies', '--in', folder(context, more)]
    const { code, out } = await context.exhibit(...args)
    expect(code).to.equal(0)
    expect(out.split('\n').map((line) => line.slice(0, 86).trimEnd())).to.deep.equal([
      'kind       policy                    where            what',
      'redundant  NetworkPolicy shop/again                   others answer alike without it;',
      'redundant  NetworkPolicy shop/db     /spec/ingress/0  others answer alike without it;',
      'broad      NetworkPolicy shop/db     /spec/ingress/1  allows ingress all ports',
      'dangling   NetworkPolicy shop/gone                    selects nobody: pods with app=go',
      'broad      NetworkPolicy shop/gone   /spec/ingress/0  allows ingress from anywhere; al',
      'redundant  NetworkPolicy shop/wide                    others answer alike without it;',
      'broad      NetworkPolicy shop/wide   /spec/ingress/0  allows ingress from anywhere; al',
      '',
    ])
    const broad = (await context.exhibit(...args, '--only', 'broad', '-o', 'json')).out
    expect(JSON.parse(broad)).to.have.property('policies').with.lengthOf(3)
    const other = await context.exhibit(...args, '--namespace', 'other')
    expect(other.out).to.equal('nothing\n')
  })

  it('lists how far policies isolate each namespace, by direction', async () => {
    const context = testContext()
    const { out } = await context.exhibit('reach', '--coverage', '--in', folder(context))
    expect(out.split('\n')).to.deep.equal([
      'namespace  direction  pods  isolated  host network  open             undecided  by',
      'shop       ingress    2     1         0             Pod/web                     NetworkPolicy shop/db',
      'shop       egress     2     0         0             Pod/db, Pod/web',
      '',
    ])
  })

  it('holds the register against the policies, both ways', async () => {
    const context = testContext()
    context.write(
      'flows.yaml',
      `format: flows/v1
flows:
  - {id: F-1, from: {subjects: {workloads: [Pod/web]}}, to: {subjects: {workloads: [Pod/db]}}, protocol: TCP, ports: [5432, 5433], need: data, approvedBy: Owner, approvedOn: 2026-01-01, reviewBy: 2027-01-01}
`,
    )
    context.write('exhibit.yaml', 'organisation: {flows: flows.yaml}\n')
    const args = ['reach', '--flows', '--in', folder(context)]
    const { code, out } = await context.exhibit(...args)
    expect(code).to.equal(0)
    const lines = out.split('\n')
    expect(lines.find((line) => line.includes('F-1'))).to.match(
      /^approved, not allowed +F-1 +shop\/Pod\/web +shop\/Pod\/db +TCP 5433 +ingress of shop\/Pod\/db is isolated by NetworkPolicy shop\/db, and none of 2 rules matches TCP 5433 \(0 of 1 pairs closed, 1 in part\)$/,
    )
    expect(out).to.match(/allowed, not approved +shop\/Pod\/db +shop\/Pod\/web /)
    context.write('exhibit.yaml', 'report: {}\n')
    expect((await context.faultOf(...args)).message).to.equal(
      'there is no register of approved flows',
    )
  })

  it('lists what opens pods to the outside', async () => {
    const context = testContext()
    const service = `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: LoadBalancer, selector: {app: db}, ports: [{port: 5432, targetPort: 5432}]}
---
`
    const args = ['reach', '--exposure', '--in', folder(context, service)]
    const { out } = await context.exhibit(...args)
    expect(out.split('\n')[0]).to.match(/^kind +by +verdict +path$/)
    expect(out).to.match(/LoadBalancer +Service shop\/db +/)
    expect((await context.exhibit(...args, '--namespace', 'other')).out).to.equal('nothing\n')
  })

  it('refuses flags that belong to another question', async () => {
    const context = testContext()
    for (const [args, message] of [
      [['--all', '--closure'], '--closure goes with --from or --to'],
      [['a/b', 'c/d', '--closure'], '--closure goes with either --from or --to'],
      [['--to', 'a/b', '--hops', '2'], '--hops goes with --from or --to and --closure'],
      [['--to', 'a/b', '--closure', '--hops', 'x'], 'x is no number of hops'],
      [['--coverage', '--only', 'broad'], '--only goes with --policies'],
      [['--coverage', '--policies'], 'one question at a time'],
      [['a/b', 'c/d', '-o', 'csv'], '-o csv goes with'],
    ] as const) {
      const fault = await context.faultOf('reach', ...args, '--in', 'dump')
      expect(fault.message, args.join(' ')).to.include(message)
    }
  })
})
