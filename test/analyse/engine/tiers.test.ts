import { expect } from 'chai'
import fc from 'fast-check'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { Policy, Rule, Tier } from '../../../src/model/policy.ts'
import type { ReachVerdict } from '../../../src/model/reachability.ts'
import { clusterOf, namespace, pod } from '../builders.ts'
import { tiersVerdict } from '../naive-tiers.ts'

const ADMIN: Tier = { name: 'admin', order: 100, combine: 'ordered', otherwise: 'next' }
const STRICT: Tier = { name: 'strict', order: 200, combine: 'ordered', otherwise: 'deny' }
const NAMESPACED: Tier = { name: 'namespaced', order: 1000, combine: 'union', otherwise: 'deny' }
const BASELINE: Tier = { name: 'baseline', order: 2000, combine: 'ordered', otherwise: 'next' }

const PODS = ['a', 'b']
const PORTS = [80, 81, 443]

const rule = (actions: readonly Rule['action'][]): fc.Arbitrary<Rule> =>
  fc
    .record({
      action: fc.constantFrom(...actions),
      peer: fc.constantFrom('a', 'b', undefined),
      from: fc.constantFrom(80, 81),
      to: fc.constantFrom(81, 443),
      conditional: fc.constantFrom('L7', undefined, undefined, undefined),
    })
    .map(({ action, peer, from, to, conditional }) => ({
      pointer: '/spec',
      direction: 'ingress',
      action,
      peers: [
        peer === undefined
          ? { kind: 'any' }
          : {
              kind: 'pods',
              namespaces: { kind: 'name', name: 'shop' },
              pods: [{ key: 'app', operator: 'In', values: [peer] }],
            },
      ],
      traffic: [{ kind: 'ports', protocol: 'TCP', from, to }],
      ...(conditional === undefined ? {} : { conditional }),
    }))

const policy = (tier: Tier): fc.Arbitrary<Policy> =>
  fc
    .record({
      priority: fc.constantFrom(1, 2),
      uncertain: fc.constantFrom('not known', undefined, undefined, undefined),
      isolates: fc.constantFrom([], ['ingress'] as const),
      rules: fc.array(
        rule(tier.combine === 'union' ? ['allow', 'allow', 'deny'] : ['allow', 'deny', 'pass']),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    })
    .map(({ priority, uncertain, isolates, rules }) => ({
      source: 'example/v1/Policy//x',
      api: 'example',
      tier,
      priority: tier.combine === 'union' ? 0 : priority,
      subject: {
        kind: 'pods',
        namespaces: { kind: 'name', name: 'shop' },
        pods: [{ key: 'app', operator: 'In', values: ['target'] }],
        ...(uncertain === undefined ? {} : { uncertain }),
      },
      isolates: tier.combine === 'union' ? isolates : [],
      rules,
      untranslated: [],
    }))

const policies = fc
  .tuple(
    fc.array(policy(ADMIN), { maxLength: 2 }),
    fc.array(policy(STRICT), { maxLength: 1 }),
    fc.array(policy(NAMESPACED), { maxLength: 2 }),
    fc.array(policy(BASELINE), { maxLength: 1 }),
  )
  .map((tiers) => tiers.flat())

describe('tiers against an evaluator of possible worlds', () => {
  const counts: Record<ReachVerdict, number> = { allowed: 0, denied: 0, indeterminate: 0 }

  let widened = 0

  it('decides allow, deny, pass, ties, conditions and uncertain subjects alike', async () => {
    const objects = [
      namespace('shop'),
      ...[...PODS, 'target'].map((app) => pod('shop', app, { labels: { app } })),
    ]
    const cluster = await clusterOf(objects)
    fc.assert(
      fc.property(policies, (policies) => {
        const reachability = analyse({ ...cluster, policies })
        const [target] = classes(reachability, 'target')
        for (const app of PODS)
          for (const port of PORTS) {
            const [source] = classes(reachability, app)
            const expected = tiersVerdict(policies, 'ingress', (rule) => matches(rule, app, port))
            counts[expected]++
            const { verdict, ingress } = reachability.explain(source!, target!, 'TCP', port)
            // Where it is not certain that a policy applies, its rules are taken one by one: sound, but wider than possible worlds.
            const wider = policies.some(({ subject }) => subject.uncertain !== undefined)
            const accepted = wider ? [expected, 'indeterminate'] : [expected]
            expect(verdict, JSON.stringify({ app, port })).to.be.oneOf(accepted)
            if (verdict !== expected) widened++
            expect(ingress.because).to.not.equal('')
          }
      }),
      { seed: 20261123, numRuns: 250 },
    )
  })

  it('met all three answers often', () => {
    const all = counts.allowed + counts.denied + counts.indeterminate
    expect(counts.allowed / all).to.be.greaterThan(0.25)
    expect(counts.denied / all).to.be.greaterThan(0.15)
    expect(counts.indeterminate / all).to.be.greaterThan(0.1)
    expect(widened / all).to.be.lessThan(0.02)
  })
})

function classes(reachability: ReturnType<typeof analyse>, name: string) {
  return reachability.podClasses.filter(({ pods }) => pods.some((each) => each.name === name))
}

function matches({ peers: [peer], traffic }: Rule, app: string, port: number): boolean {
  if (peer === undefined || traffic === 'all') return false
  const who = peer.kind === 'any' || (peer.kind === 'pods' && peer.pods[0]?.values[0] === app)
  const [range] = traffic
  return who && range?.kind === 'ports' && range.from! <= port && port <= range.to!
}
