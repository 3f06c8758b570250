import { expect } from 'chai'
import { testContext, type TestContext } from './context.ts'
import { installed } from './installation.ts'
import { folder, MANIFESTS } from './reach-shop.ts'

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

/** A register with one flow from web to db. */
function register(id: string, ...ports: readonly number[]): string {
  return `format: flows/v1
flows:
  - {id: ${id}, from: {subjects: {workloads: [Pod/web]}}, to: {subjects: {workloads: [Pod/db]}}, protocol: TCP, ports: [${ports.join(', ')}], need: data, approvedBy: Owner, approvedOn: 2026-01-01, reviewBy: 2027-01-01}
`
}

/** What stands below every closure. */
const LIMITS = [
  'note: chains pass through pods only, never through addresses outside of the cluster',
  'note: pods on the network of a node and the pods of that node reach each other; nodes themselves, and with them the pods of the platform on their network, begin and end chains',
]

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
      ...LIMITS,
      '',
    ])
    const near = await context.exhibit(...args, '--hops', '1', '-o', 'csv')
    expect(near.out.split('\n')[1]).to.equal(
      '1,shop/Pod/b,allowed,shop/Pod/b -> shop/Pod/c (TCP 82)',
    )
    const told = (await context.exhibit(...args, '--explain')).out.split('\n')
    expect(told.slice(-12)).to.deep.equal(
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
        ...LIMITS,
        '',
      ].slice(-12),
    )
    const none = ['reach', '--from', '203.0.113.1', '--closure', '--hops', '1', '--in', 'dump']
    expect((await context.exhibit(...none)).out.split('\n').slice(-3, -1)).to.deep.equal(LIMITS)
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
      'broad      NetworkPolicy shop/db     /spec/ingress/1  allows ingress from 203.0.113.0/',
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
      'namespace  direction  pods  isolated  host network  open             allowed by  undecided  by',
      'shop       ingress    2     1         0             Pod/web          default                NetworkPolicy shop/db',
      'shop       egress     2     0         0             Pod/db, Pod/web  default',
      '',
    ])
  })

  it('holds the register against the policies, both ways', async () => {
    const context = testContext()
    context.write('flows.yaml', register('F-1', 5432, 5433))
    context.write('exhibit.yaml', 'organisation: {flows: flows.yaml}\n')
    const args = ['reach', '--flows', '--in', folder(context)]
    const { code, out } = await context.exhibit(...args)
    expect(code).to.equal(0)
    const lines = out.split('\n')
    expect(lines.find((line) => line.includes('F-1'))).to.match(
      /^approved, not allowed +F-1 +shop\/Pod\/web +shop\/Pod\/db +TCP 5433 +ingress of shop\/Pod\/db is isolated by NetworkPolicy shop\/db, and of its 2 rules the 1 for shop\/Pod\/web does not match TCP 5433 \(0 of 1 pairs closed, 1 in part\)$/,
    )
    expect(out).to.match(/allowed, not approved +shop\/Pod\/db +shop\/Pod\/web /)
    context.write('exhibit.yaml', 'report: {}\n')
    expect((await context.faultOf(...args)).message).to.equal(
      'there is no register of approved flows',
    )
  })

  it('holds the register that is pinned in a run against its policies', async () => {
    const context = installed(testContext())
    context.write('prod/more.yaml', MANIFESTS)
    context.write('flows.yaml', register('F-run', 5433))
    const { out } = await context.exhibit('run', '--no-pdf', '-o', 'json')
    const { runId } = JSON.parse(out) as { runId: string }
    context.write('flows.yaml', register('F-now', 5434))
    context.write('prod/more.yaml', '')
    const flows = await context.exhibit('reach', '--flows', '--run', runId)
    expect(flows.code).to.equal(0)
    expect(flows.out).to.match(/^approved, not allowed +F-run +shop\/Pod\/web .*TCP 5433 /m)
    expect(flows.out).to.not.include('F-now')
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
    expect(out.split('\n')[0]).to.match(/^kind +by +sources +verdict +path$/)
    expect(out).to.match(/LoadBalancer +Service shop\/db +any +/)
    expect((await context.exhibit(...args, '--namespace', 'other')).out).to.equal('nothing\n')
  })

  it('says whom a load balancer lets in', async () => {
    const context = testContext()
    const service = `
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec:
  type: LoadBalancer
  selector: {app: db}
  ports: [{port: 5432}]
  loadBalancerSourceRanges: [203.0.113.0/24, 198.51.100.0/24]
---
`
    const args = ['reach', '--exposure', '--in', folder(context, service)]
    expect((await context.exhibit(...args)).out).to.match(/ Service shop\/db +\S+\/24 \S+\/24 +/)
    const { out } = await context.exhibit(...args, '-o', 'csv')
    expect(out).to.include('203.0.113.0/24').and.to.include('198.51.100.0/24')
    const data = JSON.parse((await context.exhibit(...args, '-o', 'json')).out) as {
      readonly paths: readonly { readonly kind: string; readonly sourceRanges: readonly string[] }[]
    }
    const balanced = data.paths.find(({ kind }) => kind === 'LoadBalancer')
    expect(balanced?.sourceRanges).to.have.members(['203.0.113.0/24', '198.51.100.0/24'])
  })

  it('refuses flags that belong to another question', async () => {
    const context = testContext()
    for (const [args, message] of [
      [['--all', '--closure'], '--closure goes with --from or --to'],
      [['--to', 'shop/db', '--closure', '--port', '5432'], '--port goes without --closure'],
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
