import { expect } from 'chai'
import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { randomEstate } from './estates.ts'
import type { RandomEstate } from './estates.ts'
import { allowsAll, asExpressions, facts, HALVES } from './metamorphic.ts'
import type { Raw } from './metamorphic.ts'

const RUNS = { seed: 20261123, numRuns: 40 }

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

function splitPeers(rule: Raw): Raw[] {
  const field = 'from' in rule ? 'from' : 'to'
  const peers = (rule[field] ?? []) as Raw[]
  return peers.length < 2 ? [rule] : peers.map((peer) => ({ ...rule, [field]: [peer] }))
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
