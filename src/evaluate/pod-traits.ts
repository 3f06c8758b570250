import { isProfile } from '../analyse/queries/pod-baseline.ts'
import { hostNamespaces, hostPathVolumes, hostPorts } from '../analyse/queries/pod-baseline.ts'
import { hostProcess, privileged } from '../analyse/queries/pod-baseline.ts'
import { inContainer, ofContainers } from '../analyse/queries/pod-controls.ts'
import type { ControlTest, Violation } from '../analyse/queries/pod-controls.ts'
import type { ContainerSecurity, PodShape } from '../model/pod-security.ts'

/** What pods may be asked for, each by one word. */
export const POD_TRAITS = [
  'privileged',
  'host-pid',
  'host-ipc',
  'host-network',
  'privilege-escalation',
  'root',
  'net-raw',
  'capabilities',
  'host-process',
  'host-path',
  'host-ports',
  'seccomp',
] as const

export type PodTrait = (typeof POD_TRAITS)[number]

/** What a pod does of a trait: what shows that it has it, and what leaves it open. Both empty: it has not. */
export type TraitFound = {
  readonly has: readonly Violation[]
  /** whether it has it is not said in the pod */
  readonly open: readonly Violation[]
  /** the trait is none of such a pod, and why */
  readonly apart?: string
}

/**
 * Whether a pod has a trait, as Kubernetes runs it: what is not set counts as what it defaults to, privileged containers have everything, and what a
 * container sets holds before what its pod sets. Pods that say that they are for Windows stand apart from what only Linux has.
 */
export function traitOf(trait: PodTrait, pod: PodShape): TraitFound {
  const own = ON_LINUX.has(trait) && pod.os === 'windows'
  if (own) return { has: [], open: [], apart: 'it says that it is for Windows' }
  if (trait === 'host-ports' && pod.hostNetwork)
    return {
      has: [],
      open: [],
      apart: 'it is on the host network: its ports are those of the node',
    }
  return { has: TESTS[trait](pod), open: OPEN[trait]?.(pod) ?? [] }
}

/** What is so of a workload none of whose pods has a trait, for people. */
export const WITHOUT_TRAIT: Readonly<Record<PodTrait, string>> = {
  privileged: 'no container is privileged',
  'host-pid': 'no pod shares the process ids of its node',
  'host-ipc': 'no pod shares the memory and queues of its node',
  'host-network': 'no pod is on the network of its node',
  'privilege-escalation': 'no container may gain privileges',
  root: 'no container runs as root',
  'net-raw': 'no container has NET_RAW',
  capabilities: 'no container has capabilities but NET_BIND_SERVICE',
  'host-process': 'no container is a process of its node',
  'host-path': 'no pod mounts a folder of its node',
  'host-ports': 'no container takes a port of its node',
  seccomp: 'each container has a seccomp profile',
}

const ON_LINUX: ReadonlySet<PodTrait> = new Set([
  'privilege-escalation',
  'root',
  'net-raw',
  'capabilities',
  'seccomp',
])

const TESTS: Readonly<Record<PodTrait, ControlTest>> = {
  privileged,
  'host-pid': hostNamespace('hostPID'),
  'host-ipc': hostNamespace('hostIPC'),
  'host-network': hostNamespace('hostNetwork'),
  'privilege-escalation': ofContainers(escalation),
  root: ofContainers(root),
  'net-raw': ofContainers(netRaw),
  capabilities: ofContainers(capabilities),
  'host-process': hostProcess,
  'host-path': hostPathVolumes,
  'host-ports': hostPorts,
  seccomp: ofContainers(unconfined),
}

const OPEN: Partial<Readonly<Record<PodTrait, ControlTest>>> = {
  root: ofContainers((each, pod) =>
    isNonRoot(each, pod) || userOf(each, pod) !== undefined
      ? []
      : [
          inContainer(
            each,
            'sets neither runAsNonRoot nor runAsUser: the user of its image decides',
          ),
        ],
  ),
  seccomp: ofContainers((each, pod) =>
    each.privileged?.value === true || profileOf(each, pod) !== undefined
      ? []
      : [inContainer(each, 'sets no seccomp profile: a setting of the kubelet decides')],
  ),
}

function hostNamespace(field: string): ControlTest {
  return (pod) => hostNamespaces(pod).filter(({ pointer }) => pointer === `/spec/${field}`)
}

function escalation(container: ContainerSecurity): readonly Violation[] {
  const { allowPrivilegeEscalation: stated, added } = container
  if (container.privileged?.value === true)
    return [inContainer(container, 'is privileged, which includes it')]
  const admin = added.find(({ value }) => nameOf(value) === 'SYS_ADMIN')
  if (admin !== undefined)
    return [inContainer(container, 'adds SYS_ADMIN, which includes it', admin.pointer)]
  if (stated?.value === false) return []
  return stated === undefined
    ? [inContainer(container, 'does not set allowPrivilegeEscalation, which means true')]
    : [inContainer(container, 'sets allowPrivilegeEscalation to true', stated.pointer)]
}

function root(container: ContainerSecurity, pod: PodShape): readonly Violation[] {
  if (isNonRoot(container, pod)) return []
  const user = userOf(container, pod)
  return user?.value === 0 ? [inContainer(container, 'runs as user 0', user.pointer)] : []
}

function isNonRoot(container: ContainerSecurity, { context }: PodShape): boolean {
  return (container.runAsNonRoot ?? context.runAsNonRoot)?.value === true
}

function userOf(container: ContainerSecurity, { context }: PodShape) {
  return container.runAsUser ?? context.runAsUser
}

function netRaw(container: ContainerSecurity): readonly Violation[] {
  if (container.privileged?.value === true)
    return [inContainer(container, 'is privileged, which includes NET_RAW')]
  const added = container.added.find(({ value }) => ['ALL', 'NET_RAW'].includes(nameOf(value)))
  if (added !== undefined) return [inContainer(container, `adds ${added.value}`, added.pointer)]
  return drops(container, ['ALL', 'NET_RAW'])
    ? []
    : [inContainer(container, 'does not drop NET_RAW, which runtimes give by default')]
}

function capabilities(container: ContainerSecurity): readonly Violation[] {
  if (container.privileged?.value === true)
    return [inContainer(container, 'is privileged, which includes all capabilities')]
  const kept = drops(container, ['ALL'])
    ? []
    : [inContainer(container, 'does not drop ALL: it keeps what runtimes give by default')]
  const added = container.added
    .filter(({ value }) => nameOf(value) !== 'NET_BIND_SERVICE')
    .map(({ value, pointer }) => inContainer(container, `adds ${value}`, pointer))
  return [...kept, ...added]
}

function drops({ dropped }: ContainerSecurity, names: readonly string[]): boolean {
  return dropped.some(({ value }) => names.includes(nameOf(value)))
}

/** Runtimes take capabilities in any case; `CAP_` is left out as the API does. */
function nameOf(capability: string): string {
  return capability.toUpperCase().replace(/^CAP_/, '')
}

function unconfined(container: ContainerSecurity, pod: PodShape): readonly Violation[] {
  if (container.privileged?.value === true)
    return [inContainer(container, 'is privileged, and so runs without a seccomp profile')]
  const profile = profileOf(container, pod)
  return profile === undefined || isProfile(profile.value)
    ? []
    : [inContainer(container, `sets the seccomp profile ${profile.value}`, profile.pointer)]
}

function profileOf(container: ContainerSecurity, { context }: PodShape) {
  return container.seccomp ?? context.seccomp
}
