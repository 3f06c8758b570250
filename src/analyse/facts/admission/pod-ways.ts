import { CONTAINER_KINDS } from '../../../model/pod-admission.ts'
import type { ContainerKind, PodPlace, PodRefusal, PodWay } from '../../../model/pod-admission.ts'
import { ABSENT, ANY_LIST, UNKNOWN, listWith, objectWith, valueOf } from './known.ts'
import type { Known } from './known.ts'
import { VOLUME_SOURCES } from './volume-sources.ts'

/** What is known of the pods that go one way in one place: each pod that does is one of these. */
type Ways = Readonly<Record<PodWay, Partial<Readonly<Record<PodPlace, readonly Known[]>>>>>

const TRUE = valueOf(true)
const FALSE = valueOf(false)

/** A container, or pod, whose security context is known; absent: it has none. */
function withContext(members?: Readonly<Record<string, Known>>): Readonly<Record<string, Known>> {
  return { securityContext: members === undefined ? ABSENT : objectWith(members) }
}

/** Pods whose spec is known in part; they may have containers of any kind. */
function podWith(spec: Readonly<Record<string, Known>>): Known {
  const others = { kind: 'maybe', of: ANY_LIST } as const
  const containers = { containers: ANY_LIST, initContainers: others, ephemeralContainers: others }
  return objectWith({ kind: valueOf('Pod'), spec: objectWith({ ...containers, ...spec }) })
}

type Container = Readonly<Record<string, Known>>

/** Pods that have one of these containers, in each kind; with a spec of which more is known. */
function inContainers(containers: readonly Container[], specs: readonly Container[] = [{}]) {
  const ofKind = (kind: ContainerKind) =>
    containers.flatMap((each) =>
      specs.map((spec) => podWith({ ...spec, [kind]: listWith(objectWith(each)) })),
    )
  return {
    containers: ofKind('containers'),
    initContainers: ofKind('initContainers'),
    ephemeralContainers: ofKind('ephemeralContainers'),
  }
}

/** A context without a member, or none at all. */
function without(name: string): readonly Container[] {
  return [withContext(), withContext({ [name]: ABSENT })]
}

/** Containers whose list of dropped capabilities has none of some names, or that have none. */
function keeping(names: readonly string[]): readonly Container[] {
  const dropped = { kind: 'list', holds: [], others: { kind: 'text', isNot: names } } as const
  return [
    ...without('capabilities'),
    ...[ABSENT, dropped].map((drop) => withContext({ capabilities: objectWith({ drop }) })),
  ]
}

const FOREIGN: Known = { kind: 'text', isNot: ['NET_BIND_SERVICE'] }

/** One capability that is not NET_BIND_SERVICE, alone and among others. */
const ADDED: readonly Known[] = [
  { kind: 'list', holds: [FOREIGN] },
  { kind: 'list', holds: [FOREIGN, UNKNOWN], others: UNKNOWN },
]

/** A volume of one source: the API server takes none with a second one (k8s.io/kubernetes, pkg/apis/core/validation, validateVolumeSource). */
function volumeOf(source: string): Known {
  const others = VOLUME_SOURCES.map((each) => [each, ABSENT] as const)
  return objectWith({ ...Object.fromEntries(others), [source]: objectWith({}) })
}

const HOST_PROCESS = withContext({ windowsOptions: objectWith({ hostProcess: TRUE }) })
const HOST_PORT = { ports: listWith(objectWith({ hostPort: { kind: 'least', least: 1 } })) }
const HOST_PATH = { volumes: listWith(volumeOf('hostPath')) }
const NOT_ROOT = 'runAsNonRoot'

const WAYS: Ways = {
  allowPrivilegeEscalation: inContainers([withContext({ allowPrivilegeEscalation: TRUE })]),
  'allowPrivilegeEscalation unset': inContainers(without('allowPrivilegeEscalation')),
  'capabilities added': inContainers(
    ADDED.map((add) => withContext({ capabilities: objectWith({ add }) })),
  ),
  'capabilities kept': inContainers(keeping(['ALL'])),
  'capabilities keeping NET_RAW': inContainers(keeping(['ALL', 'NET_RAW'])),
  hostIPC: { pod: [podWith({ hostIPC: TRUE })] },
  hostNetwork: { pod: [podWith({ hostNetwork: TRUE })] },
  hostPID: { pod: [podWith({ hostPID: TRUE })] },
  hostPath: { pod: [podWith(HOST_PATH)] },
  hostPort: inContainers([HOST_PORT]),
  hostProcess: { pod: [podWith(HOST_PROCESS)], ...inContainers([HOST_PROCESS]) },
  privileged: inContainers([withContext({ privileged: TRUE })]),
  // what a container says holds before what its pod says
  runAsNonRoot: joined(
    inContainers([withContext({ [NOT_ROOT]: FALSE })]),
    inContainers(without(NOT_ROOT), [withContext({ [NOT_ROOT]: FALSE })]),
  ),
  'runAsNonRoot unset': inContainers(without(NOT_ROOT), without(NOT_ROOT)),
}

function joined(
  one: Readonly<Record<ContainerKind, readonly Known[]>>,
  other: Readonly<Record<ContainerKind, readonly Known[]>>,
): Readonly<Record<ContainerKind, readonly Known[]>> {
  return {
    containers: [...one.containers, ...other.containers],
    initContainers: [...one.initContainers, ...other.initContainers],
    ephemeralContainers: [...one.ephemeralContainers, ...other.ephemeralContainers],
  }
}

const PLACES: readonly PodPlace[] = ['pod', ...CONTAINER_KINDS]

/** The places in which pods can go a way, the pod itself first. */
export function placesOf(way: PodWay): readonly PodPlace[] {
  return PLACES.filter((each) => WAYS[way][each] !== undefined)
}

/** The ways, with their places, on which all pods are refused; in the order of their names. */
export function refusedWays(isRefused: (pods: Known) => boolean): readonly PodRefusal[] {
  const ways = Object.keys(WAYS) as PodWay[]
  return ways
    .map((way) => ({
      way,
      places: placesOf(way).filter((place) => WAYS[way][place]?.every(isRefused)),
    }))
    .filter(({ places }) => places.length > 0)
}

/** What is refused by something that is not asked when ephemeral containers are added. */
export function withoutEphemeral(refuses: readonly PodRefusal[]): readonly PodRefusal[] {
  return refuses
    .map(({ way, places }) => ({
      way,
      places: places.filter((each) => each !== 'ephemeralContainers'),
    }))
    .filter(({ places }) => places.length > 0)
}
