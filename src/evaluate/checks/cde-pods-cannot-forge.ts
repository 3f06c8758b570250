import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Enforcer } from '../../model/enforcer.ts'
import type { SecurityGroup } from '../../model/pod-security.ts'
import { bySubject, fail, pass, undetermined } from '../answers.ts'
import { placeIsSilent, workloadPlaces } from '../places.ts'
import { latentText, violationEvidence, violationText } from '../pod-evidence.ts'
import { traitOf } from '../pod-traits.ts'
import { WORKLOADS } from '../reads.ts'
import { workloadSubject } from '../subject.ts'

/** Whether pods of the cardholder-data environment can send packets from addresses that are not theirs. */
export const cdePodsCannotForge: Check = {
  id: 'cde-pods-cannot-forge',
  version: 2,
  title: 'Pods of the cardholder-data environment cannot send from forged addresses',
  logic:
    'Each CDE workload passes whose containers hold neither NET_RAW, which runtimes give unless it is dropped, nor NET_ADMIN. Others fail on the network of a node. So do those of which a container is privileged or adds SYS_ADMIN, SYS_MODULE or ALL, unless the pod has a user namespace of its own: it may change what its node drops. Else they pass where the network plug-in that is present drops what does not come from the address of the pod by default, and fail where the plug-in is not known for that. Without a known plug-in they are undetermined.',
  reads: [...WORKLOADS, 'nodes'],
  needs: ['scope'],
  parameters: {},
  evaluate(input) {
    const placeOf = workloadPlaces(input, 'cde')
    return input.cluster.facts.podSecurity.groups
      .flatMap((group) => {
        const place = placeOf(group)
        if (place === 'out') return []
        return place === 'in'
          ? [answer(input, group)]
          : [placeIsSilent(workloadSubject(input.cluster.name, group))]
      })
      .sort(bySubject)
  },
}

function answer({ cluster }: CheckInput, group: SecurityGroup): CheckAnswer {
  const subject = workloadSubject(cluster.name, group)
  const found = abilitiesOf(group)
  const evidence = violationEvidence(group, found)
  if (found.length === 0)
    return pass(subject, `no container may forge an address${latentText(group)}`, evidence)
  const said = `${violationText(found)}${latentText(group)}`
  if (group.shape.hostNetwork)
    return fail(subject, `on the network of its node, where ${said}`, evidence)
  if (maySwitchOff(group))
    return fail(subject, `${said}; it may change what its node drops`, evidence)
  const guard = guardOf(cluster.enforcer)
  switch (guard.kind) {
    case 'drops':
      return pass(subject, `${said}; ${guard.name} drops forged addresses by default`, evidence)
    case 'lets':
      return fail(subject, `${said}; ${guard.name} is not known to drop forged addresses`, evidence)
    case 'unknown':
      return undetermined(subject, 'out-of-reach', `${said}; ${guard.why}`, evidence)
  }
}

function abilitiesOf({ shape }: SecurityGroup) {
  const admin = shape.containers.flatMap((container) =>
    container.added
      .filter(({ value }) => ADMIN.test(value) || (shape.hostUsers && BEYOND.test(value)))
      .map(({ value, pointer }) => ({
        ...{ control: 'capabilities', pointer },
        what: `container ${container.name} adds ${value}`,
      })),
  )
  return [...traitOf('net-raw', shape).has, ...admin]
}

const ADMIN = /^(?:CAP_)?(?:NET_ADMIN|ALL)$/i

/** What lets a container into the namespaces of its node, or load code into its kernel: the plug-in's own rules are within its reach. */
const BEYOND = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE)$/i

/** Whether a container may change the rules of its node. In a user namespace of the pod its capabilities are none on the node (KEP-127). */
function maySwitchOff({ shape }: SecurityGroup): boolean {
  return (
    shape.hostUsers &&
    shape.containers.some(
      ({ privileged, added }) =>
        privileged?.value === true || added.some(({ value }) => BEYOND.test(value)),
    )
  )
}

/**
 * Plug-ins that drop packets of a pod from another address than its own, unless told otherwise: Antrea (table SpoofGuard), Calico (reverse path check of
 * workload interfaces), Cilium and the GKE Dataplane V2 that is made of it (check of the source address of endpoints), OVN-Kubernetes (port security).
 */
const DROPPING: readonly string[] = [
  'Antrea',
  'Calico',
  'Cilium',
  'GKE Dataplane V2',
  'OVN-Kubernetes',
]

type Guard =
  | { readonly kind: 'drops' | 'lets'; readonly name: string }
  | { readonly kind: 'unknown'; readonly why: string }

function guardOf(enforcer: Enforcer): Guard {
  switch (enforcer.kind) {
    case 'present':
    case 'none': {
      const { name } = enforcer
      return { kind: DROPPING.includes(name) ? 'drops' : 'lets', name }
    }
    case 'unknown':
      return {
        kind: 'unknown',
        why: `which network plug-in there is is not known: ${enforcer.why}`,
      }
  }
}
