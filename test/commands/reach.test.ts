import { expect } from 'chai'
import { testContext, type TestContext } from './context.ts'

const MANIFESTS = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: example}]}
status: {phase: Running, podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: main, image: example, ports: [{containerPort: 5432}]}]}
status: {phase: Running, podIP: 10.0.0.2}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 5432}]
    - from: [{ipBlock: {cidr: 203.0.113.0/24}}]
---
`

function folder(context: TestContext, more = ''): string {
  context.write('dump/objects.yaml', MANIFESTS + more)
  return 'dump'
}

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
      'ingress of shop/Pod/db is isolated by NetworkPolicy shop/db, and none of 2 rules matches TCP 22',
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
      expect(context.err()).to.include('ciliumlocalredirectpolicies.cilium.io are not understood')
    }
  })

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
      'finding    policy                    where            what',
      'redundant  NetworkPolicy shop/again                   others answer alike without it;',
      'redundant  NetworkPolicy shop/db     /spec/ingress/0  others answer alike without it;',
      'broad      NetworkPolicy shop/db     /spec/ingress/1  allows ingress all ports',
      'dangling   NetworkPolicy shop/gone                    selects nobody: pods with app=go',
      'broad      NetworkPolicy shop/gone   /spec/ingress/0  allows ingress from anywhere; al',
      'redundant  NetworkPolicy shop/wide                    others answer alike without it;',
      'broad      NetworkPolicy shop/wide   /spec/ingress/0  allows ingress from anywhere; al',
      '',
    ])
    const broad = (await context.exhibit(...args, '--finding', 'broad', '-o', 'json')).out
    expect(JSON.parse(broad)).to.have.property('findings').with.lengthOf(3)
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

  it('refuses flags that belong to another question', async () => {
    const context = testContext()
    for (const [args, message] of [
      [['--all', '--closure'], '--closure goes with --from or --to'],
      [['a/b', 'c/d', '--closure'], '--closure goes with either --from or --to'],
      [['--to', 'a/b', '--hops', '2'], '--hops goes with --from or --to and --closure'],
      [['--to', 'a/b', '--closure', '--hops', 'x'], 'x is no number of hops'],
      [['--coverage', '--finding', 'broad'], '--finding goes with --policies'],
      [['--coverage', '--policies'], 'one question at a time'],
      [['a/b', 'c/d', '-o', 'csv'], '-o csv goes with'],
    ] as const) {
      const fault = await context.faultOf('reach', ...args, '--in', 'dump')
      expect(fault.message, args.join(' ')).to.include(message)
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
