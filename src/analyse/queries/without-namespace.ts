import type { WantedRight } from '../../model/rights.ts'

/**
 * Resources of Kubernetes itself that no namespace holds, by API group: those that `kubectl api-resources --namespaced=false` lists, without `namespaces`.
 * Source: kubernetes/kubernetes, api/discovery (1.27 to 1.35). Of custom resources nothing is said here.
 */
const CLUSTER_SCOPED: Readonly<Record<string, string>> = {
  '': 'nodes persistentvolumes componentstatuses',
  'admissionregistration.k8s.io':
    'mutatingwebhookconfigurations validatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings ' +
    'mutatingadmissionpolicies mutatingadmissionpolicybindings',
  'apiextensions.k8s.io': 'customresourcedefinitions',
  'apiregistration.k8s.io': 'apiservices',
  'authentication.k8s.io': 'tokenreviews selfsubjectreviews',
  'authorization.k8s.io': 'subjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews',
  'certificates.k8s.io': 'certificatesigningrequests clustertrustbundles',
  'flowcontrol.apiserver.k8s.io': 'flowschemas prioritylevelconfigurations',
  'networking.k8s.io': 'ingressclasses ipaddresses servicecidrs',
  'node.k8s.io': 'runtimeclasses',
  'rbac.authorization.k8s.io': 'clusterroles clusterrolebindings',
  'resource.k8s.io': 'deviceclasses resourceslices',
  'scheduling.k8s.io': 'priorityclasses',
  'storage.k8s.io': 'storageclasses volumeattachments volumeattributesclasses csidrivers csinodes',
}

/**
 * What is no object and is asked for without a namespace: whom somebody impersonates (apiserver, pkg/endpoints/filters/impersonation; a service account is
 * asked for in its namespace) and the signers of certificates (pkg/apis/certificates, authorization).
 */
const NO_OBJECTS: Readonly<Record<string, string>> = {
  '': 'users groups',
  'authentication.k8s.io': 'uids userextras',
  'certificates.k8s.io': 'signers',
}

const namesIn = (lists: Readonly<Record<string, string>>) =>
  Object.entries(lists).flatMap(([group, list]) => list.split(' ').map((name) => ({ group, name })))

const ASKED: ReadonlySet<string> = new Set(
  [...namesIn(CLUSTER_SCOPED), ...namesIn(NO_OBJECTS)].map(({ group, name }) => `${name}.${group}`),
)

/** Of a namespace itself these are asked for the lot; any other verb bears its name as the namespace of the request. */
const OF_ALL_NAMESPACES = ['create', 'list', 'deletecollection']

/** The names of resources of Kubernetes itself that no namespace holds, `namespaces` among them, whatever their group. */
export const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  'namespaces',
  ...namesIn(CLUSTER_SCOPED).map(({ name }) => name),
])

/**
 * Whether requests for a right never bear a namespace, so that no RoleBinding grants it (plugin/pkg/auth/authorizer/rbac: RoleBindings are read only for
 * requests with one). False where that is not known, as of custom resources.
 *
 * Requests for one namespace bear its name (apiserver, pkg/endpoints/request/requestinfo.go), and whether somebody may bind a ClusterRole is asked in the
 * namespace of the binding (pkg/registry/rbac/escalation_check.go, BindingAuthorized).
 */
export function isWithoutNamespace({ verb, group, resource }: WantedRight): boolean {
  const [kind = '', subresource] = resource.split('/')
  if (group === '' && kind === 'namespaces')
    return subresource === undefined && OF_ALL_NAMESPACES.includes(verb)
  if (kind === 'clusterroles' && (verb === 'bind' || verb === '*')) return false
  return ASKED.has(`${kind}.${group}`)
}
