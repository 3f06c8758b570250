import { expect } from 'chai'
import fc from 'fast-check'
import { analyse } from '../../src/analyse/reachability.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { Endpoint, Reachability } from '../../src/model/reachability.ts'
import { clusterOf } from './builders.ts'
import { randomEstate } from './estates.ts'
import type { RandomEstate } from './estates.ts'

/** Raw JSON that a transformation may rewrite. */
type Raw = Record<string, unknown>

const PLACES = ['10.0.0.126/32', '10.0.0.128/25', '8.8.8.8/32', 'fd00::3/128', '2001:db8::1/128']
const RUNS = { seed: 20261123, numRuns: 40 }

/** What may pass between all pods and some addresses, as text per pair; pods and places by name. */
async function facts({ objects, podsByAddress }: RandomEstate): Promise<Map<string, string>> {
  const reachability = analyse(await clusterOf(objects), { podsByAddress, splitAt: PLACES })
  const places: [string, Endpoint][] = [
    ...reachability.podClasses.flatMap((each) =>
      each.pods.map(({ namespace, name }): [string, Endpoint] => [`${namespace}/${name}`, each]),
    ),
    ...PLACES.map((cidr): [string, Endpoint] => [cidr, cellAt(reachability, cidr)]),
  ]
  return new Map(
    places.flatMap(([from, source]) =>
      places.map(([to, destination]) => {
        const { allowed, indeterminate } = reachability.between(source, destination)
        return [`${from} -> ${to}`, JSON.stringify([allowed.ranges, indeterminate.ranges])] as const
      }),
    ),
  )
}

function cellAt({ addressCells }: Reachability, cidr: string): Endpoint {
  const [address] = cidr.split('/')
  const found = addressCells.find(({ ranges }) => ranges.some(({ from }) => from === address))
  if (found === undefined) throw new Error(`no cell at ${cidr}`)
  return found
}

/** Rewrites the specification of every policy. */
function policies(estate: RandomEstate, rewrite: (spec: Raw) => Raw): RandomEstate {
  const objects = estate.objects.map((each) =>
    each.kind === 'NetworkPolicy'
      ? ({ ...each, spec: rewrite(each.spec as Raw) } as KubeObject)
      : each,
  )
  return { ...estate, objects }
}

/** Rewrites each rule of a specification into rules. */
function rules(spec: Raw, rewrite: (rule: Raw) => Raw[]): Raw {
  const lists = Object.entries(spec)
    .filter(([name]) => name === 'ingress' || name === 'egress')
    .map(([name, list]) => [name, (list as Raw[]).flatMap(rewrite)] as const)
  return { ...spec, ...(Object.fromEntries(lists) as Raw) }
}

/** Rewrites all items of a list below each rule. */
function items(spec: Raw, names: readonly string[], rewrite: (item: Raw) => Raw[]): Raw {
  return rules(spec, (rule) => [
    Object.fromEntries(
      Object.entries(rule).map(([name, list]) => [
        name,
        names.includes(name) ? (list as Raw[]).flatMap(rewrite) : list,
      ]),
    ),
  ])
}

/** Every matchLabels written as expressions instead. */
function asExpressions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asExpressions)
  if (typeof value !== 'object' || value === null) return value
  const { matchLabels, matchExpressions = [], ...rest } = value as Raw & { matchLabels?: Raw }
  const same = Object.fromEntries(
    Object.entries(rest).map(([key, each]) => [key, asExpressions(each)]),
  )
  if (matchLabels === undefined)
    return { ...same, ...(Object.hasOwn(value, 'matchExpressions') ? { matchExpressions } : {}) }
  const written = Object.entries(matchLabels).map(([key, text]) => ({
    key,
    operator: 'In',
    values: [text],
  }))
  return { ...same, matchExpressions: [...(matchExpressions as unknown[]), ...written] }
}

function splitPeers(rule: Raw): Raw[] {
  const field = 'from' in rule ? 'from' : 'to'
  const peers = (rule[field] ?? []) as Raw[]
  return peers.length < 2 ? [rule] : peers.map((peer) => ({ ...rule, [field]: [peer] }))
}

const HALVES: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0/0': ['0.0.0.0/1', '128.0.0.0/1'],
  '10.0.0.0/8': ['10.0.0.0/9', '10.128.0.0/9'],
  '10.0.0.0/24': ['10.0.0.0/25', '10.0.0.128/25'],
  '::/0': ['::/1', '8000::/1'],
}

function halveBlock(peer: Raw): Raw[] {
  const block = peer.ipBlock as Raw | undefined
  const halves = HALVES[String(block?.cidr)]
  return halves === undefined ? [peer] : halves.map((cidr) => ({ ipBlock: { ...block, cidr } }))
}

function halveRange(item: Raw): Raw[] {
  const { port, endPort } = item as { port?: number; endPort?: number }
  if (port === undefined || endPort === undefined || endPort <= port) return [item]
  const middle = Math.floor((port + endPort) / 2)
  return [
    { ...item, endPort: middle },
    { ...item, port: middle + 1 },
  ]
}

function relabelled(estate: RandomEstate): RandomEstate {
  const objects = estate.objects.map((each) =>
    each.kind === 'Pod'
      ? {
          ...each,
          metadata: {
            ...each.metadata,
            labels: { ...each.metadata.labels, 'pod-template-hash': each.metadata.name },
          },
        }
      : each,
  )
  return { ...estate, objects }
}

describe('metamorphic properties of analyse', () => {
  const same: Readonly<Record<string, (estate: RandomEstate) => RandomEstate>> = {
    'the order of the objects': (estate) => ({ ...estate, objects: estate.objects.toReversed() }),
    'a label that no policy names': relabelled,
    'matchLabels written as expressions': (estate) =>
      policies(estate, (spec) => asExpressions(spec) as Raw),
    'a rule split by its peers': (estate) => policies(estate, (spec) => rules(spec, splitPeers)),
    'a rule stated twice': (estate) =>
      policies(estate, (spec) => rules(spec, (rule) => [rule, rule])),
    'an ipBlock cut in halves': (estate) =>
      policies(estate, (spec) => items(spec, ['from', 'to'], halveBlock)),
    'a port range cut in halves': (estate) =>
      policies(estate, (spec) => items(spec, ['ports'], halveRange)),
  }

  for (const [what, change] of Object.entries(same))
    it(`does not change with ${what}`, async () => {
      await fc.assert(
        fc.asyncProperty(randomEstate, async (estate) => {
          expect(await facts(change(estate))).to.deep.equal(await facts(estate))
        }),
        RUNS,
      )
    })

  it('renames with the namespaces, and changes nothing else', async () => {
    const rename = (text: string) =>
      text.replaceAll('"red"', '"crimson"').replaceAll('red/', 'crimson/')
    await fc.assert(
      fc.asyncProperty(randomEstate, async (estate) => {
        const objects = JSON.parse(rename(JSON.stringify(estate.objects))) as KubeObject[]
        const expected = [...(await facts(estate))].map(
          ([pair, said]) => [rename(pair), said] as const,
        )
        const found = await facts({ ...estate, objects })
        expect([...found].sort()).to.deep.equal(expected.sort())
      }),
      RUNS,
    )
  })

  it('opens nothing less when a rule is added to a policy that isolates already', async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async (estate) => {
        const wider = policies(estate, (spec) => ({
          ...spec,
          ...(Array.isArray(spec.ingress)
            ? { ingress: [...(spec.ingress as Raw[]), { ports: [{ port: 80 }] }] }
            : {}),
        }))
        const before = await facts(estate)
        for (const [pair, said] of await facts(wider))
          expect(allowsAll(said, before.get(pair)!), pair).to.equal(true)
      }),
      RUNS,
    )
  })
})

/** Whether every port that was surely allowed still is. */
function allowsAll(now: string, before: string): boolean {
  type Ranges = { protocol: string; from?: number; to?: number }[]
  const [had] = JSON.parse(before) as [Ranges]
  const [has] = JSON.parse(now) as [Ranges]
  return had.every(({ protocol, from = 0, to = 0 }) =>
    has.some(
      (range) => range.protocol === protocol && (range.from ?? 0) <= from && to <= (range.to ?? 0),
    ),
  )
}
