import type { JsonObject, JsonValue } from '../../src/core/json.ts'

/** A part to lay over a pod: below its metadata and spec, or below one of its containers. */
export type Variant = {
  readonly name: string
  readonly pod?: JsonObject
  readonly container?: JsonObject
}

const inSpec = (name: string, spec: JsonObject): Variant => ({ name, pod: { spec } })
const podContext = (name: string, securityContext: JsonObject): Variant =>
  inSpec(name, { securityContext })
const context = (name: string, securityContext: JsonObject): Variant => ({
  name,
  container: { securityContext },
})
const volume = (kind: string, source: JsonObject): Variant =>
  inSpec(`volume ${kind}`, { volumes: [{ name: 'v', [kind]: source }] })
const capabilities = (name: string, add: readonly string[], drop: readonly string[]): Variant =>
  context(name, { capabilities: { add, drop } })

const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'kernel.msgmax',
]

const CONTEXTS: readonly Variant[] = [
  ...[true, false].flatMap((value) => [
    podContext(`pod runAsNonRoot ${value}`, { runAsNonRoot: value }),
    context(`runAsNonRoot ${value}`, { runAsNonRoot: value }),
  ]),
  podContext('pod runAsNonRoot null', { runAsNonRoot: null }),
  ...[0, 1000].flatMap((value) => [
    podContext(`pod runAsUser ${value}`, { runAsUser: value }),
    context(`runAsUser ${value}`, { runAsUser: value }),
  ]),
  ...['Unconfined', 'RuntimeDefault'].flatMap((type) => [
    podContext(`pod seccomp ${type}`, { seccompProfile: { type } }),
    context(`seccomp ${type}`, { seccompProfile: { type } }),
    podContext(`pod apparmor ${type}`, { appArmorProfile: { type } }),
    context(`apparmor ${type}`, { appArmorProfile: { type } }),
  ]),
  podContext('pod seccomp null', { seccompProfile: null }),
  context('seccomp Localhost', { seccompProfile: { type: 'Localhost', localhostProfile: 'p' } }),
  ...['container_t', 'container_engine_t', 'spc_t', ''].flatMap((type) => [
    podContext(`pod selinux ${type}`, { seLinuxOptions: { type } }),
    context(`selinux ${type}`, { seLinuxOptions: { type } }),
  ]),
  context('selinux user', { seLinuxOptions: { user: 'system_u' } }),
  podContext('pod selinux role', { seLinuxOptions: { role: 'system_r' } }),
  context('privileged', { privileged: true, allowPrivilegeEscalation: null }),
  context('not privileged', { privileged: false }),
  context('escalation', { allowPrivilegeEscalation: true }),
  context('escalation null', { allowPrivilegeEscalation: null }),
  context('procMount Default', { procMount: 'Default' }),
  context('procMount Unmasked', { procMount: 'Unmasked' }),
]

/** At least one that passes and one that fails for each control of both levels, beside the pod that passes all. */
export const VARIANTS: readonly Variant[] = [
  { name: 'nothing' },
  ...CONTEXTS,
  { name: 'no context', container: { securityContext: null } },
  inSpec('no pod context', { securityContext: null }),
  capabilities('drops nothing', [], []),
  capabilities('drops NET_RAW', [], ['NET_RAW']),
  capabilities('drops all in lower case', [], ['all']),
  capabilities('adds CHOWN', ['CHOWN'], ['ALL']),
  capabilities('adds NET_BIND_SERVICE', ['NET_BIND_SERVICE'], ['ALL']),
  capabilities('adds NET_RAW', ['NET_RAW'], ['ALL']),
  capabilities('adds ALL', ['ALL'], ['ALL']),
  inSpec('hostNetwork', { hostNetwork: true }),
  inSpec('hostPID', { hostPID: true }),
  inSpec('hostIPC', { hostIPC: true }),
  inSpec('no host namespace', { hostNetwork: false, hostPID: false, hostIPC: false }),
  inSpec('own users', { hostUsers: false }),
  {
    name: 'procMount Unmasked with own users',
    pod: { spec: { hostUsers: false } },
    container: { securityContext: { procMount: 'Unmasked' } },
  },
  inSpec('users of the host', { hostUsers: true }),
  ...SYSCTLS.map((name) => podContext(`sysctl ${name}`, { sysctls: [{ name, value: '1' }] })),
  volume('hostPath', { path: '/etc' }),
  volume('emptyDir', {}),
  volume('nfs', { server: 's', path: '/' }),
  volume('iscsi', { targetPortal: '10.0.0.1', iqn: 'iqn.2001-04.com.example:s', lun: 0 }),
  volume('configMap', { name: 'm' }),
  volume('secret', { secretName: 's' }),
  volume('csi', { driver: 'd' }),
  volume('persistentVolumeClaim', { claimName: 'c' }),
  volume('downwardAPI', {}),
  volume('gitRepo', { repository: 'r' }),
  inSpec('volume without source', { volumes: [{ name: 'v' }] }),
  { name: 'hostPort', container: { ports: [{ containerPort: 80, hostPort: 80 }] } },
  { name: 'port', container: { ports: [{ containerPort: 80 }] } },
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
    ['', '10.0.0.1'].map((host) => ({
      name: `${probe} at ${host}`,
      container: { [probe]: { httpGet: { port: 80, host } } },
    })),
  ),
  { name: 'tcp probe', container: { livenessProbe: { tcpSocket: { port: 80, host: 'h' } } } },
  {
    name: 'preStop',
    container: { lifecycle: { preStop: { httpGet: { port: 80, host: 'h' } } } },
  },
  {
    name: 'postStart',
    container: { lifecycle: { postStart: { tcpSocket: { port: 80, host: 'h' } } } },
  },
  windows('windows', {}),
  windows('windows host process', { windowsOptions: { hostProcess: true } }),
  ...['unconfined', 'runtime/default', 'localhost/p'].map((value) => ({
    name: `annotation apparmor ${value}`,
    pod: {
      metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': value } },
    },
  })),
  ...['unconfined', 'docker/default'].flatMap((value) =>
    [
      'seccomp.security.alpha.kubernetes.io/pod',
      'container.seccomp.security.alpha.kubernetes.io/c',
    ].map((key) => ({
      name: `annotation ${key} ${value}`,
      pod: { metadata: { annotations: { [key]: value } } },
    })),
  ),
]

function windows(name: string, more: JsonObject): Variant {
  const securityContext = { seccompProfile: null, runAsNonRoot: true, ...more }
  const hostNetwork = 'windowsOptions' in more ? { hostNetwork: true } : {}
  return {
    name,
    pod: { spec: { os: { name: 'windows' }, securityContext, ...hostNetwork } },
    container: { securityContext: null },
  }
}

/** A pod that passes `restricted`, with an init container of the same kind where the variants are to be laid over that one. */
export function variedPod(
  name: string,
  place: 'containers' | 'initContainers',
  variants: readonly Variant[],
): JsonObject {
  const pod = variants.reduce<JsonValue>((made, { pod: part = {} }) => laid(made, part), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    },
  })
  const varied = variedContainer('c', variants)
  const containers =
    place === 'containers'
      ? { containers: [varied] }
      : { containers: [variedContainer('d', [])], initContainers: [varied] }
  return withHostPorts(laid(pod, { spec: containers }))
}

/** A container that passes `restricted`, varied. */
export function variedContainer(name: string, variants: readonly Variant[]): JsonObject {
  const fine = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
  return variants.reduce<JsonObject>((made, { container = {} }) => laid(made, container), {
    name,
    image: 'i',
    securityContext: fine,
  })
}

function laid(value: JsonValue | undefined, part: JsonObject): JsonObject {
  const under = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  const made: Record<string, JsonValue | undefined> = { ...(under as JsonObject) }
  for (const [name, each] of Object.entries(part)) {
    const isPart = typeof each === 'object' && each !== null && !Array.isArray(each)
    made[name] = isPart ? laid(made[name], each as JsonObject) : each
  }
  return made
}

/** The API server gives a port of a pod on the host network its host port before anything is decided. */
function withHostPorts(pod: JsonObject): JsonObject {
  const spec = pod.spec as JsonObject
  if (spec.hostNetwork !== true) return pod
  const onHost = (list: JsonValue | undefined) =>
    (list as readonly JsonObject[] | undefined)?.map((each) => ({
      ...each,
      ports: (each.ports as readonly JsonObject[] | undefined)?.map((port) => ({
        ...port,
        hostPort: port.hostPort ?? port.containerPort,
      })),
    }))
  return {
    ...pod,
    spec: {
      ...spec,
      containers: onHost(spec.containers),
      initContainers: onHost(spec.initContainers),
    },
  }
}
