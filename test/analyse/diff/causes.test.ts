import { expect } from 'chai'
import fc from 'fast-check'
import { connectivityDiff } from '../../../src/analyse/diff/connectivity-diff.ts'
import type { ConnectivityDifference } from '../../../src/analyse/diff/connectivity-diff.ts'
import { connectionSets } from '../../../src/analyse/engine/connection-sets.ts'
import { jointEndpoints } from '../../../src/analyse/diff/joint-endpoints.ts'
import type { JointEndpoint } from '../../../src/analyse/diff/joint-endpoints.ts'
import { describeObject } from '../../../src/analyse/names.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import { parseIpAddress } from '../../../src/core/ip-address.ts'
import { objectKeyOf, objectKeyParts } from '../../../src/core/object-key.ts'
import type { Pod } from '../../../src/model/cluster.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import type { AddressCell, Endpoint, PortRange, Reach } from '../../../src/model/reachability.ts'
import { clusterOf } from '../builders.ts'
import {
  randomAdminEstate,
  randomCalicoEstate,
  randomEstate,
  randomMeshEstate,
} from '../estates.ts'
import type { RandomEstate } from '../estates.ts'
import { randomCiliumEstate } from '../estates-cilium.ts'
import { MIXED_ESTATES } from '../estates-mixed.ts'

const MIXED = Object.fromEntries(
  Object.entries(MIXED_ESTATES).map(([name, each]) => [`estates ${name}`, each]),
)

const ESTATES: Readonly<Record<string, fc.Arbitrary<RandomEstate>>> = {
  NetworkPolicy: randomEstate,
  'policies of administrators': randomAdminEstate,
  Cilium: randomCiliumEstate,
  Calico: randomCalicoEstate,
  'a mesh': randomMeshEstate,
  ...MIXED,
}

type Counts = {
  differences: number
  ofAddresses: number
  several: number
  named: number
  candidates: number
}

describe('causes of differences, in random estates', () => {
  for (const [name, arbitrary] of Object.entries(ESTATES))
    it(`make the difference, and without them there is none, with ${name}`, async () => {
      const counts: Counts = { differences: 0, ofAddresses: 0, several: 0, named: 0, candidates: 0 }
      await fc.assert(
        fc.asyncProperty(arbitrary, arbitrary, fc.nat(), (one, two, seed) =>
          areRight(ofSinglePods(one), ofSinglePods(two), seed, counts),
        ),
        { seed: 20261127, numRuns: runsOf(name), endOnFailure: true },
      )
      const { differences, ofAddresses, several, named, candidates } = counts
      process.stdout.write(
        `      ${differences} differences, ${ofAddresses} with addresses, ${several} of several causes; ${named} causes named of ${candidates} changes\n`,
      )
      expect(differences).to.be.at.least(20)
      expect(named).to.be.below(candidates)
    })
})

/** In estates of Cilium settings that switch policies off make many pairs alike, in those of a mesh much is undecided on both sides. */
function runsOf(name: string): number {
  return /Cilium|mesh/.test(name) ? 16 : 8
}

/** Each pod its own workload, so that a difference speaks of one pair of pods. */
function ofSinglePods(estate: RandomEstate): RandomEstate {
  const { objects, platform = [] } = estate
  const alone = (each: KubeObject): KubeObject => {
    const { name, namespace, labels } = each.metadata
    if (each.kind !== 'Pod' || platform.includes(namespace ?? '')) return each
    const { annotations } = each.metadata
    return {
      ...each,
      metadata: {
        name,
        ...(namespace && { namespace }),
        ...(labels && { labels }),
        ...(annotations && { annotations }),
      },
    }
  }
  return { ...estate, objects: objects.map(alone) }
}

/** An estate, and one in which some objects are those of another: policies, settings and namespaces whole, pods by their labels. */
async function areRight(
  one: RandomEstate,
  two: RandomEstate,
  seed: number,
  counts: Counts,
): Promise<void> {
  const { podsByAddress, platform = [] } = one
  const analysed = async (objects: readonly KubeObject[]) => {
    const cluster = await clusterOf(objects, {}, { platformNamespaces: platform })
    return { cluster, reachability: analyse(cluster, { podsByAddress }) }
  }
  const changes = changesBetween(one, two, seed)
  const before = await analysed(one.objects)
  const after = await analysed(applied(one.objects, changes))
  const found = connectivityDiff(before, after)
  expect([...new Set(found.map(sidesOf))].sort()).to.deep.equal(everyDifference(before, after))
  const differs = remembered(async (some: readonly Change[]) =>
    connectivityDiff(await analysed(applied(one.objects, some)), after),
  )
  for (const difference of found) {
    counts.differences++
    if (difference.first.some(({ kind }) => kind === 'addresses')) counts.ofAddresses++
    const named = changes.filter((change) => difference.cause.some((text) => names(text, change)))
    const others = changes.filter((change) => !named.includes(change))
    counts.named += named.length
    counts.candidates += changes.length
    if (named.length > 1) counts.several++
    const said = JSON.stringify({ difference, changes: changes.map(({ key }) => key) })
    expect((await differs(named)).filter(isOf(difference)), said).to.deep.equal([])
    expect((await differs(others)).filter(isOf(difference)), said).to.not.be.empty
  }
}

/** A function of some of the changes that is computed once for each choice. */
function remembered<T>(compute: (some: readonly Change[]) => Promise<T>) {
  const known = new Map<string, Promise<T>>()
  return (some: readonly Change[]): Promise<T> => {
    const key = some.map((change) => change.key).join()
    const found = known.get(key) ?? compute(some)
    known.set(key, found)
    return found
  }
}

/** An object before and after; absent where it is not there. */
type Change = { readonly key: string; readonly before?: KubeObject; readonly after?: KubeObject }

function changesBetween(one: RandomEstate, two: RandomEstate, seed: number): readonly Change[] {
  const [a, b] = [one, two].map(
    ({ objects }) => new Map(objects.map((each) => [objectKeyOf(each), each])),
  )
  // Without any policy of Cilium nothing shows that Cilium is there, which changes what all others mean.
  const sign = one.objects.find(({ kind }) => kind.startsWith('Cilium') && kind.endsWith('Policy'))
  const keys = [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])]
    .filter((key) => sign === undefined || key !== objectKeyOf(sign))
    .sort()
  return keys
    .filter((_, at) => (seed >> (at % 20)) % 4 === 0)
    .flatMap((key) => {
      const change = changeOf(key, a?.get(key), b?.get(key), one.platform ?? [])
      return change === undefined ? [] : [change]
    })
    .slice(0, 5)
}

function changeOf(
  key: string,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
  platform: readonly string[],
): Change | undefined {
  const { kind, namespace } = objectKeyParts(key)
  if (FIXED.includes(kind) || platform.includes(namespace)) return undefined
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined
  if (kind !== 'Pod' && kind !== 'Namespace')
    return { key, ...(before && { before }), ...(after && { after }) }
  if (before === undefined || after === undefined) return undefined
  const metadata = { ...before.metadata, labels: after.metadata.labels ?? {} }
  return { key, before, after: { ...before, metadata } }
}

/** Kinds whose changes go by other names. */
const FIXED = ['Node', 'EndpointSlice', 'DaemonSet', 'Deployment', 'ServiceAccount']

function applied(objects: readonly KubeObject[], changes: readonly Change[]): KubeObject[] {
  const keys = new Set(changes.map(({ key }) => key))
  return [
    ...objects.filter((each) => !keys.has(objectKeyOf(each))),
    ...changes.flatMap(({ after }) => after ?? []),
  ]
}

/** Whether the text of a cause names a changed object. */
function names(text: string, { key, before, after }: Change): boolean {
  const { kind, metadata } = before ?? after ?? { kind: '', metadata: { name: '' } }
  if (kind === 'Pod')
    return text === `labels of ${metadata.namespace ?? 'default'}/Pod/${metadata.name} changed`
  if (kind === 'Namespace') return text === `labels of Namespace ${metadata.name} changed`
  return text.split(', ').some((part) => part.startsWith(`${describeObject(key)} `))
}

/** Whether another difference is between the same ends: ranges have other names where other policies cut them, and one address stays in them. */
function isOf({ first: [source, destination] }: ConnectivityDifference) {
  return (each: ConnectivityDifference): boolean =>
    isEnd(source, each.first[0]) && isEnd(destination, each.first[1])
}

function isEnd({ name, address }: JointEndpoint, other: JointEndpoint): boolean {
  if (address === undefined) return other.name === name
  return [...other.before, ...other.after].every(
    (each) => each.kind === 'addresses' && holds(each, address),
  )
}

function holds({ ranges }: AddressCell, text: string): boolean {
  const asked = parseIpAddress(text)
  return ranges.some(({ from, to }) => {
    const [first, last] = [parseIpAddress(from), parseIpAddress(to)]
    if (asked === undefined || first === undefined || last === undefined) return false
    return first.family === asked.family && first.value <= asked.value && asked.value <= last.value
  })
}
function sidesOf({ change, from, to }: ConnectivityDifference): string {
  return `${change} ${from} -> ${to}`
}

type Analysed = Parameters<typeof connectivityDiff>[0]

/** What asking for each pair of joint endpoints finds: slow, plain. */
function everyDifference(before: Analysed, after: Analysed): string[] {
  const joint = jointEndpoints(before.reachability, after.reachability)
  const sets = connectionSets()
  const found = new Set<string>()
  for (const source of joint)
    for (const destination of joint) {
      if (source.kind === 'addresses' && destination.kind === 'addresses') continue
      const [was = 0, is = 0] = (['before', 'after'] as const).map((side) => {
        const { reachability } = side === 'before' ? before : after
        const ranges = source[side].flatMap((from) =>
          destination[side].flatMap((to) =>
            from === to && from.kind === 'pods' && from.pods.length < 2
              ? []
              : portedRanges(reachability.between(from, to)),
          ),
        )
        return sets.of(ranges)
      })
      const sides = `${source.name} -> ${destination.name}`
      const local = (side: 'before' | 'after') => areLocal(source[side], destination[side])
      if (!local('before') && sets.subtract(is, was) !== sets.none) found.add(`opened ${sides}`)
      if (!local('after') && sets.subtract(was, is) !== sets.none) found.add(`closed ${sides}`)
    }
  return [...found].sort()
}

/** Whether each pod of the one runs on the node of each of the other, and one of both on its network. */
function areLocal(some: readonly Endpoint[], others: readonly Endpoint[]): boolean {
  const [a, b] = [some, others].map((all) =>
    all.flatMap((each): (Pod | undefined)[] =>
      each.kind === 'pods' ? [...each.pods] : [undefined],
    ),
  )
  const pairs = (a ?? []).flatMap((one) => (b ?? []).map((other) => [one, other] as const))
  return (
    pairs.length > 0 &&
    pairs.every(
      ([one, other]) =>
        one?.node !== undefined &&
        one.node === other?.node &&
        (one.hostNetwork || other.hostNetwork),
    )
  )
}

function portedRanges({ allowed, indeterminate }: Reach): readonly PortRange[] {
  return [...allowed.ranges, ...indeterminate.ranges].filter(({ from }) => from !== undefined)
}
