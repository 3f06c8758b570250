import type fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { RandomEstate } from '../analyse/estates.ts'
import type { NaiveQuestion, Side } from '../analyse/naive.ts'
import { NAMESPACES } from '../analyse/estate-parts.ts'
import { namespace, node } from '../analyse/builders.ts'
import { packetsOf } from './agreement.ts'

/** Addresses at the borders of the CIDRs, enough for every pod of an estate to have its own. */
const POOLS = {
  4: [
    ...['10.0.0.1', '10.0.0.2', '10.0.0.127', '10.0.0.128', '10.0.1.0', '192.168.0.9'],
    ...['10.0.0.254', '10.255.255.255', '9.255.255.255', '11.0.0.0', '10.0.0.3', '172.16.0.1'],
  ],
  6: [
    ...['fd00::1', 'fd00::2', 'fd00::ff', 'fd00:0:0:1::1', 'fd00::ffff:ffff:ffff:ffff'],
    ...['fd01::1', 'fcff:ffff::1', '2001:db8::2', 'fd00::4', 'fd00::5', 'fd00::6', 'fd00::7'],
  ],
} as const

const NODES: readonly KubeObject[] = [
  { ...node('n1', '10.0.0.129'), metadata: { name: 'n1', labels: { zone: 'a' } } },
  node('n2', '10.0.0.126'),
]

/** How estates are changed for a peer. */
export type Changes = {
  /** an object as both read it alike; undefined leaves it out */
  readonly object?: (object: KubeObject, all: readonly KubeObject[]) => KubeObject | undefined
  readonly podsByAddress?: RandomEstate['podsByAddress']
  /** what stands in every estate, too */
  readonly more?: readonly KubeObject[]
}

/**
 * The estates as a cluster may have them and a packet shows them: every pod has addresses of its own, runs on the pod network of some
 * node, every namespace is there, and questions go between addresses of one family.
 */
export function realistic(
  estates: fc.Arbitrary<RandomEstate>,
  { object: change = (object) => object, podsByAddress = true, more = [] }: Changes = {},
): fc.Arbitrary<RandomEstate> {
  return estates.map((estate) => {
    const pods = new Map<unknown, KubeObject>()
    for (const object of estate.objects)
      if (object.kind === 'Pod') pods.set(object, settled(object, pods.size))
    const sideOf = (side: Side): Side => ('pod' in side ? { pod: pods.get(side.pod) } : side)
    const others = estate.objects.filter(({ kind }) => !OWN_KINDS.includes(kind))
    return {
      ...estate,
      podsByAddress,
      objects: [
        ...NAMESPACES.map((name) => named(estate.objects, name)),
        ...NODES,
        ...pods.values(),
        ...others.flatMap((each) => change(each, estate.objects) ?? []),
        ...more,
      ],
      questions: estate.questions
        .map((each): NaiveQuestion => ({ ...each, from: sideOf(each.from), to: sideOf(each.to) }))
        .filter((each) => each.protocol !== 'ICMP' && !isLoop(each) && packetsOf(each).length > 0),
    }
  })
}

const OWN_KINDS = ['Pod', 'Node', 'Namespace']

/** No peer judges what a pod sends to itself. */
function isLoop({ from, to }: NaiveQuestion): boolean {
  return 'pod' in from && 'pod' in to && from.pod === to.pod
}

function named(objects: readonly KubeObject[], name: string): KubeObject {
  const found = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name)
  return namespace(name, { ...found?.metadata.labels, 'kubernetes.io/metadata.name': name })
}

type Port = { readonly name: string; readonly protocol: string }

type RawPod = KubeObject & {
  readonly spec: {
    readonly nodeName?: string
    readonly containers: readonly { readonly ports: readonly Port[] }[]
  }
  readonly status: { readonly podIPs: readonly { readonly ip: string }[] }
}

function settled(object: KubeObject, index: number): KubeObject {
  const { spec, status, ...rest } = object as RawPod
  const families = new Set(status.podIPs.map(({ ip }) => (ip.includes(':') ? 6 : 4)))
  if (families.size === 0) families.add(4)
  const podIPs = [...families].map((family) => ({ ip: POOLS[family][index] ?? 'none' }))
  const containers = spec.containers.map((each) => ({ ...each, ports: withOwnNames(each.ports) }))
  const json: unknown = {
    ...rest,
    spec: { ...spec, containers, nodeName: spec.nodeName ?? 'n1', hostNetwork: false },
    status: { ...status, podIP: podIPs[0]?.ip, podIPs },
  }
  return json as KubeObject
}

/** Ports of a container: an API server takes no two of one name. */
function withOwnNames(ports: readonly Port[]): Port[] {
  const byName = new Map(ports.map((each) => [each.name, each]))
  return [...byName.values()]
}
