import type { ContainerSecurity, PodShape } from '../../model/pod-security.ts'
import { isProfile } from './pod-baseline.ts'
import { inContainer, ofContainers, statedWrongly } from './pod-controls.ts'
import type { ControlTest, Violation } from './pod-controls.ts'

const VOLUME_SOURCES: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
])

export const volumeSources: ControlTest = ({ volumes }) =>
  volumes
    .filter(({ sources }) => !sources.some((each) => VOLUME_SOURCES.has(each)))
    .map(({ pointer, sources }) => ({
      pointer,
      what: `a volume is of the kind ${sources.join(', ') || 'unknown'}`,
    }))

export const privilegeEscalation = ofContainers((each) => {
  const { allowPrivilegeEscalation: stated } = each
  if (stated?.value === false) return []
  return stated === undefined
    ? [inContainer(each, 'does not forbid privilege escalation')]
    : [inContainer(each, 'allows privilege escalation', stated.pointer)]
})

const statedRoot = statedWrongly(
  (context) => context.runAsNonRoot,
  (value) => value,
  () => 'sets runAsNonRoot to false',
)

const unstatedRoot = ofContainers((each, pod) =>
  each.runAsNonRoot === undefined && pod.context.runAsNonRoot?.value !== true
    ? [inContainer(each, 'does not set runAsNonRoot')]
    : [],
)

export const runAsNonRoot: ControlTest = (pod) => statedElse(pod, statedRoot, unstatedRoot)

export const runAsUser = statedWrongly(
  (context) => context.runAsUser,
  (value) => value !== 0,
  () => 'runs as user 0',
)

const statedSeccomp = statedWrongly(
  (context) => context.seccomp,
  isProfile,
  (type) => `sets the seccomp profile ${type}`,
)

const unstatedSeccomp = ofContainers((each, pod) =>
  each.seccomp === undefined && !isProfile(pod.context.seccomp?.value ?? '')
    ? [inContainer(each, 'sets no seccomp profile')]
    : [],
)

export const seccompSet: ControlTest = (pod) => statedElse(pod, statedSeccomp, unstatedSeccomp)

export const capabilitiesDropped = ofContainers((each) => [
  ...notDropped(each),
  ...each.added
    .filter(({ value }) => value !== 'NET_BIND_SERVICE')
    .map(({ value, pointer }) => inContainer(each, `adds ${value}`, pointer)),
])

function notDropped(container: ContainerSecurity): readonly Violation[] {
  return container.dropped.some(({ value }) => value === 'ALL')
    ? []
    : [inContainer(container, 'does not drop ALL capabilities')]
}

/** What is stated wrongly is said before what is left out. */
function statedElse(
  pod: PodShape,
  stated: ControlTest,
  unstated: ControlTest,
): readonly Violation[] {
  const wrong = stated(pod)
  return wrong.length > 0 ? wrong : unstated(pod)
}
