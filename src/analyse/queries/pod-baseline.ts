import { pointerTo } from '../../core/json-pointer.ts'
import type { PodShape, SeLinux } from '../../model/pod-security.ts'
import { inContainer, ofContainers, statedWrongly } from './pod-controls.ts'
import type { ControlTest, Violation } from './pod-controls.ts'

/** Capabilities that a container may add under baseline. */
const COMMON_CAPABILITIES: ReadonlySet<string> = new Set(
  (
    'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID ' +
    'SYS_CHROOT'
  ).split(' '),
)

export const privileged = ofContainers((each) =>
  each.privileged?.value === true
    ? [inContainer(each, 'is privileged', each.privileged.pointer)]
    : [],
)

export const hostNamespaces: ControlTest = (pod) => [
  ...hostNamespace('hostNetwork', pod.hostNetwork),
  ...hostNamespace('hostPID', pod.hostPid),
  ...hostNamespace('hostIPC', pod.hostIpc),
]

function hostNamespace(field: string, shared: boolean): readonly Violation[] {
  return shared ? [{ pointer: pointerTo('/spec', field), what: `${field} is true` }] : []
}

export const hostPathVolumes: ControlTest = ({ volumes }) =>
  volumes
    .filter(({ sources }) => sources.includes('hostPath'))
    .map(({ pointer, path = '' }) => ({
      pointer: `${pointer}/hostPath`,
      what: `a volume is the path ${path} of its node`,
    }))

export const hostPorts = ofContainers((each) =>
  each.hostPorts.map(({ value, pointer }) =>
    inContainer(each, `takes host port ${value}`, pointer),
  ),
)

export const hostProcess = statedWrongly(
  (context) => context.hostProcess,
  (value) => !value,
  () => 'sets hostProcess to true',
)

export const addedCapabilities = ofContainers((each) =>
  each.added
    .filter(({ value }) => !COMMON_CAPABILITIES.has(value))
    .map(({ value, pointer }) => inContainer(each, `adds ${value}`, pointer)),
)

export const handlerHosts = ofContainers((each) =>
  each.handlerHosts.map(({ value, pointer }) =>
    inContainer(each, `names the host ${value} in a probe or handler`, pointer),
  ),
)

export const procMount = ofContainers((each) =>
  each.procMount === undefined || each.procMount.value === 'Default'
    ? []
    : [inContainer(each, `mounts /proc as ${each.procMount.value}`, each.procMount.pointer)],
)

/** Whether a seccomp or AppArmor profile is the runtime's own or one of the node's. */
export function isProfile(type: string): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost'
}

const wrongAppArmor = statedWrongly(
  (context) => context.appArmor,
  isProfile,
  (type) => `sets the AppArmor profile ${type}`,
)

export const appArmor: ControlTest = (pod) => [
  ...wrongAppArmor(pod),
  ...annotated(
    pod,
    (key) => key.startsWith('container.apparmor.security.beta.kubernetes.io/'),
    (value) => value === '' || value === 'runtime/default' || value.startsWith('localhost/'),
  ),
]

export const seccomp = statedWrongly(
  (context) => context.seccomp,
  isProfile,
  (type) => `sets the seccomp profile ${type}`,
)

/** Before 1.19 there were annotations only. */
export const seccompAnnotations: ControlTest = (pod) => {
  const own = pod.containers.map(
    ({ name }) => `container.seccomp.security.alpha.kubernetes.io/${name}`,
  )
  const keys = new Set(['seccomp.security.alpha.kubernetes.io/pod', ...own])
  return annotated(
    pod,
    (key) => keys.has(key),
    (value) =>
      value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/'),
  )
}

function annotated(
  { annotations }: PodShape,
  isMeant: (key: string) => boolean,
  isAllowed: (value: string) => boolean,
): readonly Violation[] {
  return [...annotations]
    .filter(([key, value]) => isMeant(key) && !isAllowed(value))
    .map(([key, value]) => ({
      pointer: pointerTo('/metadata/annotations', key),
      what: `annotation ${key} is ${value}`,
    }))
}

/** SELinux types that are allowed in any version, and from 1.31. */
export const seLinuxOf = (...more: readonly string[]): ControlTest => {
  const allowed = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', ...more])
  return statedWrongly(
    (context) => context.seLinux,
    ({ type, user, role }) => allowed.has(type) && user === '' && role === '',
    describeSeLinux,
  )
}

function describeSeLinux({ type, user, role }: SeLinux): string {
  const parts = Object.entries({ type, user, role }).filter(([, value]) => value !== '')
  return `sets SELinux ${parts.map(([name, value]) => `${name} ${value}`).join(', ')}`
}

/** Sysctls beyond those that a version allows. */
export const sysctlsBeyond = (allowed: readonly string[]): ControlTest => {
  const names = new Set(allowed)
  return ({ sysctls }) =>
    sysctls
      .filter(({ value }) => !names.has(value))
      .map(({ value, pointer }) => ({ pointer, what: `sets sysctl ${value}` }))
}
