import type { Instant } from '../core/clock.ts'
import type { Enforcer, NotEnforced } from './enforcer.ts'
import type { ClusterFacts } from './facts.ts'
import type { KubeObject, Labels, ObjectKey, ResourceName } from './object.ts'
import type { AddressSet, MeshPresence, Policy, Protocol, Selector } from './policy.ts'
import type { ServedPort } from './served.ts'
import type { Passage } from './passage.ts'
import type { Snapshot } from './snapshot.ts'

/** A namespace. Labels always hold kubernetes.io/metadata.name, which the API server adds. */
export type Namespace = {
  readonly key: ObjectKey
  readonly name: string
  readonly labels: Labels
  readonly annotations: Labels
  /** false: only pods mention it, its object was not read; labels other than the name are unknown */
  readonly read: boolean
}

/** A node. */
export type Node = {
  readonly key: ObjectKey
  readonly name: string
  readonly labels: Labels
  readonly addresses: readonly string[]
  /** addresses from which it may speak to pods of other nodes besides, canonical and sorted; absent: nothing about it says whether there are any */
  readonly tunnels?: readonly string[]
  /** ranges that it gives addresses to pods from (`spec.podCIDRs`) */
  readonly podRanges: readonly string[]
  readonly ready: boolean
  readonly schedulable: boolean
  readonly kubeletVersion?: string
  readonly providerId?: string
  /** absent: its object does not say */
  readonly createdAt?: Instant
}

/** Who runs the control plane of a cluster, as benchmarks tell it apart. */
export type PlatformName = 'eks' | 'gke' | 'aks' | 'openshift' | 'self-managed' | 'unknown'

/** The platform of a cluster, and by what it is known, for people. */
export type Platform = { readonly name: PlatformName; readonly basis: string }

/** A container port that a pod declares. */
export type ContainerPort = {
  readonly name?: string
  readonly protocol: Protocol
  readonly port: number
  /** absent: none, or one that nobody beyond the node reaches */
  readonly hostPort?: number
  /** the only address of its node at which it has the host port, canonical; absent: at all */
  readonly hostIp?: string
}

/** The controller at the top of an owner chain, `Deployment/web`; a pod without owner is `Pod/name`. */
export type WorkloadName = `${string}/${string}`

/** A pod of the model. Finished pods (Succeeded, Failed) are left out. */
export type Pod = {
  readonly key: ObjectKey
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
  readonly workload: WorkloadName
  readonly serviceAccount: string
  readonly hostNetwork: boolean
  /** absent: not scheduled yet */
  readonly node?: string
  /** pod addresses of both families; empty: has none yet, is kept by its labels */
  readonly addresses: readonly string[]
  readonly ports: readonly ContainerPort[]
  /** true: it names no owner at all */
  readonly ownerless?: true
  /** its node's own: a static pod, shown by a mirror pod */
  readonly mirror?: true
  /** true: stands for a workload without pods (folders of manifests) */
  readonly standIn: boolean
  /** it stands for more than one pod, alike but for their names, or for how many is not said; absent: it is one pod */
  readonly several?: true
  /** it stands for an endpoint of the network plugin itself, by the name that policies know; no selector finds it. Absent: it is a pod */
  readonly entity?: string
  /** further networks that it asks for, as it writes them: `storage`, `pay/storage`; absent: none */
  readonly networks?: readonly string[]
  readonly images: readonly string[]
  /** command line of a network plugin's container whose flags say whether it enforces; absent: it has none, or is not kept */
  readonly flags?: readonly string[]
  /** the Ready condition; absent where no status says */
  readonly ready?: boolean
  /** how it takes part in a service mesh, as the pod and its namespace show; absent: it does not. Never on the network of a node */
  readonly mesh?: MeshMode
  /** its annotations let some of its traffic pass its proxy by; absent: they do not */
  readonly meshBypass?: true
  /** what Services say of its TCP ports, ascending; absent: it has no proxy beside it, or they could not all be read */
  readonly served?: readonly ServedPort[]
  /** waypoints through which it is reached; absent: none */
  readonly waypoints?: readonly WaypointUse[]
  /** what it says itself of getting a proxy beside it; absent: nothing, its namespace decides */
  readonly injection?: 'yes' | 'no'
}

/** How traffic of a pod meets the policies of a mesh: a proxy beside it, one on its node, or it is such a proxy for others. */
export type MeshMode = 'sidecar' | 'ambient' | 'waypoint' | 'gateway'

/** A waypoint of an ambient mesh before a pod: who is in the care of its node's proxy reaches the pod through it, by one of its addresses. */
export type WaypointUse = {
  /** `namespace/name` of its Gateway */
  readonly waypoint: string
  /** `namespace/name` of the Service to whose address it belongs; absent: the pod's own address */
  readonly service?: string
  /** TCP ports of the pod to which the Service leads, ascending; absent: any */
  readonly ports?: readonly number[]
  /** whether gateways of Istio are asked to go through it, too; absent: they are not */
  readonly ingress?: true
  /** why it is not certain that the waypoint takes the traffic; absent: it does */
  readonly unsure?: string
}

/** One port of a Service, as far as it says what is spoken on a port of pods. `target` is a pod port, or the name of one. */
export type ServiceTargetPort = {
  readonly name?: string
  readonly protocol: Protocol
  readonly port: number
  readonly target: number | string
  readonly appProtocol?: string
}

/** What stands behind a Service, for policies that name it, and what it says of ports. */
export type ServiceTarget = {
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
  /** empty: its addresses decide */
  readonly selector: Selector
  /** of its EndpointSlices, canonical and sorted; empty where there is a selector */
  readonly addresses: readonly string[]
  readonly type: string
  readonly ports: readonly ServiceTargetPort[]
}

/** A Service under the addresses that lead to what stands behind it. */
export type ServiceFront = {
  readonly namespace: string
  readonly name: string
  /** canonical; `own`: assigned for use within the cluster (clusterIPs), else an address of the outside that nodes take as the Service's */
  readonly addresses: readonly { readonly address: string; readonly own: boolean }[]
  /** whether nodes leave the client's address as it is (externalTrafficPolicy Local) */
  readonly local: boolean
  /** CIDRs that its load balancer lets in; empty: any */
  readonly sourceRanges: readonly string[]
  readonly ports: readonly ServiceFrontPort[]
}

/** A port of a Service and what stands behind it, ready or not. */
export type ServiceFrontPort = {
  readonly protocol: Protocol
  readonly port: number
  /** pods by the port that they are reached at; absent: the slices do not say */
  readonly targets: readonly { readonly targetPort?: number; readonly pods: readonly Pod[] }[]
  /** what else its EndpointSlices lead to: canonical addresses that no pod has */
  readonly others: readonly { readonly targetPort?: number; readonly address: string }[]
  /** whether more may stand behind it: its EndpointSlices were not read, or a redacted label decides */
  readonly more: boolean
}

/** What the controller of an Ingress or Route does with plain HTTP, for people: `ssl-redirect is "false"`. */
export type PlainHttp = {
  /** `none`: it does not answer there; unknown: what decides is not read */
  readonly answer: 'none' | 'redirected' | 'served' | 'unknown'
  readonly why: string
}

/** One way by which traffic from outside the cluster reaches pods. */
export type Exposure = {
  readonly kind:
    | 'NodePort'
    | 'LoadBalancer'
    | 'ExternalIP'
    | 'HostPort'
    | 'HostNetwork'
    | 'Ingress'
    | 'Gateway'
    | 'Route'
  /** the Service, Ingress, route or Pod that opens it */
  readonly source: ObjectKey
  readonly pointer: string
  readonly namespace: string
  /** name of the source object */
  readonly name: string
  readonly protocol: Protocol
  /** the port that the outside sees; absent where any */
  readonly port?: number
  /** NodePort: the port of the Service itself */
  readonly servicePort?: number
  /** the pods' port */
  readonly targetPort?: number
  /** CIDRs allowed to come in; empty: any */
  readonly sourceRanges: readonly string[]
  /**
   * Load balancers with source ranges and without node ports: who drops what comes from elsewhere. `nodes` where their proxies of Services see the
   * address of the load balancer, else the load balancer alone. Absent: nobody, or node ports pass by the ranges
   */
  readonly rangesHeldBy?: 'nodes' | 'balancer'
  /** load balancers: the annotation by which the object claims that it is internal; that shows nothing by itself. Absent: none does */
  readonly internalBy?: string
  /** hosts of an Ingress or route, or the one address of a host port; empty: any */
  readonly hosts: readonly string[]
  /** whether TLS is stated; absent where nothing says */
  readonly tls?: boolean
  /** Ingresses and Routes: what becomes of plain HTTP for the same hosts, where they have TLS */
  readonly plain?: PlainHttp
  /**
   * Services: `kept` where nodes pass traffic to their own pods only and policies see the client (externalTrafficPolicy Local); `rewritten` where
   * policies may see the address of a node instead. Absent: kept
   */
  readonly client?: 'kept' | 'rewritten'
  /** Ingresses and routes: what takes the traffic first */
  readonly through?: Passage
  readonly pods: readonly Pod[]
}

/** An object whose fields are not what its API defines, or of which a part is not followed: it, or that part, is not in the model. */
export type UnreadableObject = {
  readonly key: ObjectKey
  readonly pointer: string
  readonly why: string
}

/**
 * What may allow whatever the policies deny, one sentence each, sorted, by the connections of which it may be so: where there is any, none of them
 * is denied for certain. The edge of the pod network is an address, or a pod on the network of its node.
 */
export type Doubts = {
  readonly everywhere: readonly string[]
  readonly toEdge: readonly string[]
  readonly fromOrToEdge: readonly string[]
}

/**
 * One cluster's facts, reduced to what analysis and checks read: the one structure per cluster that is held in memory whole. All lists are
 * sorted by key.
 */
export type Cluster = {
  readonly name: string
  readonly snapshot: Snapshot
  readonly namespaces: ReadonlyMap<string, Namespace>
  readonly nodes: ReadonlyMap<string, Node>
  readonly pods: readonly Pod[]
  readonly policies: readonly Policy[]
  /** sets of addresses that policies refer to */
  readonly addressSets: readonly AddressSet[]
  /** by `namespace/name` */
  readonly services: ReadonlyMap<string, ServiceTarget>
  /** Services that have addresses, sorted by namespace and name */
  readonly fronts: readonly ServiceFront[]
  /** addresses that Services name which cannot be read, canonical, with `namespace/name`: what answers there is not known */
  readonly unreadFronts: readonly { readonly address: string; readonly place: string }[]
  /** labels of service accounts by `namespace/name`; those that were not read are absent */
  readonly serviceAccounts: ReadonlyMap<string, Labels>
  /** what the policy APIs themselves assumed or could not settle, one sentence each, sorted */
  readonly settled: {
    readonly assumptions: readonly string[]
    readonly blockers: readonly string[]
  }
  /** what the cluster states before it is known what it means there, for telling which change made a difference */
  readonly stated: {
    /** as translated, object by object */
    readonly policies: readonly Policy[]
    /** objects that say what policies mean */
    readonly context: readonly KubeObject[]
    /** data of the ConfigMaps of kube-system that are read, by name */
    readonly settings: ReadonlyMap<string, Labels>
    /** namespaces of which not all Services could be read */
    readonly unreadServices: ReadonlySet<string> | 'all'
  }
  readonly exposures: readonly Exposure[]
  /** installed kinds of custom resources that open pods to the outside and are not read, by the names of their definitions, sorted */
  readonly unreadExposure: readonly string[]
  readonly enforcer: Enforcer
  readonly platform: Platform
  /** policies that it does not enforce and that are left out above, sorted by key */
  readonly notEnforced: readonly NotEnforced[]
  readonly mesh: MeshPresence
  readonly doubts: Doubts
  /** objects that could not be read; analysis names them as blockers */
  readonly unreadable: readonly UnreadableObject[]
  /** keys of all objects in namespace `default`, for CIS 5.6.4 */
  readonly inDefaultNamespace: readonly ObjectKey[]
  /** object counts per resource name */
  readonly counts: ReadonlyMap<ResourceName, number>
  /** what checks ask beside who can reach whom */
  readonly facts: ClusterFacts
}
