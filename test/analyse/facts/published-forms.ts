import type { NamedExpression } from '../../../src/analyse/facts/admission/cel-forms.ts'
import type { PodPlace, PodWay } from '../../../src/model/pod-admission.ts'

/** A form of validations in CEL that is in use, and what it refuses. */
export type PublishedForm = {
  readonly name: string
  /** repository and path of a policy of this form */
  readonly source: string
  readonly validations: readonly string[]
  readonly variables?: readonly NamedExpression[]
  readonly ways: readonly PodWay[]
  readonly places: readonly PodPlace[]
}

const KINDS = ['containers', 'initContainers', 'ephemeralContainers'] as const

const LISTS = {
  optional:
    'object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([])',
  guarded:
    '(object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : []) + (has(object.spec.ephemeralContainers) ? object.spec.ephemeralContainers : []))',
}

const ALLOWED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

/** One validation for each kind of container, as kinds that need not be there are guarded. */
function ofEachKind(test: string): readonly string[] {
  return KINDS.map((kind) =>
    kind === 'containers'
      ? `object.spec.containers.all(c, ${test})`
      : `!has(object.spec.${kind}) ||\n  object.spec.${kind}.all(c, ${test})`,
  )
}

const ALL = { name: 'all', expression: LISTS.optional }
const NOT_ROOT =
  'has(c.securityContext) && has(c.securityContext.runAsNonRoot) && c.securityContext.runAsNonRoot == true'
const NOT_FALSE =
  '!has(c.securityContext) || !has(c.securityContext.runAsNonRoot) || c.securityContext.runAsNonRoot == true'
const POD_NOT_ROOT =
  'has(object.spec.securityContext) && has(object.spec.securityContext.runAsNonRoot) && object.spec.securityContext.runAsNonRoot == true'
const CAPABILITIES = 'has(c.securityContext) && has(c.securityContext.capabilities)'
const DROPS_ALL = `${CAPABILITIES} && has(c.securityContext.capabilities.drop) && c.securityContext.capabilities.drop.exists_one(each, each == 'ALL')`
const ADDS_LITTLE = `!has(c.securityContext) || !has(c.securityContext.capabilities) || !has(c.securityContext.capabilities.add) || ((size(c.securityContext.capabilities.add) == 1) && (c.securityContext.capabilities.add[0] == 'NET_BIND_SERVICE'))`

/** Forms of the library of policies that is published most, both of its policies in CEL. */
export const PUBLISHED: readonly PublishedForm[] = [
  {
    name: 'privileged, kind by kind',
    source:
      'kyverno/policies pod-security-cel/baseline/disallow-privileged-containers/disallow-privileged-containers.yaml',
    validations: ofEachKind(
      '!has(c.securityContext) || !has(c.securityContext.privileged) || c.securityContext.privileged == false',
    ),
    ways: ['privileged'],
    places: KINDS,
  },
  {
    name: 'privileged, over a variable',
    source:
      'kyverno/policies pod-security-vpol/baseline/disallow-privileged-containers/disallow-privileged-containers.yaml',
    variables: [ALL],
    validations: ['variables.all.all(c, c.?securityContext.?privileged.orValue(false) == false)'],
    ways: ['privileged'],
    places: KINDS,
  },
  {
    name: 'host namespaces, over variables',
    source:
      'kyverno/policies pod-security-vpol/baseline/disallow-host-namespaces/disallow-host-namespaces.yaml',
    variables: ['hostNetwork', 'hostIPC', 'hostPID'].map((name) => ({
      name,
      expression: `object.spec.?${name}.orValue(false)`,
    })),
    validations: ['!(variables.hostNetwork || variables.hostIPC || variables.hostPID)'],
    ways: ['hostIPC', 'hostNetwork', 'hostPID'],
    places: ['pod'],
  },
  {
    name: 'host path',
    source: 'kyverno/policies pod-security-cel/baseline/disallow-host-path/disallow-host-path.yaml',
    validations: [
      '!has(object.spec.volumes) || object.spec.volumes.all(volume, !has(volume.hostPath))',
    ],
    ways: ['hostPath'],
    places: ['pod'],
  },
  {
    name: 'kinds of volumes that are allowed',
    source:
      'kyverno/policies pod-security-cel/restricted/restrict-volume-types/restrict-volume-types.yaml',
    validations: [
      `!has(object.spec.volumes) || object.spec.volumes.all(vol, ${ALLOWED_VOLUMES.map((each) => `has(vol.${each})`).join(' || ')})`,
    ],
    ways: ['hostPath'],
    places: ['pod'],
  },
  {
    name: 'host ports, kind by kind',
    source:
      'kyverno/policies pod-security-cel/baseline/disallow-host-ports/disallow-host-ports.yaml',
    validations: ofEachKind(
      '!has(c.ports) || c.ports.all(port, !has(port.hostPort) || port.hostPort == 0)',
    ),
    ways: ['hostPort'],
    places: KINDS,
  },
  {
    name: 'host ports, over a variable',
    source:
      'kyverno/policies pod-security-vpol/baseline/disallow-host-ports/disallow-host-ports.yaml',
    variables: [ALL],
    validations: [
      'variables.all.all(c, c.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0))',
    ],
    ways: ['hostPort'],
    places: KINDS,
  },
  {
    name: 'host process of containers',
    source:
      'kyverno/policies pod-security-cel/baseline/disallow-host-process/disallow-host-process.yaml',
    validations: ofEachKind(
      '!has(c.securityContext) || !has(c.securityContext.windowsOptions) || !has(c.securityContext.windowsOptions.hostProcess) || c.securityContext.windowsOptions.hostProcess == false',
    ),
    ways: ['hostProcess'],
    places: KINDS,
  },
  {
    name: 'privilege escalation',
    source:
      'kyverno/policies pod-security-cel/restricted/disallow-privilege-escalation/disallow-privilege-escalation.yaml',
    validations: ofEachKind(
      'has(c.securityContext) && has(c.securityContext.allowPrivilegeEscalation) && c.securityContext.allowPrivilegeEscalation == false',
    ),
    ways: ['allowPrivilegeEscalation', 'allowPrivilegeEscalation unset'],
    places: KINDS,
  },
  {
    name: 'root, of the pod or of each container',
    source:
      'kyverno/policies pod-security-cel/restricted/require-run-as-nonroot/require-run-as-nonroot.yaml',
    validations: [
      `((${POD_NOT_ROOT}) && (${LISTS.guarded}.all(c, ${NOT_FALSE}))) || (${LISTS.guarded}.all(c, ${NOT_ROOT}))`,
    ],
    ways: ['runAsNonRoot', 'runAsNonRoot unset'],
    places: KINDS,
  },
  {
    name: 'root, over a variable',
    source:
      'kyverno/policies pod-security-vpol/restricted/require-run-as-nonroot/require-run-as-nonroot.yaml',
    variables: [ALL],
    validations: [
      '(object.spec.?securityContext.?runAsNonRoot.orValue(false) == true && variables.all.all(c, c.?securityContext.?runAsNonRoot.orValue(true) == true)) || variables.all.all(c, c.?securityContext.?runAsNonRoot.orValue(false) == true)',
    ],
    ways: ['runAsNonRoot', 'runAsNonRoot unset'],
    places: KINDS,
  },
  {
    name: 'capabilities, two rules',
    source:
      'kyverno/policies pod-security-cel/restricted/disallow-capabilities-strict/disallow-capabilities-strict.yaml',
    validations: [...ofEachKind(DROPS_ALL), ...ofEachKind(ADDS_LITTLE)],
    ways: ['capabilities added', 'capabilities kept', 'capabilities keeping NET_RAW'],
    places: KINDS,
  },
  {
    name: 'capabilities, one validation',
    source:
      'kyverno/policies pod-security-vpol/restricted/disallow-capabilities-strict/disallow-capabilities-strict.yaml',
    validations: [
      KINDS.map((kind) => {
        const list = `object.spec.${kind}`
        const adds = `!has(c.securityContext.capabilities.add) || (size(c.securityContext.capabilities.add) == 1 && c.securityContext.capabilities.add[0] == 'NET_BIND_SERVICE')`
        const both = `${list}.all(c, ${DROPS_ALL}) && ${list}.all(c, ${adds})`
        return kind === 'containers' ? both : `(!has(${list}) || ${both})`
      }).join(' && '),
    ],
    ways: ['capabilities added', 'capabilities kept', 'capabilities keeping NET_RAW'],
    places: KINDS,
  },
]
