import fc from 'fast-check'
import type { KubeObject } from '../../src/model/object.ts'
import type { NaiveQuestion } from './naive.ts'
import { namespace, networkPolicy, node, pod } from './builders.ts'
import {
  NAMESPACES,
  IPV4,
  IPV6,
  OUTSIDE,
  OUTSIDE6,
  CIDRS,
  PORTS,
  PORT_NAMES,
  PROTOCOLS,
  labels,
  selector,
  namespaceSelector,
  mostly,
  manyOf,
  defined,
} from './estate-parts.ts'
import { adminPolicy } from './estates-admin.ts'
import { calicoContext, calicoPolicy } from './estates-calico.ts'
import { meshParts, meshPolicy, meshedPod, NO_MESH } from './estates-istio.ts'
import type { MeshParts } from './estates-istio.ts'

/** A small cluster, the option of its network plugin, and questions about it. */
export type RandomEstate = {
  readonly objects: readonly KubeObject[]
  readonly podsByAddress: boolean | 'unknown'
  /** namespaces declared as platform; absent: none */
  readonly platform?: readonly string[]
  readonly questions: readonly NaiveQuestion[]
}

const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector: selector, namespaceSelector }),
  fc.record({
    ipBlock: fc.record(
      {
        cidr: fc.constantFrom(...CIDRS),
        except: fc.array(fc.constantFrom(...CIDRS.slice(2)), { maxLength: 2 }),
      },
      { requiredKeys: ['cidr'] },
    ),
  }),
)

const portItem = fc.oneof(
  fc.record(
    { protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(80, 8080, 8090, 65535) },
    { requiredKeys: [] },
  ),
  fc.record({ protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(...PORT_NAMES) }),
  fc.record({ port: fc.constantFrom(1, 80, 8080), endPort: fc.constantFrom(8080, 8090, 65535) }),
)

const rule = (field: 'from' | 'to') =>
  fc.record(
    {
      [field]: mostly(fc.array(peer, { minLength: 1, maxLength: 2 })),
      ports: mostly(fc.array(portItem, { minLength: 1, maxLength: 3 })),
    },
    { requiredKeys: [] },
  )

/** Often all pods of the namespace, so that most are isolated. */
const subject = fc.oneof(fc.constant({}), selector)

const spec = fc.record(
  {
    podSelector: subject,
    policyTypes: fc.constantFrom([], ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: fc.array(rule('from'), { maxLength: 2 }),
    egress: fc.array(rule('to'), { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

/** A NetworkPolicy; a number makes its name. */
export const anyNetworkPolicy = fc.record({ home: fc.constantFrom(...NAMESPACES), spec }).map(
  ({ home, spec }) =>
    (name: number) =>
      networkPolicy(home, `policy-${name}`, defined(spec)),
)

/** Named ports of a container; the API server refuses a name given twice. */
export const containerPorts = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...PORT_NAMES),
    protocol: fc.constantFrom('TCP', 'UDP'),
    containerPort: fc.constantFrom(80, 8080),
  }),
  { maxLength: 2, selector: ({ name }) => name },
)

/** A pod, and now and then a second one of the same workload that differs in its ports only. */
const somePod = fc
  .record({
    home: fc.constantFrom(...NAMESPACES),
    labels,
    ips: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...IPV4).map((ip) => [ip]) },
      { weight: 1, arbitrary: fc.constantFrom(...IPV6).map((ip) => [ip]) },
      { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...IPV4), fc.constantFrom(...IPV6)) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
    node: fc.constantFrom('n1', 'n2', undefined),
    hostNetwork: fc.constantFrom(true, false, false, false, false),
    owner: fc.constantFrom('ReplicaSet/web', 'StatefulSet/db', undefined),
    ports: containerPorts,
    twin: fc.option(containerPorts),
  })
  .map(({ home, node, owner, twin, ...rest }) => (name: number): KubeObject[] => {
    const options = {
      ...rest,
      ...(node === undefined ? {} : { node }),
      ...(owner === undefined ? {} : { owner }),
    }
    const first = pod(home, `pod-${name}`, options)
    return twin === null ? [first] : [first, pod(home, `twin-${name}`, { ...options, ports: twin })]
  })

const somewhere = fc.oneof(
  { weight: 4, arbitrary: fc.nat() },
  { weight: 1, arbitrary: fc.constantFrom(...OUTSIDE, ...OUTSIDE6) },
)

/** Of the protocols, TCP is asked about this many times as often as SCTP. */
const questionWith = (tcp: number) =>
  fc.record({
    from: somewhere,
    to: somewhere,
    protocol: fc.constantFrom(...Array<string>(tcp).fill('TCP'), 'UDP', 'UDP', 'SCTP', 'ICMP'),
    port: fc.constantFrom(...PORTS),
  })

/** How many there are of what every estate has, and how many times as often as SCTP questions are about TCP. */
type Sizes = {
  readonly pods: fc.ArrayConstraints
  readonly policies: fc.ArrayConstraints
  readonly tcp: number
}

const SIZES: Sizes = {
  pods: { minLength: 2, maxLength: 6 },
  policies: { minLength: 2, maxLength: 6 },
  tcp: 6,
}

/** A mesh decides about TCP between pods, where NetworkPolicies leave it something to decide. */
const MESH_SIZES: Sizes = {
  pods: { minLength: 4, maxLength: 7 },
  policies: { minLength: 2, maxLength: 3 },
  tcp: 24,
}

/** Random clusters: few labels, names and addresses, so that policies hit; questions at the borders of ports and CIDRs. */
export const randomEstate: fc.Arbitrary<RandomEstate> = estateWith(fc.constant([]))

/** The same with policies of administrators before and after NetworkPolicy. */
export const randomAdminEstate: fc.Arbitrary<RandomEstate> = estateWith(
  fc.uniqueArray(adminPolicy, { minLength: 2, maxLength: 5, selector: onlyBaseline }),
)

/** There is one baseline policy, which is named default; of all others there are any. */
function onlyBaseline(make: (name: number) => KubeObject): unknown {
  return make(0).metadata.name === 'default' ? 'default' : make
}

/** The same with policies of Istio, pods with and without proxies, and now and then a port that only tunnels use. */
export const randomMeshEstate: fc.Arbitrary<RandomEstate> = estateWith(
  fc.array(meshPolicy, { minLength: 8, maxLength: 12 }),
  meshParts,
  MESH_SIZES,
)

/** The same with policies of Calico, whose pods run as different service accounts. */
export const randomCalicoEstate: fc.Arbitrary<RandomEstate> = fc
  .tuple(estateWith(fc.array(calicoPolicy, { minLength: 1, maxLength: 4 })), calicoContext)
  .map(([estate, context]) =>
    withObjects(
      withPods(estate, (pod, at) => (at % 2 === 0 ? pod : asAccount(pod, 'one'))),
      context,
    ),
  )

/** An estate with each of its pods rewritten, also in its questions. */
export function withPods(
  estate: RandomEstate,
  rewrite: (pod: KubeObject, at: number) => KubeObject,
): RandomEstate {
  const pods = estate.objects.filter(({ kind }) => kind === 'Pod')
  const moved = new Map<unknown, KubeObject>(pods.map((pod, at) => [pod, rewrite(pod, at)]))
  const sideOf = (side: NaiveQuestion['from']) =>
    'pod' in side ? { pod: moved.get(side.pod) } : side
  return {
    ...estate,
    objects: estate.objects.map((each) => moved.get(each) ?? each),
    questions: estate.questions.map((each) => ({
      ...each,
      from: sideOf(each.from),
      to: sideOf(each.to),
    })),
  }
}

/** An estate with more objects. */
export function withObjects(estate: RandomEstate, more: readonly KubeObject[]): RandomEstate {
  return { ...estate, objects: [...estate.objects, ...more] }
}

function asAccount(pod: KubeObject, serviceAccountName: string): KubeObject {
  return { ...pod, spec: { ...(pod.spec as object), serviceAccountName } }
}

function estateWith(
  others: fc.Arbitrary<((name: number) => KubeObject)[]>,
  meshes: fc.Arbitrary<MeshParts> = fc.constant(NO_MESH),
  { pods: somePods, policies: somePolicies, tcp } = SIZES,
): fc.Arbitrary<RandomEstate> {
  return fc
    .record({
      namespaces: fc.tuple(fc.option(labels, { freq: 1 }), labels, labels),
      hostNamespace: fc.option(labels, { freq: 1 }),
      pods: fc.array(somePod, somePods),
      policies: fc.array(anyNetworkPolicy, somePolicies),
      others,
      mesh: meshes,
      podsByAddress: fc.constantFrom(true, false, 'unknown' as const),
      questions: manyOf(questionWith(tcp)),
    })
    .map(
      ({ namespaces, hostNamespace, pods, policies, others, mesh, podsByAddress, questions }) => {
        const made = pods
          .flatMap((make, index) => make(index))
          .map((pod, index) => meshedPod(pod, mesh, index))
        const sideOf = (place: number | string) =>
          typeof place === 'string' ? { ip: place } : { pod: made[place % made.length] }
        return {
          objects: [
            ...namespaces.flatMap((labels, index) =>
              labels === null
                ? []
                : [namespace(NAMESPACES[index] ?? '', { ...labels, ...mesh.namespaces[index] })],
            ),
            ...(hostNamespace === null ? [] : [namespace('openshift-host-network', hostNamespace)]),
            ...(others.length === 0 ? [] : NODES),
            ...mesh.controlPlane,
            ...mesh.listeners,
            ...made,
            ...policies.map((make, index) => make(index)),
            ...others.map((make, index) => make(index)),
          ],
          podsByAddress,
          platform: mesh.platform,
          questions: questions
            .map((each) => ({ ...each, from: sideOf(each.from), to: sideOf(each.to) }))
            .filter(({ from, to }) => 'pod' in from || 'pod' in to),
        }
      },
    )
}

/** Two nodes whose addresses hostNetwork pods and outside addresses have, too. */
const NODES: readonly KubeObject[] = [
  { ...node('n1', '10.0.0.127'), metadata: { name: 'n1', labels: { zone: 'a' } } },
  node('n2', '10.0.0.126'),
]
