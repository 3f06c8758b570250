import { expect } from 'chai'
import fc from 'fast-check'
import type { KubeObject } from '../../../src/model/object.ts'
import { cilium, namespace, networkPolicy, node, pod, service } from '../objects.ts'
import { evaluatedAfter } from '../builders.ts'
import { randomEstate } from '../random-estate.ts'
import type { Day } from './shop.ts'
import { BASE, FROM_OPS, FROM_SHOP, SCOPE, closed, ledger, lets, over, replaced } from './shop.ts'

/** The kinds of significant change that the second of two runs finds, with what it says. */
async function changedBy(...days: readonly Day[]): Promise<Record<string, string[]>> {
  const { changes, run } = (await over(...days)).history
  return Object.fromEntries(
    changes.filter(({ to }) => to.run === run).map(({ kind, what }) => [kind, [...what]]),
  )
}

describe('what a run is held against', () => {
  it('is nothing for the first, which says so', async () => {
    const { history, memory } = await over({ objects: BASE })
    expect(history.none).to.equal('the first run')
    expect(history.changes).to.deep.equal([])
    expect(Object.keys(memory.observed).length, 'seven respects less the estate').to.equal(6)
  })

  it('is the same cluster: nothing changed since the first run', async () => {
    const { history } = await over({ objects: BASE }, { objects: BASE }, { objects: BASE })
    expect(history.changes).to.deep.equal([])
    expect(history.unknown).to.deep.equal(['the clusters of the estate: not known in this run'])
    for (const track of Object.values(history.digests)) expect(track.since.run).to.equal('R1')
  })

  it('remembers the platform, also while a run cannot tell it', async () => {
    const eks = { objects: BASE, version: 'v1.35.2-eks-113cf36' }
    const { memory } = await over(eks, { objects: BASE, platform: 'unknown' })
    expect(memory.platform?.name).to.equal('eks')
    expect(memory.platform?.basis).to.include('server version v1.35.2-eks-113cf36')
    expect(memory.platform?.at.run).to.equal('R1')
    const moved = await over(eks, { objects: BASE })
    expect([moved.memory.platform?.name, moved.memory.platform?.at.run]).to.deep.equal([
      'self-managed',
      'R2',
    ])
    expect((await over({ objects: BASE, platform: 'unknown' })).memory.platform).to.equal(undefined)
  })

  it('keeps the newest change, also where it was put back', async () => {
    const open = replaced(closed('pay'), lets([FROM_OPS]))
    const { history } = await over({ objects: BASE }, { objects: open }, ...[BASE, BASE].map(day))
    expect(history.digests.segmentation?.changed?.to.run).to.equal('R3')
    expect(history.changes.map(({ kind, to }) => `${kind} ${to.run}`)).to.deep.equal([
      'boundary R3',
    ])
  })

  it('never takes a gap for unchanged', async () => {
    const resource = 'networkpolicies.networking.k8s.io'
    const gaps = [{ resource, status: 'forbidden', reason: 'x' } as const]
    const { history } = await over({ objects: BASE }, { objects: BASE, gaps }, { objects: BASE })
    expect(history.digests.segmentation?.gaps?.newest.from.run).to.equal('R1')
    expect(history.digests.rights?.gaps).to.equal(undefined)
    const unread = await over({ objects: BASE }, { objects: BASE, gaps })
    expect(unread.history.unknown.join()).to.include('border of the CDE: not known in this run')
  })
})

const day = (objects: readonly KubeObject[]) => ({ objects })

describe('a significant change', () => {
  it('is one of the scope', async () => {
    const cde = SCOPE.replace('ops, class: connected', 'ops, class: cde')
    expect(await changedBy(day(BASE), { objects: BASE, scope: cde })).to.deep.include({
      scope: ['namespace ops was connected and is cde'],
    })
    const more = [...BASE, namespace('new')]
    expect((await changedBy(day(BASE), day(more))).scope).to.deep.equal([
      'namespace new was added: unclassified',
    ])
    const beside = SCOPE.replace('namespaces: [shop]', 'namespaces: [shop, new]')
    const days = [BASE, more].map((objects) => ({ objects, scope: beside }))
    expect((await changedBy(...days)).scope, 'out of scope').to.equal(undefined)
    expect((await changedBy(...days.toReversed())).scope, 'out of scope').to.equal(undefined)
    const nodes = [...BASE, node('pci-2'), ...cilium('pci-2')]
    expect(await changedBy(day(BASE), day(nodes)), 'a node of the pool').to.deep.equal({})
    expect((await changedBy(day(BASE), day([...BASE, node('other-1')]))).scope).to.equal(undefined)
    const pool = BASE.filter(({ kind }) => kind !== 'Node')
    expect((await changedBy(day(BASE), day(pool))).scope).to.deep.equal([
      'nodes pci-* was removed: cde',
    ])
  })

  it('is a new exposure into the CDE, and no closed one', async () => {
    const opened = [
      ...BASE,
      service('pay', 'front', 'ledger', {
        type: 'NodePort',
        ports: [{ port: 443, targetPort: 8080, nodePort: 30443 }],
      }),
    ]
    const said = ['new: NodePort by Service pay/front (TCP port 30443) to pay/StatefulSet/ledger']
    expect((await changedBy(day(BASE), day(opened))).exposure).to.deep.equal(said)
    expect((await changedBy(day(opened), day(BASE))).exposure).to.equal(undefined)
    const beside = [...BASE, service('shop', 'front', 'web', { type: 'NodePort' })]
    expect((await changedBy(day(BASE), day(beside))).exposure).to.equal(undefined)
  })

  it('is an allowed flow across the border of the CDE', async () => {
    const open = replaced(closed('pay'), lets([FROM_OPS]))
    expect(await changedBy(day(BASE), day(open))).to.deep.equal({
      boundary: ['allowed flows into pay/StatefulSet/ledger changed'],
    })
  })

  it('is none of it where addresses are told apart for nothing', async () => {
    const flows = `format: flows/v1
flows:
  - id: F-1
    from: {cidrs: [203.0.113.0/24, "2001:db8::/32"]}
    to: {subjects: {namespaces: [pay]}}
    protocol: TCP
    ports: [443]
    need: payments
    approvedBy: Network owner
    approvedOn: 2026-01-10
    reviewBy: 2027-01-10
`
    const open = { objects: replaced() }
    expect(await changedBy(open, { ...open, organisation: { flows } })).to.deep.equal({})
    const some = networkPolicy('pay', 'some', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
    })
    expect(await changedBy(open, day(replaced(some)))).to.deep.equal({
      boundary: ['allowed flows into pay/StatefulSet/ledger changed'],
    })
  })

  it('is another version of Kubernetes, and not another patch of it', async () => {
    const at = (version: string) => ({ objects: BASE, version })
    expect(await changedBy(at('v1.34.9'), at('v1.35.0'))).to.deep.equal({
      kubernetes: ['Kubernetes: 1.34 before, 1.35 now'],
    })
    expect(await changedBy(at('v1.35.0'), at('v1.35.3'))).to.deep.equal({})
  })

  it('is another enforcer, and none that is hidden', async () => {
    const without = BASE.filter(({ metadata }) => !metadata.name.startsWith('cilium'))
    const { enforcement } = await changedBy(day(BASE), day(without))
    expect(enforcement?.join()).to.match(/^network plugin: Cilium before, not known now$/)
  })

  it('is an admission that goes, and none that comes', async () => {
    const webhook: KubeObject = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'engine' },
    }
    const held = BASE.map((each) =>
      each.metadata.name === 'pay'
        ? namespace('pay', { 'pod-security.kubernetes.io/enforce': 'restricted' })
        : each,
    )
    const base = [...held, webhook]
    expect(await changedBy(day(base), day(BASE))).to.deep.equal({
      admission: [
        'Pod Security of namespace pay: restricted before, none now',
        'ValidatingWebhookConfiguration engine was removed',
      ],
    })
    expect(await changedBy(day(BASE), day(base))).to.deep.equal({})
  })

  it('is a cluster more or less, or another one under the same name', async () => {
    const estate = (...names: string[]) => ({ objects: BASE, estate: names })
    expect(await changedBy(estate('prod', 'old'), estate('prod', 'new'))).to.deep.equal({
      estate: ['cluster new was added', 'cluster old was removed'],
    })
    expect(await changedBy(day(BASE), estate('prod')), 'asked for some').to.deep.equal({})
  })

  it('is carried to later runs, shortened but counted', async () => {
    const many = (count: number) => [
      ...BASE,
      ...Array.from({ length: count }, (_, index) => namespace(`new-${index}`)),
    ]
    const { history } = await over(day(BASE), day(many(9)), day(many(9)), day(many(9)))
    const [change] = history.changes
    expect([change?.count, change?.what.length, change?.to.run]).to.deep.equal([9, 5, 'R2'])
  })
})

describe('edits of policies', () => {
  it('that leave the rule set are listed', async () => {
    const split = replaced(closed('pay'), lets([FROM_OPS], 'one'), lets([FROM_SHOP], 'two'))
    const { history } = await over(day(BASE), day(split))
    const place = 'networking.k8s.io/v1/NetworkPolicy/pay'
    expect(history.equalEdits).to.deep.equal([
      { key: `${place}/allow`, change: 'removed' },
      { key: `${place}/one`, change: 'added' },
      { key: `${place}/two`, change: 'added' },
    ])
    expect(history.changes).to.deep.equal([])
    const labelled = BASE.map((each) =>
      each.kind === 'NetworkPolicy'
        ? { ...each, metadata: { ...each.metadata, annotations: { note: 'x' } } }
        : each,
    )
    expect((await over(day(BASE), day(labelled))).history.equalEdits).to.deep.equal([
      { key: `${place}/allow`, change: 'relabelled' },
      { key: `${place}/deny`, change: 'relabelled' },
    ])
  })

  it('that change it are none, and neither are those of others', async () => {
    const narrower = replaced(closed('pay'), lets([FROM_OPS]))
    expect((await over(day(BASE), day(narrower))).history.equalEdits).to.deep.equal([])
    const beside = [
      ...BASE,
      networkPolicy('shop', 'own', {
        podSelector: { matchLabels: { a: 'b' } },
        policyTypes: ['Egress'],
      }),
    ]
    expect((await over(day(BASE), day(beside))).history.equalEdits).to.deep.equal([])
  })
})

describe('further pods of known workloads, another order, other labels', () => {
  it('change nothing in random clusters', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects, organisation }) => {
        const more = objects.filter(({ kind }) => kind === 'Pod').map(twin)
        const relabelled = objects.map((each) =>
          each.kind === 'NetworkPolicy'
            ? { ...each, metadata: { ...each.metadata, labels: { note: 'x' } } }
            : each,
        )
        const { memory } = await evaluatedAfter({ kind: 'none', why: '' }, objects, organisation, {
          run: 'R1',
        })
        const { evaluation } = await evaluatedAfter(
          { kind: 'known', run: 'R1', memory },
          [...relabelled, ...more].toReversed(),
          organisation,
          { run: 'R2' },
        )
        expect(evaluation.history?.changes).to.deep.equal([])
        for (const track of Object.values(evaluation.history?.digests ?? {}))
          expect(track.changed).to.equal(undefined)
      }),
      { numRuns: 40 },
    )
  })

  it('change nothing in a known one', async () => {
    const more = [...BASE, ledger(1), ledger(2), pod('ops', 'metrics')].toReversed()
    const { history } = await over(day(BASE), day(more.slice(1)))
    expect(history.changes).to.deep.equal([])
  })
})

/** The same pod once more. */
function twin(each: KubeObject): KubeObject {
  return { ...each, metadata: { ...each.metadata, name: `${each.metadata.name}-twin` } }
}
