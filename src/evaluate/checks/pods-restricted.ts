import type { Check, CheckAnswer, CheckInput } from '../../model/check.ts'
import type { Namespace } from '../../model/cluster.ts'
import type { SecurityGroup } from '../../model/pod-security.ts'
import { bySubject, fail, notApplicable, pass, undetermined } from '../answers.ts'
import { listOf, wordOf } from '../baseline.ts'
import { admissionBy } from '../pod-admission.ts'
import type { Refused } from '../pod-admission.ts'
import { latentText, violationEvidence, violationText } from '../pod-evidence.ts'
import { POD_TRAITS, WITHOUT_TRAIT, traitOf } from '../pod-traits.ts'
import type { PodTrait, TraitFound } from '../pod-traits.ts'
import { ADMISSION, WORKLOADS } from '../reads.ts'
import { subjectOf, workloadSubject } from '../subject.ts'

/** Whether pods have a trait that lets them out of their bounds, and whether new ones with it are refused. */
export const podsRestricted: Check = {
  id: 'pods-restricted',
  version: 5,
  title: 'Pods that reach beyond their bounds do not run, and are refused',
  logic:
    'Two answers: each namespace must refuse new pods with the trait, by a level of Pod Security that forbids it (Kubernetes 1.23 or newer), a subrule podSecurity of Kyverno that enforces such a level there, or policies of Kyverno or ValidatingAdmissionPolicies that are certainly false of every pod with it, in containers of each kind, where the field is not set too if that means the trait, and when ephemeral containers are added. A policy of a known engine that only names the field, or leaves a kind of container open, leaves it undetermined, as does one of Kyverno in a namespace that it leaves out as it comes. And no workload may have the trait, in any container of any kind. What is not set counts as what Kubernetes takes for it. Workloads without pods are judged by their template. Listed namespaces are shown and left out.',
  reads: [...new Set([...WORKLOADS, 'nodes', ...ADMISSION])],
  needs: [],
  parameters: { trait: POD_TRAITS, except: 'list' },
  evaluate(input) {
    const trait = wordOf(input, 'trait', POD_TRAITS)
    if (trait === 'host-process' && !hasWindows(input)) return []
    const except = new Map(listOf(input, 'except').map(({ value, reason }) => [value, reason]))
    const namespaces =
      REFUSED_BY[trait].controls.length === 0 ? [] : [...input.cluster.namespaces.values()]
    return [
      ...namespaces.map((each) => ofNamespace(input, trait, each, except.get(each.name))),
      ...input.cluster.facts.podSecurity.groups.map((each) =>
        ofWorkload(input, trait, each, except.get(each.namespace)),
      ),
    ].sort(bySubject)
  },
}

/** What refuses pods with the trait: controls of the Pod Security Standards of which each forbids it, or all the ways of it; and the fields that set it. None: no admission is asked for. */
const REFUSED_BY: Readonly<Record<PodTrait, Refused>> = {
  privileged: { controls: ['privileged'], fields: ['privileged'], ways: ['privileged'] },
  'host-pid': { controls: ['hostNamespaces'], fields: ['hostPID'], ways: ['hostPID'] },
  'host-ipc': { controls: ['hostNamespaces'], fields: ['hostIPC'], ways: ['hostIPC'] },
  'host-network': { controls: ['hostNamespaces'], fields: ['hostNetwork'], ways: ['hostNetwork'] },
  'privilege-escalation': {
    controls: ['allowPrivilegeEscalation'],
    fields: ['allowPrivilegeEscalation'],
    ways: ['allowPrivilegeEscalation', 'allowPrivilegeEscalation unset'],
  },
  root: {
    controls: ['runAsNonRoot'],
    fields: ['runAsNonRoot', 'runAsUser'],
    ways: ['runAsNonRoot', 'runAsNonRoot unset'],
  },
  'net-raw': {
    controls: ['capabilities_restricted'],
    fields: ['capabilities'],
    ways: ['capabilities added', 'capabilities keeping NET_RAW', 'privileged'],
  },
  capabilities: {
    controls: ['capabilities_restricted'],
    fields: ['capabilities'],
    ways: ['capabilities added', 'capabilities kept', 'privileged'],
  },
  'host-process': {
    controls: ['windowsHostProcess'],
    fields: ['hostProcess'],
    ways: ['hostProcess'],
  },
  'host-path': {
    controls: ['hostPathVolumes', 'restrictedVolumes'],
    fields: ['hostPath', 'volumes'],
    ways: ['hostPath'],
  },
  'host-ports': { controls: ['hostPorts'], fields: ['hostPort'], ways: ['hostPort'] },
  seccomp: { controls: [], fields: [] },
}

function hasWindows({ cluster }: CheckInput): boolean {
  const { groups } = cluster.facts.podSecurity
  return (
    [...cluster.nodes.values()].some(({ labels }) => labels['kubernetes.io/os'] === 'windows') ||
    groups.some(
      ({ shape }) => shape.os === 'windows' || traitOf('host-process', shape).has.length > 0,
    )
  )
}

function ofNamespace(
  input: CheckInput,
  trait: PodTrait,
  namespace: Namespace,
  excepted: string | undefined,
): CheckAnswer {
  const subject = subjectOf(input.cluster.name, '', 'Namespace', namespace.name)
  if (!namespace.read)
    return undetermined(subject, 'gap', 'only its pods were read, not the namespace itself')
  const { verdict, cause, said, evidence } = admissionBy(input, namespace, REFUSED_BY[trait])
  if (verdict === 'held') return pass(subject, `refuses it: ${said}`, evidence)
  if (excepted !== undefined)
    return notApplicable(subject, `left out by the baseline: ${excepted}; ${said}`, evidence)
  return verdict === 'open'
    ? fail(subject, `does not refuse it: ${said}`, evidence)
    : undetermined(subject, cause, `whether it refuses it is not known: ${said}`, evidence)
}

function ofWorkload(
  input: CheckInput,
  trait: PodTrait,
  group: SecurityGroup,
  excepted: string | undefined,
): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, group)
  const found = traitOf(trait, group.shape)
  const shown = found.has.length > 0 ? found.has : found.open
  const evidence = violationEvidence(group, shown)
  const said = `${violationText(shown)}${latentText(group)}`
  if (found.apart !== undefined) return notApplicable(subject, found.apart, evidence)
  if (shown.length === 0)
    return pass(subject, `${WITHOUT_TRAIT[trait]}${latentText(group)}`, evidence)
  if (excepted !== undefined)
    return notApplicable(subject, `left out by the baseline: ${excepted}; ${said}`, evidence)
  return isFailure(input, trait, group, found)
    ? fail(subject, said, evidence)
    : undetermined(subject, 'out-of-reach', said, evidence)
}

/** Whose user is not said may be root, unless its namespace refuses such pods now, so that only an older one is left. */
function isFailure(
  input: CheckInput,
  trait: PodTrait,
  { namespace }: SecurityGroup,
  { has }: TraitFound,
): boolean {
  if (has.length > 0) return true
  const home = input.cluster.namespaces.get(namespace)
  if (trait !== 'root' || home === undefined) return false
  return admissionBy(input, home, REFUSED_BY.root).verdict !== 'held'
}
