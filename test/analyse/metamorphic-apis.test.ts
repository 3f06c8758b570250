import { expect } from 'chai'
import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { networkPolicy } from './builders.ts'
import type { RandomEstate } from './estates.ts'
import { allowsAll, asExpressions, facts, HALVES } from './metamorphic.ts'
import type { Raw } from './metamorphic.ts'
import { ESTATES } from './oracle.ts'

const RUNS = { seed: 20261123, numRuns: 6 }

/** Objects that say whom and what policies mean; labels of others stay as they are. */
const IS_POLICY = /Policy$|^PeerAuthentication$|NetworkSet$|^CiliumCIDRGroup$/

/** Rewrites the specification of every policy and of what it refers to. */
function policies(estate: RandomEstate, rewrite: (spec: Raw, kind: string) => unknown) {
  const objects = estate.objects.map((each) => {
    if (!IS_POLICY.test(each.kind)) return each
    const written: Raw = { ...each }
    for (const field of ['spec', 'specs'])
      if (written[field] !== undefined) written[field] = rewrite(written[field] as Raw, each.kind)
    return written as KubeObject
  })
  return { ...estate, objects }
}

/** Rewrites every object and list, the innermost first. */
function deep(value: unknown, rewrite: (value: Raw | unknown[]) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return rewrite(value.map((each) => deep(each, rewrite)))
  const members = Object.entries(value).map(([name, each]) => [name, deep(each, rewrite)])
  return rewrite(Object.fromEntries(members) as Raw)
}

const LISTS_OF_RULES = ['ingress', 'egress', 'ingressDeny', 'egressDeny', 'rules']

/** Rewrites each rule into rules. */
function rules(value: unknown, rewrite: (rule: Raw) => Raw[]): unknown {
  return deep(value, (each) => {
    if (Array.isArray(each)) return each
    const lists = Object.entries(each).filter(
      ([name, list]) => LISTS_OF_RULES.includes(name) && Array.isArray(list),
    )
    const written = lists.map(([name, list]) => [name, (list as Raw[]).flatMap(rewrite)])
    return { ...each, ...(Object.fromEntries(written) as Raw) }
  })
}

/** A peer without any field makes the whole rule fail closed, and a proxy leaves out a whole rule that allows by fields of HTTP: both stay as they are. */
function splitPeers(rule: Raw): Raw[] {
  const field = PEERS.find((name) => Array.isArray(rule[name]) && rule[name].length > 1)
  if (field === undefined) return [rule]
  const peers = rule[field] as Raw[]
  const whole = /requestPrincipals|remoteIpBlocks|methods|paths|hosts/i.test(JSON.stringify(peers))
  if (whole || peers.some((peer) => Object.keys(peer).length === 0)) return [rule]
  return peers.map((peer) => ({ ...rule, [field]: [peer] }))
}

const PEERS = ['from', 'to', 'fromEndpoints', 'toEndpoints', 'fromCIDR', 'toCIDR', 'fromEntities']

/** CIDRs in lists of them, and blocks without exceptions. */
function halved(value: Raw | unknown[]): unknown {
  if (!Array.isArray(value)) return value
  return value.flatMap((item: unknown): unknown[] => {
    if (typeof item === 'string') return [...(HALVES[item] ?? [item])]
    const { cidr, except = [], ...rest } = (item ?? {}) as { cidr?: string; except?: unknown[] }
    const halves = HALVES[cidr ?? ''] ?? []
    return halves.length === 0 || except.length > 0
      ? [item]
      : halves.map((half) => ({ cidr: half, ...rest }))
  })
}

/** Ranges of ports in any of the ways to write one. */
function cutRange(value: Raw | unknown[]): unknown {
  if (!Array.isArray(value)) return value
  return value.flatMap((item: unknown): unknown[] => {
    if (typeof item === 'string') return cutText(item)
    const { port, endPort, portRange } = (item ?? {}) as {
      port?: unknown
      endPort?: unknown
      portRange?: { start: number; end: number }
    }
    if (portRange !== undefined && portRange.end > portRange.start + 2) {
      const middle = portRange.start + 1
      return [
        { portRange: { ...portRange, end: middle } },
        { portRange: { ...portRange, start: middle + 1 } },
      ]
    }
    const first = Number(port)
    if (typeof endPort !== 'number' || endPort <= first) return [item]
    const next = typeof port === 'string' ? String(first + 1) : first + 1
    return [
      { ...(item as Raw), endPort: first },
      { ...(item as Raw), port: next },
    ]
  })
}

function cutText(text: string): string[] {
  const [, from, to] = /^(\d+):(\d+)$/.exec(text) ?? []
  if (from === undefined || Number(to) <= Number(from)) return [text]
  return [`${from}:${Number(from) + 1}`, `${Number(from) + 2}:${to}`].filter(
    (each) => !/^(\d+):\1$/.test(each),
  )
}

/** A comparison of Calico with one value written as one with a set. */
function inSets(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll(/(\w+) == '(\w+)'/g, "$1 in {'$2'}")
  return JSON.parse(text.replaceAll(/(\w+) != '(\w+)'/g, "$1 not in {'$2'}"))
}

function relabelled(estate: RandomEstate): RandomEstate {
  const objects = estate.objects.map((each) => ({
    ...each,
    metadata: {
      ...each.metadata,
      labels: { ...each.metadata.labels, 'nobody-asks': each.metadata.name },
    },
  }))
  return { ...estate, objects }
}

const SAME: Readonly<Record<string, (estate: RandomEstate) => RandomEstate>> = {
  'the order of the objects': (estate) => ({ ...estate, objects: estate.objects.toReversed() }),
  'a label that no policy names': relabelled,
  'labels written as expressions': (estate) =>
    policies(estate, (spec, kind) =>
      kind.startsWith('Authorization') || kind.startsWith('Peer')
        ? spec
        : inSets(asExpressions(spec)),
    ),
  'a rule split by its peers': (estate) => policies(estate, (spec) => rules(spec, splitPeers)),
  'a rule stated twice': (estate) =>
    policies(estate, (spec) => rules(spec, (rule) => [rule, rule])),
  'CIDRs cut in halves': (estate) => policies(estate, (spec) => deep(spec, halved)),
  'ranges of ports cut in two': (estate) => policies(estate, (spec) => deep(spec, cutRange)),
}

function made(apiVersion: string, kind: string, namespace: string | undefined, spec: object) {
  const metadata = { name: 'added', ...(namespace === undefined ? {} : { namespace }) }
  return { apiVersion, kind, metadata, spec } as unknown as KubeObject
}

const PODS = { namespaceSelector: {}, podSelector: {} }

/** Policies that deny, one of each API that can. */
const DENYING: Readonly<Record<string, KubeObject>> = {
  NetworkPolicy: networkPolicy('red', 'added', { podSelector: {}, policyTypes: ['Ingress'] }),
  AdminNetworkPolicy: made('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', undefined, {
    priority: 0,
    subject: { pods: PODS },
    ingress: [{ action: 'Deny', from: [{ pods: PODS }], ports: [{ portNumber: { port: 80 } }] }],
  }),
  ClusterNetworkPolicy: made(
    'policy.networking.k8s.io/v1alpha2',
    'ClusterNetworkPolicy',
    undefined,
    {
      tier: 'Baseline',
      priority: 0,
      subject: { namespaces: {} },
      egress: [{ action: 'Deny', to: [{ networks: ['10.0.0.0/8'] }] }],
    },
  ),
  CiliumNetworkPolicy: made('cilium.io/v2', 'CiliumNetworkPolicy', 'green', {
    endpointSelector: {},
    ingressDeny: [{ fromEndpoints: [{}] }, { fromEntities: ['world'] }],
  }),
  GlobalNetworkPolicy: made('projectcalico.org/v3', 'GlobalNetworkPolicy', undefined, {
    order: -1,
    tier: 'default',
    types: ['Ingress'],
    ingress: [{ action: 'Deny', protocol: 'TCP', destination: { ports: [80] } }],
  }),
  AuthorizationPolicy: made('security.istio.io/v1', 'AuthorizationPolicy', 'istio-system', {
    action: 'DENY',
    rules: [{ from: [{ source: { namespaces: ['red'] } }] }],
  }),
}

/** APIs that mean something beside others in estates of this name: a plug-in that is not there, or is not known, is another cluster. */
function fits(kind: string, estates: string): boolean {
  if (kind.startsWith('Cilium')) return estates.includes('Cilium')
  if (kind.startsWith('Global')) return estates.includes('Calico')
  return true
}

for (const [name, estates] of Object.entries(ESTATES))
  describe(`metamorphic properties of analyse, estates ${name}`, () => {
    for (const [what, change] of Object.entries(SAME))
      it(`does not change with ${what}`, async () => {
        await fc.assert(
          fc.asyncProperty(estates, async (estate) => {
            expect(await facts(change(estate))).to.deep.equal(await facts(estate))
          }),
          RUNS,
        )
      })

    it('renames with the namespaces, and changes nothing else', async () => {
      const rename = (text: string) => text.replaceAll(/\bred\b/g, 'reds')
      await fc.assert(
        fc.asyncProperty(estates, async (estate) => {
          const objects = JSON.parse(rename(JSON.stringify(estate.objects))) as KubeObject[]
          const expected = [...(await facts(estate))].map(([pair, said]) => [rename(pair), said])
          const found = await facts({ ...estate, objects })
          expect([...found].sort()).to.deep.equal(expected.sort())
        }),
        RUNS,
      )
    })

    it('closes nothing when a NetworkPolicy that isolates already allows more', async () => {
      const wider = (spec: Raw) =>
        Array.isArray(spec.ingress)
          ? { ...spec, ingress: [...(spec.ingress as Raw[]), { ports: [{ port: 80 }] }] }
          : spec
      await fc.assert(
        fc.asyncProperty(estates, async (estate) => {
          const objects = estate.objects.map((each) =>
            each.apiVersion === 'networking.k8s.io/v1'
              ? ({ ...each, spec: wider(each.spec as Raw) } as KubeObject)
              : each,
          )
          const before = await facts(estate)
          for (const [pair, said] of await facts({ ...estate, objects }))
            expect(allowsAll(said, before.get(pair)!), pair).to.equal(true)
        }),
        RUNS,
      )
    })

    for (const [kind, denying] of Object.entries(DENYING))
      if (fits(kind, name))
        it(`opens nothing when a ${kind} is added that denies`, async () => {
          await fc.assert(
            fc.asyncProperty(estates, async (estate) => {
              const after = await facts({ ...estate, objects: [...estate.objects, denying] })
              for (const [pair, said] of await facts(estate))
                expect(allowsAll(said, after.get(pair)!), pair).to.equal(true)
            }),
            RUNS,
          )
        })
  })
