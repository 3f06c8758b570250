import type { PodShape } from '../../model/pod-security.ts'
import {
  addedCapabilities,
  appArmor,
  handlerHosts,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProcess,
  privileged,
  procMount,
  seccomp,
  seccompAnnotations,
  seLinuxOf,
  sysctlsBeyond,
} from './pod-baseline.ts'
import { unlessOwnUsers, unlessWindows } from './pod-controls.ts'
import type { ControlTest, Violation } from './pod-controls.ts'
import {
  capabilitiesDropped,
  privilegeEscalation,
  runAsNonRoot,
  runAsUser,
  seccompSet,
  volumeSources,
} from './pod-restricted.ts'

/** A level of the Pod Security Standards that forbids anything. */
export type StandardLevel = 'baseline' | 'restricted'

/** The newest minor version of Kubernetes whose standards these are; a newer one is judged as this. */
export const NEWEST_STANDARD = 36

/** One control: from which minor version on which test holds. */
type Control = {
  readonly id: string
  readonly level: StandardLevel
  /** ascending; before the first there is no such control */
  readonly from: readonly (readonly [minor: number, test: ControlTest])[]
  /** baseline controls that it takes the place of, from its own first version on */
  readonly inPlaceOf?: readonly string[]
}

const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
]
const RESERVED = [...SYSCTLS, 'net.ipv4.ip_local_reserved_ports']
const TIMERS = ['keepalive_time', 'fin_timeout', 'keepalive_intvl', 'keepalive_probes']
const KEEPALIVE = [...RESERVED, ...TIMERS.map((name) => `net.ipv4.tcp_${name}`)]
const BUFFERS = [...KEEPALIVE, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']

/** Every control by the id that Kubernetes gives it (k8s.io/pod-security-admission v0.36, policy/check_*.go). */
const CONTROLS: readonly Control[] = [
  { id: 'appArmorProfile', level: 'baseline', from: [[0, appArmor]] },
  { id: 'capabilities_baseline', level: 'baseline', from: [[0, addedCapabilities]] },
  { id: 'hostNamespaces', level: 'baseline', from: [[0, hostNamespaces]] },
  { id: 'hostPathVolumes', level: 'baseline', from: [[0, hostPathVolumes]] },
  { id: 'hostPorts', level: 'baseline', from: [[0, hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', from: [[34, handlerHosts]] },
  { id: 'privileged', level: 'baseline', from: [[0, privileged]] },
  {
    id: 'procMount',
    level: 'baseline',
    from: [
      [0, procMount],
      [35, unlessOwnUsers(procMount)],
    ],
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    from: [
      [0, seLinuxOf()],
      [31, seLinuxOf('container_engine_t')],
    ],
  },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    from: [
      [0, seccompAnnotations],
      [19, seccomp],
    ],
  },
  {
    id: 'sysctls',
    level: 'baseline',
    from: [
      [0, sysctlsBeyond(SYSCTLS)],
      [27, sysctlsBeyond(RESERVED)],
      [29, sysctlsBeyond(KEEPALIVE)],
      [32, sysctlsBeyond(BUFFERS)],
    ],
  },
  { id: 'windowsHostProcess', level: 'baseline', from: [[0, hostProcess]] },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    from: [
      [8, privilegeEscalation],
      [25, unlessWindows(privilegeEscalation)],
    ],
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    from: [
      [22, capabilitiesDropped],
      [25, unlessWindows(capabilitiesDropped)],
    ],
    inPlaceOf: ['capabilities_baseline'],
  },
  {
    id: 'procMount_restricted',
    level: 'restricted',
    from: [[35, procMount]],
    inPlaceOf: ['procMount'],
  },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    from: [[0, volumeSources]],
    inPlaceOf: ['hostPathVolumes'],
  },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    from: [
      [0, runAsNonRoot],
      [35, unlessOwnUsers(runAsNonRoot)],
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    from: [
      [23, runAsUser],
      [35, unlessOwnUsers(runAsUser)],
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    from: [
      [19, seccompSet],
      [25, unlessWindows(seccompSet)],
    ],
    inPlaceOf: ['seccompProfile_baseline'],
  },
]

/** What one control of a level forbids of a pod, by the control's id. */
export type StandardViolation = Violation & { readonly control: string }

/**
 * What a level of the Pod Security Standards forbids of a pod under a minor version of Kubernetes, control by control; empty: the pod meets it.
 * As the admission plug-in PodSecurity decides for a pod that is created.
 */
export function violationsOf(
  pod: PodShape,
  level: StandardLevel,
  minor: number,
): readonly StandardViolation[] {
  return testsOf(level, minor).flatMap(({ id, test }) =>
    test(pod).map((violation) => ({ control: id, ...violation })),
  )
}

/** The ids of the controls of a level under a minor version, in the order of CONTROLS. */
export function controlsOf(level: StandardLevel, minor: number): readonly string[] {
  return testsOf(level, minor).map(({ id }) => id)
}

/** Whether controls, by their ids, are all those of a level or of a stricter one, in any one version. */
export function enforcesLevel(controls: readonly string[], level: StandardLevel): boolean {
  const known = new Set(controls)
  const levels: readonly StandardLevel[] =
    level === 'baseline' ? ['baseline', 'restricted'] : [level]
  const minors = Array.from({ length: NEWEST_STANDARD + 1 }, (_, minor) => minor)
  return levels.some((each) =>
    minors.some((minor) => controlsOf(each, minor).every((id) => known.has(id))),
  )
}

function testsOf(level: StandardLevel, minor: number) {
  const meant = CONTROLS.flatMap((control) => {
    if (level === 'baseline' && control.level === 'restricted') return []
    const test = control.from.findLast(([from]) => from <= minor)?.[1]
    return test === undefined ? [] : [{ ...control, test }]
  })
  const replaced = new Set(meant.flatMap(({ inPlaceOf = [] }) => inPlaceOf))
  return meant.filter(({ id }) => !replaced.has(id))
}
