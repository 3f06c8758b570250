import { expect } from 'chai'
import type { JsonObject } from '../../../src/core/json.ts'
import { FACTS } from '../../../src/evaluate/custom/facts.ts'
import type { ControlResult } from '../../../src/model/evaluation.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { organisationOf } from '../builders.ts'
import { cilium, namespace, networkPolicy, node, pod } from '../objects.ts'
import { asked } from './asking.ts'

const service = (name: string, spec: JsonObject, space = 'shop'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: space },
  spec,
})
const verdicts = ({ results }: ControlResult) =>
  Object.fromEntries(results.map(({ subject, verdict }) => [subject, verdict]))
const causes = ({ results }: ControlResult) =>
  Object.fromEntries(results.map(({ subject, cause = 'none' }) => [subject, cause]))

const organisation = organisationOf({
  scope: `format: scope/v1
entity: {name: Example, kind: merchant}
rules:
  - {id: pay, class: cde, subjects: {namespaces: [pay]}}
  - {id: shop, class: out-of-scope, subjects: {namespaces: [shop]}, justification: none}
platformNamespaces: [kube-system]
`,
})
const SHOP = [
  node('n1'),
  namespace('shop'),
  namespace('pay', { 'pod-security.kubernetes.io/enforce': 'baseline' }),
  pod('shop', 'web-0', { owner: 'StatefulSet/web' }),
  pod('pay', 'ledger-0', { owner: 'StatefulSet/ledger' }),
  networkPolicy('pay', 'deny', { podSelector: {}, policyTypes: ['Ingress'] }),
]

describe('askObjects', () => {
  it('asks each object of the kinds that a check reads, and shows what it looked at', async () => {
    const result = await asked(
      [...SHOP, service('a', { type: 'NodePort' }), service('b', { type: 'ClusterIP' })],
      { assert: 'object.spec.type != "NodePort"', more: 'show: [/spec/type, /spec/none, /spec]' },
    )
    expect(verdicts(result)).to.deep.equal({
      'prod/shop/Service/a': 'fail',
      'prod/shop/Service/b': 'pass',
    })
    expect(result.outcome).to.equal('fail')
    expect(result.results[0]).to.deep.include({
      check: 'org.asked',
      checkVersion: 1,
      reason: 'it is not so',
    })
    expect(result.results[0]?.evidence).to.deep.equal([
      { object: '/v1/Service/shop/a', pointer: '/metadata/name', value: 'a' },
      { object: '/v1/Service/shop/a', pointer: '/spec/type', value: 'NodePort' },
    ])
  })

  it('lists what its condition excludes as not applicable, and knows no subjects where there are none', async () => {
    const asking = { assert: 'false', more: 'when: object.spec.type == "NodePort"' }
    const result = await asked([...SHOP, service('a', { type: 'ClusterIP' })], asking)
    expect(verdicts(result)).to.deep.equal({ 'prod/shop/Service/a': 'not-applicable' })
    const none = await asked(SHOP, asking)
    expect(none.outcome).to.equal('not-applicable')
    expect(none.reason).to.equal('no subjects')
  })

  it('gives the parameters of the use, of a list the values without their reasons', async () => {
    const objects = [...SHOP, service('a', { type: 'NodePort' })]
    const asking = {
      assert: '!(object.spec.type in params.refused) || params.mode == "loose"',
      more: 'parameters: { refused: list, mode: [strict, loose] }',
    }
    const refused = ['NodePort: opens every node']
    for (const [mode, outcome] of [
      ['strict', 'fail'],
      ['loose', 'pass'],
    ] as const)
      expect((await asked(objects, { ...asking, parameters: { refused, mode } })).outcome).to.equal(
        outcome,
      )
  })

  it('answers pods by their workload, the worst of them', async () => {
    const objects = [
      ...SHOP,
      pod('shop', 'web-1', { owner: 'StatefulSet/web', labels: { bad: 'yes' } }),
      { ...pod('shop', 'job-1', { labels: { bad: 'yes' } }), status: { phase: 'Succeeded' } },
    ]
    const result = await asked(objects, {
      reads: 'pods',
      assert: '!has(object.metadata.labels) || !has(object.metadata.labels.bad)',
    })
    expect(verdicts(result)).to.deep.equal({
      'prod/pay/StatefulSet/ledger': 'pass',
      'prod/shop/StatefulSet/web': 'fail',
    })
    expect(result.results[1]?.evidence[0]?.object).to.equal('/v1/Pod/shop/web-1')
  })

  it('asks within its scope alone', async () => {
    const objects = [...SHOP, service('a', {}), service('b', {}, 'pay'), service('c', {}, 'other')]
    const within = async (scope: string, reads = 'services') =>
      Object.keys(
        verdicts(
          await asked(objects, { reads, assert: 'true', more: `scope: ${scope}`, organisation }),
        ),
      )
    expect(await within('{namespaces: [pa*]}')).to.deep.equal(['prod/pay/Service/b'])
    expect(await within('{classes: [cde, unclassified]}')).to.deep.equal([
      'prod/other/Service/c',
      'prod/pay/Service/b',
    ])
    expect(await within('{classes: [out-of-scope]}', 'pods')).to.deep.equal([
      'prod/shop/StatefulSet/web',
    ])
    expect(await within('{classes: [out-of-scope]}', 'namespaces')).to.deep.equal([
      'prod//Namespace/shop',
    ])
  })

  describe('never passes', () => {
    it('what ends in an error, in another value, or hangs on what was redacted: with a cause and what to do', async () => {
      const objects = [...SHOP, service('a', { host: '[redacted]', n: 1 })]
      for (const [assert, cause, reason] of [
        ['object.spec.none == 1', 'error', /field not found: none; ask has\(\) before/],
        ['object.spec.n + 0.5 == 1.5', 'error', /overload.*whole numbers are int/],
        ['object.spec.n', 'error', /came to a number, not to true or false/],
        ['object.spec.host != "x"', 'untranslated', /hangs on \/spec\/host, which was redacted/],
      ] as const) {
        const { outcome, results } = await asked(objects, { assert })
        expect(outcome).to.equal('undetermined')
        expect(results[0]?.cause).to.equal(cause)
        expect(results[0]?.reason).to.match(reason)
      }
    })

    it('a gap in what it reads, or in what its facts are made of', async () => {
      const gap = (resource: string) => ({
        gaps: [{ resource, status: 'forbidden' as const, reason: 'no' }],
      })
      const objects = [...SHOP, service('a', {})]
      const own = await asked(objects, { assert: 'true', changes: gap('services') })
      expect(causes(own)).to.deep.equal({ 'prod///': 'gap' })
      const other = await asked(objects, {
        assert: 'true',
        changes: gap('networkpolicies.networking.k8s.io'),
      })
      expect(other.outcome).to.equal('pass')
      const fact = await asked(objects, {
        reads: 'pods',
        assert: 'facts.isolatedIngress',
        changes: gap('networkpolicies.networking.k8s.io'),
      })
      expect(causes(fact)).to.deep.equal({ 'prod///': 'gap' })
    })

    it('a fact that needs the scope where there is none', async () => {
      const result = await asked(SHOP, { reads: 'pods', assert: 'facts.class != "cde"' })
      expect(causes(result)).to.deep.equal({ 'prod///': 'scope-silent' })
    })

    it('what is stopped: the run goes on, and after some objects the check is not asked any more', async () => {
      const long = Array.from({ length: 3000 }, (_, index) => index)
      const objects = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) =>
        service(name, { list: name === 'c' ? [1] : long }),
      )
      const assert =
        'object.spec.list.all(a, object.spec.list.all(b, object.spec.list.all(c, a + b + c >= 0)))'
      const result = await asked([...SHOP, ...objects], {
        assert,
        limits: { millisecondsEach: 200 },
      })
      expect(verdicts(result)).to.include({
        'prod/shop/Service/a': 'undetermined',
        'prod/shop/Service/c': 'pass',
      })
      const reasons = result.results.map(({ reason }) => reason)
      expect(reasons.filter((each) => each.includes('did not end within'))).to.have.length(5)
      expect(reasons.filter((each) => each.includes('stopped at 5 objects'))).to.have.length(1)
      expect(result.outcome).to.equal('undetermined')
    })

    it('what is left when the time for all of them is used up', async () => {
      let now = 0
      const clock = { milliseconds: () => (now += 40_000) }
      const result = await asked([...SHOP, service('a', {}), service('b', {})], {
        assert: 'true',
        limits: { clock },
      })
      expect(result.outcome).to.equal('undetermined')
      expect(result.results.at(-1)?.reason).to.include('deadlineSeconds')
    })

    it('an organisation check of which no object was asked', async () => {
      const { evaluate } = await import('../../../src/evaluate/evaluate.ts')
      const { analysed } = await import('../builders.ts')
      const { catalogueOf, checkAsked } = await import('./asking.ts')
      const { cluster, reachability } = await analysed(SHOP)
      const catalogue = catalogueOf(checkAsked({ assert: 'true' }))
      const [result] = evaluate(cluster, reachability, { waivers: [] }, catalogue, {
        evaluatedAt: cluster.snapshot.takenTo,
      }).evaluation.controls
      expect(result?.outcome).to.equal('undetermined')
    })
  })

  describe('facts', () => {
    const objects = [
      ...SHOP,
      ...cilium('n1'),
      service('web', {
        type: 'NodePort',
        selector: { app: 'web' },
        ports: [{ port: 80, nodePort: 30080 }],
      }),
      pod('shop', 'front-0', { owner: 'StatefulSet/front', labels: { app: 'web' } }),
    ]
    const passing = async (assert: string, reads = 'pods') => {
      const result = await asked(objects, { reads, assert, organisation })
      return result.results
        .filter(({ verdict, subject }) => verdict === 'pass' && !subject.includes('kube-system'))
        .map(({ subject }) => subject.replace('prod/', ''))
    }
    const [front, ledger, web] = [
      'shop/StatefulSet/front',
      'pay/StatefulSet/ledger',
      'shop/StatefulSet/web',
    ]
    for (const [assert, subjects, reads] of [
      ['facts.class == "cde"', [ledger]],
      ['facts.exposed', [front]],
      ['facts.isolatedIngress', [ledger]],
      ['facts.isolatedEgress', []],
      ['!facts.openToUntrusted', [ledger]],
      ['facts.podSecurity == "baseline"', [ledger]],
      ['facts.enforcer.startsWith("Cilium")', [ledger, front, web]],
      ['!facts.platformNamespace', [ledger, front, web]],
      ['facts.namespaceClasses == ["cde"]', ['/Namespace/pay'], 'namespaces'],
      ['facts.namespaceClasses == ["out-of-scope"]', ['shop/Service/web'], 'services'],
    ] as const)
      it(assert, async () => expect(await passing(assert, reads)).to.deep.equal(subjects))

    it('are of a form that cases can state, one line each, sorted by name', () => {
      expect(FACTS.map(({ name }) => name)).to.deep.equal(FACTS.map(({ name }) => name).toSorted())
      for (const { says } of FACTS) expect(says).to.not.include('\n')
    })

    it('are not known of a workload without pods', async () => {
      const job = {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'x', namespace: 'shop' },
        spec: { schedule: 'x' },
      }
      const result = await asked([...SHOP, job], {
        reads: 'cronjobs.batch',
        assert: 'facts.isolatedIngress',
      })
      expect(result.outcome).to.be.oneOf(['undetermined', 'fail'])
    })
  })
})
