import { expect } from 'chai'
import fc from 'fast-check'
import { danglingParts } from '../../../src/analyse/queries/dangling.ts'
import type { Dangling } from '../../../src/analyse/queries/dangling.ts'
import { objectKeyOf } from '../../../src/core/object-key.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { estate, namespace, networkPolicy, object, pod } from '../builders.ts'
import { randomEstate } from '../estates.ts'
import { inCidr, labelsMatch, namespaceMatches } from '../naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call -- the naive answer walks raw JSON on purpose */
type Raw = any

/** What hangs in the air of one NetworkPolicy, found by walking raw objects: `pointer what`. */
function naive(objects: readonly Raw[], policy: Raw): string[] {
  const pods = objects.filter((each) => each.kind === 'Pod' && each.spec.hostNetwork !== true)
  const home = policy.metadata.namespace
  const own = pods.filter(
    ({ metadata }) =>
      metadata.namespace === home &&
      labelsMatch(policy.spec.podSelector, metadata.labels ?? {}, undefined) > 0,
  )
  if (own.length === 0) return [' subject']
  const isPeer = (peer: Raw, { metadata }: Raw) =>
    (peer.namespaceSelector
      ? namespaceMatches(objects, peer.namespaceSelector, metadata.namespace) > 0
      : metadata.namespace === home) &&
    labelsMatch(peer.podSelector, metadata.labels ?? {}, undefined) > 0
  return ['ingress', 'egress'].flatMap((direction) =>
    (isRead(policy.spec, direction) ? (policy.spec[direction] ?? []) : []).flatMap(
      (rule: Raw, at: number) => {
        const peers: Raw[] = rule.from ?? rule.to ?? []
        const matching = peers.filter((peer) =>
          peer.ipBlock === undefined ? pods.some((each) => isPeer(peer, each)) : !isEmpty(peer),
        )
        const place = `/spec/${direction}/${at}`
        if (peers.length > 0 && matching.length === 0) return [`${place} rule`]
        const dead = peers.length > matching.length ? [`${place} peer`] : []
        const everyone = objects.filter(({ kind }) => kind === 'Pod')
        const others =
          peers.length === 0
            ? everyone
            : pods.filter((each) =>
                matching.some((peer) => peer.ipBlock === undefined && isPeer(peer, each)),
              )
        const destinations = direction === 'ingress' ? own : others
        const ports: Raw[] = (rule.ports ?? []).filter(({ port }: Raw) => typeof port === 'string')
        const names = new Set(ports.map(({ port }) => port))
        const missing = [...names].filter(
          (name) =>
            !ports.some(
              ({ port, protocol = 'TCP' }) =>
                port === name && destinations.some((each) => hasPort(each, name, protocol)),
            ),
        )
        return [...dead, ...(missing.length > 0 ? [`${place} port`] : [])]
      },
    ),
  )
}

/** Rules of a direction that the policy types leave out mean nothing. */
function isRead({ policyTypes = [], egress = [] }: Raw, direction: string): boolean {
  const types = policyTypes.length > 0 ? policyTypes : egress.length > 0 ? BOTH : BOTH.slice(0, 1)
  return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress')
}

const BOTH = ['Ingress', 'Egress']

/** A block whose exceptions hold all of it. */
function isEmpty({ ipBlock: { cidr, except = [] } }: Raw): boolean {
  const [base, bits] = cidr.split('/')
  return except.some((each: string) => {
    const [, length] = each.split('/')
    return inCidr(each, base) && Number(length) <= Number(bits)
  })
}

function hasPort(pod: Raw, name: string, protocol: string): boolean {
  return pod.spec.containers.some(({ ports = [] }: Raw) =>
    ports.some((each: Raw) => each.name === name && (each.protocol ?? 'TCP') === protocol),
  )
}

describe('danglingParts', () => {
  it('finds what a walk over raw objects finds', async () => {
    let count = 0
    await fc.assert(
      fc.asyncProperty(randomEstate, async ({ objects }) => {
        // whether blocks match pods too depends on the plugin: without, a block is only about addresses
        const { reachability } = await estate(objects, { podsByAddress: false })
        const found = danglingParts(reachability)
        for (const policy of objects.filter(({ kind }) => kind === 'NetworkPolicy')) {
          const key = objectKeyOf(policy)
          const said = found
            .filter((each) => each.policy === key)
            .map(({ pointer, what }) => `${pointer} ${what}`)
          const expected = naive(objects, policy)
          expect([...new Set(said)].sort(), key).to.deep.equal(expected.sort())
          count += expected.length
        }
      }),
      { seed: 20261127, numRuns: 300 },
    )
    expect(count).to.be.above(100)
  })

  it('says what was meant', async () => {
    const { reachability } = await estate([
      namespace('shop'),
      pod('shop', 'web', { labels: { app: 'web' }, ports: [{ name: 'http', containerPort: 80 }] }),
      networkPolicy('shop', 'a', { podSelector: { matchLabels: { app: 'gone' } } }),
      networkPolicy('shop', 'b', {
        podSelector: {},
        ingress: [
          { from: [{ podSelector: { matchLabels: { app: 'gone' } } }] },
          {
            from: [{ podSelector: {} }, { namespaceSelector: { matchLabels: { team: 'x' } } }],
            ports: [{ port: 'sql' }, { port: 'http' }],
          },
        ],
      }),
    ])
    expect(danglingParts(reachability).map(words)).to.deep.equal([
      'a subject: pods with app=gone in namespace shop',
      'b/spec/ingress/0 rule: pods with app=gone in namespace shop',
      'b/spec/ingress/1 peer: pods in namespaces with team=x',
      'b/spec/ingress/1 port: port sql (TCP), which no destination has',
    ])
  })

  it('finds objects that policies name and nobody made', async () => {
    const { reachability } = await estate([
      namespace('shop'),
      pod('shop', 'web', { labels: { app: 'web' }, ips: ['10.0.0.1'] }),
      cilium('groups', [{ fromCIDRSet: [{ cidrGroupRef: 'partners' }] }]),
      object({
        apiVersion: 'projectcalico.org/v3',
        kind: 'NetworkPolicy',
        metadata: { name: 'nowhere.tiered', namespace: 'shop' },
        spec: { tier: 'nowhere', selector: 'all()', ingress: [{ action: 'Allow' }] },
      }),
    ])
    expect(danglingParts(reachability).map(words)).to.deep.equal([
      'groups/spec/ingress/0 reference: the set of addresses partners, which does not exist',
      'groups/spec/ingress/0 rule: the set of addresses partners',
      'nowhere.tiered reference: tier nowhere, which does not exist',
    ])
  })
})

function cilium(name: string, ingress: readonly object[]): KubeObject {
  return object({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name, namespace: 'shop' },
    spec: { endpointSelector: {}, ingress },
  })
}

function words({ policy, pointer, what, meant }: Dangling): string {
  return `${policy.split('/').at(-1) ?? ''}${pointer} ${what}: ${meant}`
}
