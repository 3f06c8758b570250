import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import { defined, IPV4, labels, OUTSIDE } from './estate-parts.ts'
import { randomCalicoEstate, withObjects, withPods } from './estates.ts'
import type { RandomEstate } from './estates.ts'

const host = (node: string) =>
  fc
    .record({
      labels,
      expectedIPs: fc.uniqueArray(fc.constantFrom(...IPV4, ...OUTSIDE), { maxLength: 2 }),
      profiles: fc.constantFrom([], ['projectcalico-default-allow'], ['of-another-day']),
    })
    .map(({ labels: own, ...spec }) =>
      calico('HostEndpoint', `host-${node}`, { node, interfaceName: '*', ...spec }, own),
    )

const settings = fc.option(
  fc
    .record({
      failsafeInboundHostPorts: fc.constantFrom(
        [],
        [{ protocol: 'tcp', port: 80 }],
        [{ protocol: 'tcp', port: 8080, net: '10.0.0.0/24' }],
      ),
      failsafeOutboundHostPorts: fc.constantFrom([], [{ protocol: 'udp', port: 80 }]),
    })
    .map((spec) => calico('FelixConfiguration', 'default', spec)),
)

/** What makes a global policy one for forwarded traffic, for untracked one, or for packets before their addresses are translated. */
const stage = fc.constantFrom(
  {},
  {},
  {},
  { applyOnForward: true },
  { applyOnForward: true, doNotTrack: true },
  { applyOnForward: true, preDNAT: true },
)

/** Random clusters of Calico whose nodes have host endpoints, and that have more pods on the network of their node. */
export const randomHostEstate: fc.Arbitrary<RandomEstate> = fc
  .record({
    estate: randomCalicoEstate,
    first: host('n1'),
    second: fc.option(host('n2')),
    settings,
    stages: fc.array(stage, { minLength: 4, maxLength: 4 }),
  })
  .map(({ estate, first, second, settings: felix, stages }) => {
    const onNodes = withPods(estate, onNode)
    const globals = onNodes.objects.filter(({ kind }) => kind === 'GlobalNetworkPolicy')
    const staged = new Map(globals.map((each, at) => [each, inStage(each, stages[at] ?? {}, at)]))
    return withObjects(
      { ...onNodes, objects: onNodes.objects.map((each) => staged.get(each) ?? each) },
      [first, second, felix].filter((each) => each !== null),
    )
  })

/** A third more of the pods on the network of their node, and each of these on a node. */
function onNode(pod: KubeObject, at: number): KubeObject {
  const spec = pod.spec as { readonly hostNetwork?: boolean; readonly nodeName?: string }
  const { hostNetwork = at % 3 === 0, nodeName } = spec
  const place = hostNetwork ? { nodeName: nodeName ?? 'n1' } : {}
  return { ...pod, spec: { ...spec, hostNetwork, ...place } }
}

/** Untracked and pre-DNAT policies have no tiers of their own here, and no names for their order to be settled by. */
function inStage(policy: KubeObject, flags: object, at: number): KubeObject {
  const spec = policy.spec as Record<string, unknown>
  const early = Object.keys(flags).length > 1
  const place = early ? { tier: 'default', order: 10 + at } : {}
  const ingress = 'preDNAT' in flags ? { egress: undefined, types: ['Ingress'] } : {}
  return defined({ ...policy, spec: { ...spec, ...flags, ...place, ...ingress } }) as KubeObject
}

function calico(kind: string, name: string, spec: object, own?: object): KubeObject {
  const metadata = { name, labels: own }
  return defined({ apiVersion: 'projectcalico.org/v3', kind, metadata, spec }) as KubeObject
}
