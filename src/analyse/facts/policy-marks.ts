import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf } from '../../core/digest.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { objectKeyOf } from '../../core/object-key.ts'
import type { PolicyMark } from '../../model/history.ts'
import type { KubeObject, ObjectKey } from '../../model/object.ts'
import { POLICY_KINDS } from '../known-kinds.ts'
import type { FactReader } from './fact-reader.ts'

/** What controllers write for each node, workload or namespace: they come and go with those, and nobody edits them. */
const DERIVED: readonly string[] = [
  'ClusterInformation',
  'HostEndpoint',
  'Profile',
  'WorkloadEntry',
]

/** Kinds whose labels are part of what they say: policies find them by these. */
const FOUND_BY_LABEL: readonly string[] = ['CiliumCIDRGroup', 'GlobalNetworkSet', 'NetworkSet']

/** Metadata that the server sets by itself. */
const SERVER_SET = ['uid', 'generation', 'creationTimestamp', 'managedFields', 'resourceVersion']

/** Annotations that change what an object does: Calico's labels of it, Istio's trial of a policy. */
const SAYING = ['projectcalico.org/metadata', 'istio.io/dry-run']

/** Keeps the digests of every object that decides which traffic may pass, or says what such objects mean. */
export function policyMarksReader(): FactReader<readonly PolicyMark[]> {
  const found: PolicyMark[] = []
  return {
    kinds: POLICY_KINDS.filter((kind) => !DERIVED.some((name) => kind.endsWith(`/${name}`))),
    take: (object) => {
      if (isMirrored(object)) return
      found.push({
        key: objectKeyOf(object),
        spec: digestOf(canonicalJson(saying(object))),
        content: digestOf(canonicalJson(content(object))),
      })
    },
    done: () => found.sort((one, other) => (one.key < other.key ? -1 : 1)),
  }
}

const ADMISSION_KINDS = [
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
].map((kind) => `admissionregistration.k8s.io/${kind}`)

/** Keeps the names of what refuses or alters objects when they are made: an engine that goes takes them with it. */
export function admissionReader(): FactReader<readonly ObjectKey[]> {
  const found: ObjectKey[] = []
  return {
    kinds: [
      ...ADMISSION_KINDS,
      ...['kyverno.io/ClusterPolicy', 'kyverno.io/Policy'],
      ...['ImageValidatingPolicy', 'NamespacedValidatingPolicy', 'ValidatingPolicy'].map(
        (kind) => `policies.kyverno.io/${kind}`,
      ),
      'templates.gatekeeper.sh/ConstraintTemplate',
    ],
    take: (object) => {
      found.push(objectKeyOf(object))
    },
    done: () => found.sort(),
  }
}

/** What Calico's API server shows of policies of Kubernetes under names of its own. */
function isMirrored({ apiVersion, metadata }: KubeObject): boolean {
  return apiVersion.startsWith('projectcalico.org/') && metadata.name.startsWith('knp.default.')
}

function saying(object: KubeObject): JsonObject {
  const { labels = {}, annotations } = object.metadata
  const given = isJsonObject(annotations) ? Object.entries(annotations) : []
  const said = given.filter(([name]) => SAYING.includes(name))
  return {
    ...without(object, ['apiVersion', 'kind', 'metadata', 'status']),
    ...(FOUND_BY_LABEL.includes(object.kind) ? { labels } : {}),
    ...(said.length > 0 ? { annotations: Object.fromEntries(said) } : {}),
  }
}

function content(object: KubeObject): JsonObject {
  return {
    ...without(object, ['apiVersion', 'status']),
    metadata: without(object.metadata, SERVER_SET),
  }
}

function without(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
}
