import { expect } from 'chai'
import fc from 'fast-check'
import type { JsonObject } from '../../../src/core/json.ts'
import { redundantPolicies } from '../../../src/analyse/queries/redundant.ts'
import type { Redundant } from '../../../src/analyse/queries/redundant.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import type { Cluster, Pod } from '../../../src/model/cluster.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import type { Policy } from '../../../src/model/policy.ts'
import type { Endpoint, PortRange, Reachability } from '../../../src/model/reachability.ts'
import { askedOf, clusterOf, estate, namespace, networkPolicy, pod } from '../builders.ts'
import {
  randomAdminEstate,
  randomCalicoEstate,
  randomEstate,
  randomMeshEstate,
} from '../estates.ts'
import type { RandomEstate } from '../estates.ts'
import { randomCiliumEstate } from '../estates-cilium.ts'
import { dangles } from './dangles.ts'

const SEED = 20261127

/** What may pass between two pods, or a pod and an address, as text per pair of places; none where no policy decides. */
type Facts = ReadonlyMap<string, string>

function factsOf(reachability: Reachability, pods: Cluster['pods'], addresses: readonly string[]) {
  const { at } = askedOf({} as Cluster, reachability)
  const places = [
    ...pods.map((each) => ({ name: each.key, pod: each, end: classOf(reachability, each.key) })),
    ...addresses.map((name) => ({ name, pod: undefined, end: at(name) })),
  ]
  const facts = new Map<string, string>()
  for (const a of places)
    for (const b of places) {
      if (a === b || (a.pod === undefined && b.pod === undefined)) continue
      if (sharesNode(a.pod, b.pod)) continue
      const { allowed, indeterminate } = reachability.between(a.end, b.end)
      facts.set(`${a.name} ${b.name}`, JSON.stringify([allowed.ranges, indeterminate.ranges]))
    }
  return facts
}

function sharesNode(a: Pod | undefined, b: Pod | undefined): boolean {
  if (a === undefined || b === undefined || (!a.hostNetwork && !b.hostNetwork)) return false
  return a.node !== undefined && a.node === b.node
}

function classOf(reachability: Reachability, key: string): Endpoint {
  const found = reachability.classOf(key)
  if (found === undefined) throw new Error(`no class of ${key}`)
  return found
}

function same(a: Facts, b: Facts): boolean {
  return [...a].every(([pair, fact]) => alike(fact, b.get(pair) ?? ''))
}

type Parts = [allowed: PortRange[], indeterminate: PortRange[]]

/** Equal over TCP, UDP and SCTP; of other protocols none is allowed in one and denied in the other. */
function alike(one: string, other: string): boolean {
  if (one === other) return true
  const [a, b] = [one, other].map((text) => JSON.parse(text) as Parts)
  if (a === undefined || b === undefined) return false
  const ported = (parts: Parts) =>
    JSON.stringify(parts.map((ranges) => ranges.filter(({ from }) => from !== undefined)))
  const certain = ([allowed, indeterminate]: Parts) =>
    ['ICMP', 'ICMPv6', 'OTHER'].map((name) => {
      const has = (ranges: PortRange[]) => ranges.some(({ protocol }) => protocol === name)
      return has(indeterminate) ? undefined : has(allowed)
    })
  const [own, others] = [certain(a), certain(b)]
  const agrees = own.every((each, at) => (each ?? others[at]) === (others[at] ?? each))
  return ported(a) === ported(b) && agrees
}

const Leaves = {
  object: (policies: readonly Policy[], key: string) =>
    policies.filter(({ source }) => source !== key),
  rule: (policies: readonly Policy[], key: string, pointer: string) =>
    policies.map((each) =>
      each.source === key
        ? { ...each, rules: each.rules.filter((rule) => rule.pointer !== pointer) }
        : each,
    ),
}

type Found = { redundant: number; needed: number }

/** Every policy and every rule is left out in turn, and the whole cluster analysed again. */
async function agreesWithAnalysis(
  { objects, podsByAddress, platform = [] }: RandomEstate,
  found: Found,
) {
  const cluster = await clusterOf(objects, {}, { platformNamespaces: platform })
  const reachability = analyse(cluster, { podsByAddress })
  const addresses = reachability.addressCells.flatMap(({ ranges }) =>
    ranges.map(({ from }) => from),
  )
  const facts = factsOf(reachability, cluster.pods, addresses)
  const { redundant, notExamined } = redundantPolicies(reachability)
  expect(notExamined).to.deep.equal([])
  const isSame = (policies: readonly Policy[]) =>
    same(
      facts,
      factsOf(analyse({ ...cluster, policies }, { podsByAddress }), cluster.pods, addresses),
    )
  for (const key of new Set(cluster.policies.map(({ source }) => source))) {
    const said = new Set(
      redundant.filter((each) => each.policy === key).map((each) => each.pointer),
    )
    const whole = isSame(Leaves.object(cluster.policies, key))
    found[whole ? 'redundant' : 'needed']++
    if (!whole) expect(said.has(''), `${key} is needed`).to.equal(false)
    else if (!said.has('')) expect(dangles(cluster, reachability, key, ''), key).to.equal(true)
    if (whole) continue
    const rules = cluster.policies
      .flatMap((each) => (each.source === key ? each.rules : []))
      .filter(({ pointer }) => pointer !== '')
    for (const pointer of new Set(rules.map((rule) => rule.pointer))) {
      const one = isSame(Leaves.rule(cluster.policies, key, pointer))
      if (!one) expect(said.has(pointer), `${key}${pointer} is needed`).to.equal(false)
      else if (!said.has(pointer))
        expect(dangles(cluster, reachability, key, pointer), `${key}#${pointer}`).to.equal(true)
    }
  }
}

describe('redundantPolicies', () => {
  for (const [name, arbitrary] of [
    ['NetworkPolicy', randomEstate],
    ['policies of administrators', randomAdminEstate],
    ['Calico', randomCalicoEstate],
    ['Cilium', randomCiliumEstate],
    ['a mesh', randomMeshEstate],
  ] as const) {
    it(`says exactly what another analysis without it says, estates of ${name}`, async () => {
      const found: Found = { redundant: 0, needed: 0 }
      await fc.assert(
        fc.asyncProperty(arbitrary, (each) => agreesWithAnalysis(each, found)),
        { seed: SEED, numRuns: 15, endOnFailure: true },
      )
      expect(found.redundant).to.be.above(8)
      expect(found.needed).to.be.above(8)
    })
  }

  it('says who answers instead', async () => {
    const { reachability } = await estate(TWICE)
    const { redundant, examined } = redundantPolicies(reachability)
    expect(examined).to.equal(3)
    expect(redundant.map(words)).to.deep.equal([
      'db repeated: allowed by NetworkPolicy shop/narrow (/spec/ingress/1)',
      'narrow/spec/ingress/1 repeated: allowed by NetworkPolicy shop/db (/spec/ingress/0)',
    ])
  })

  it('tells rules that others shadow from rules that others repeat', async () => {
    const { reachability } = await estate([
      ...TWICE.slice(0, 3),
      adminPolicy('first', 1, 'Deny'),
      adminPolicy('second', 2, 'Allow'),
    ])
    expect(redundantPolicies(reachability).redundant.map(words)).to.deep.equal([
      'second shadowed: denied by AdminNetworkPolicy first (/spec/ingress/0)',
    ])
  })

  it('says of ordered rules for nobody, and for ports that nobody has, that others come first in none', async () => {
    const nobody = { namespaces: { matchLabels: { team: 'gone' } } }
    const port = [{ namedPort: 'gone' }]
    const { reachability } = await estate([
      ...TWICE.slice(0, 3),
      adminPolicy('first', 1, 'Deny'),
      adminPolicy('gone', 2, 'Allow', [{ from: [nobody] }]),
      adminPolicy('ports', 3, 'Allow', [{ from: [{ namespaces: {} }], ports: port }]),
      adminPolicy('some', 4, 'Allow', [{ from: [nobody] }, { from: [{ namespaces: {} }] }]),
    ])
    expect(redundantPolicies(reachability).redundant.map(words)).to.deep.equal([
      'gone nobody: ',
      'ports nobody: ',
      'some shadowed: denied by AdminNetworkPolicy first (/spec/ingress/0)',
    ])
  })

  it('says what it did not examine where its work is bounded', async () => {
    const { reachability } = await estate(TWICE)
    const { redundant, examined, notExamined } = redundantPolicies(reachability, { work: 1 })
    expect({ redundant, examined }).to.deep.equal({ redundant: [], examined: 0 })
    expect(notExamined.length).to.equal(3)
  })
})

function words({ policy, pointer, how, without }: Redundant): string {
  return `${policy.split('/').at(-1) ?? ''}${pointer} ${how}: ${without?.ingress.because ?? ''}`
}

/** Everybody is isolated by one policy; two others let the same client in. */
const TWICE = [
  namespace('shop'),
  pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'] }),
  pod('shop', 'db', { labels: { app: 'db' }, ips: ['10.0.0.2'] }),
  networkPolicy('shop', 'all', { podSelector: {} }),
  networkPolicy('shop', 'db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 81 }] }],
  }),
  networkPolicy('shop', 'narrow', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [
      { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
      { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 81 }] },
    ],
  }),
]

function adminPolicy(
  name: string,
  priority: number,
  action: string,
  rules: readonly JsonObject[] = [{ from: [{ namespaces: {} }] }],
): KubeObject {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name },
    spec: {
      priority,
      subject: { namespaces: {} },
      ingress: rules.map((each) => ({ action, ...each })),
    },
  }
}
