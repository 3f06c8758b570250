import { expect } from 'chai'
import fc from 'fast-check'
import { selects } from '../../src/analyse/objects/label-match.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import { REDACTED } from '../../src/core/redacted.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Selector } from '../../src/model/policy.ts'
import type { ConnectionSet } from '../../src/model/reachability.ts'
import { clusterOf, estate, namespace, networkPolicy, object, pod } from './builders.ts'
import { randomEstate } from './estates.ts'

const one = (operator: 'In' | 'NotIn' | 'Exists', ...values: string[]): Selector => [
  { key: 'app', operator, values },
]

describe('selects, of redacted labels', () => {
  it('cannot say whether a redacted value is one of the values', () => {
    expect(selects(one('In', 'a'), { app: REDACTED })).to.equal('maybe')
    expect(selects(one('NotIn', 'a'), { app: REDACTED })).to.equal('maybe')
    expect(selects(one('In', REDACTED), { app: REDACTED })).to.equal('maybe')
    expect(selects(one('In', REDACTED), { app: 'a' })).to.equal('maybe')
    expect(selects(one('NotIn', REDACTED), { app: 'a' })).to.equal('maybe')
  })

  it('knows that there is a value, that there is none, and a value that stands beside a redacted one', () => {
    expect(selects(one('Exists'), { app: REDACTED })).to.equal('yes')
    expect(selects(one('In', REDACTED), {})).to.equal('no')
    expect(selects(one('NotIn', REDACTED), {})).to.equal('yes')
    expect(selects(one('In', 'a', REDACTED), { app: 'a' })).to.equal('yes')
    expect(selects(one('NotIn', 'a', REDACTED), { app: 'a' })).to.equal('no')
  })

  it('cannot tell two redacted keys apart, but knows that a redacted key is no readable one', () => {
    const redactedKey: Selector = [{ key: REDACTED, operator: 'Exists', values: [] }]
    expect(selects(redactedKey, { [REDACTED]: 'a' })).to.equal('maybe')
    expect(selects(redactedKey, { app: 'a' })).to.equal('no')
    expect(selects(one('Exists'), { [REDACTED]: 'a' })).to.equal('no')
  })
})

/** The same JSON with label values as the snapshot would have them if `secret` were shaped like a token. */
function redacted(objects: readonly KubeObject[], secret: string): readonly KubeObject[] {
  const text = JSON.stringify(objects).replaceAll(`"${secret}"`, `"${REDACTED}"`)
  return JSON.parse(text) as KubeObject[]
}

function holds({ ranges }: ConnectionSet, inside: ConnectionSet): boolean {
  return inside.ranges.every((range) =>
    ranges.some(
      ({ protocol, from = 0, to = 0 }) =>
        protocol === range.protocol && from <= (range.from ?? 0) && (range.to ?? 0) <= to,
    ),
  )
}

describe('analyse, of redacted labels', () => {
  it('never answers otherwise than it would have without the redaction', async () => {
    let pairs = 0
    let weaker = 0
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, podsByAddress }) => {
        const plain = analyse(await clusterOf(objects), { podsByAddress })
        const hidden = analyse(await clusterOf(redacted(objects, 'a')), { podsByAddress })
        for (const source of plain.podClasses) {
          for (const destination of plain.podClasses) {
            const [from, to] = [source, destination].map((each) =>
              hidden.classOf(each.pods[0]?.key ?? '//Pod//'),
            )
            if (from === undefined || to === undefined) throw new Error('a pod is gone')
            const exact = plain.between(source, destination)
            const vague = hidden.between(from, to)
            pairs++
            if (vague.indeterminate !== exact.indeterminate) weaker++
            expect(holds(exact.allowed, vague.allowed), 'allowed is').to.equal(true)
            const mayPass = [...vague.allowed.ranges, ...vague.indeterminate.ranges]
            for (const { protocol, from: first = 0, to: last = 0 } of exact.allowed.ranges)
              for (const port of [first, last])
                expect(
                  mayPass.some(
                    (range) =>
                      range.protocol === protocol &&
                      (range.from ?? 0) <= port &&
                      port <= (range.to ?? 0),
                  ),
                  `what is allowed may pass: ${protocol} ${port}`,
                ).to.equal(true)
          }
        }
      }),
      { seed: 20261127, numRuns: 60 },
    )
    expect(pairs).to.be.greaterThan(500)
    expect(weaker).to.be.greaterThan(50)
  })

  it('says why it cannot answer', async () => {
    const { reachability, at, allowed, undecided } = await estate([
      namespace('shop'),
      pod('shop', 'web', { labels: { app: REDACTED } }),
      pod('shop', 'db', { labels: { app: 'db' } }),
      networkPolicy('shop', 'only-web', {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { app: REDACTED } } }] }],
      }),
    ])
    expect(allowed('shop/web', 'shop/db')).to.equal('nothing')
    expect(undecided('shop/web', 'shop/db')).to.contain('TCP')
    const { ingress } = reachability.explain(at('shop/web'), at('shop/db'), 'TCP', 80)
    expect(ingress.because).to.contain('or what the policy asks of it was redacted')
    expect(reachability.assumptions.join('\n')).to.contain('labels of 1 pod were redacted')
  })

  it('does not take a Service for understood whose pods a redacted label decides', async () => {
    const service = object({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'shop', namespace: 'shop' },
      spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] },
    })
    const exposed = async (label: string) => {
      const { unreadable, exposures } = await clusterOf([
        pod('shop', 'web', { labels: { app: label } }),
        service,
      ])
      return { unreadable, pods: exposures.flatMap(({ pods }) => pods.length) }
    }
    expect(await exposed('web')).to.deep.equal({ unreadable: [], pods: [1] })
    expect((await exposed('other')).unreadable).to.deep.equal([])
    expect((await exposed(REDACTED)).unreadable).to.deep.equal([
      {
        key: '/v1/Service/shop/shop',
        pointer: '/spec/selector',
        why: 'a redacted label decides which pods it selects',
      },
    ])
  })
})
