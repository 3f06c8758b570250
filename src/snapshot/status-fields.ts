/** Which fields of an object's status are kept: paths with `.` between names and `[]` behind lists; of conditions only type and status. */
export type StatusFields = {
  readonly paths: readonly string[]
  /** condition types kept as `{type, status}`; `all`: every one */
  readonly conditions?: readonly string[] | 'all'
}

const WORKLOAD_COUNTS = ['replicas', 'readyReplicas', 'availableReplicas', 'updatedReplicas']
const CONTAINER = ['name', 'image', 'imageID']
const LOAD_BALANCER = ['ip', 'hostname', 'ipMode']
const ACCEPTED = ['Accepted', 'Programmed', 'ResolvedRefs']

function each(list: string, fields: readonly string[]): readonly string[] {
  return fields.map((field) => `${list}[].${field}`)
}

/**
 * What is kept of status, by `group/Kind`: what analysis and reports read. Everything else of status is dropped before it is looked at: messages,
 * times of heartbeats and probes, and counters, which would make an unchanged cluster look changed. Kinds that are not here have no status at all in
 * a snapshot. Published in deploy/reader/README.md.
 */
export const STATUS_FIELDS: Readonly<Record<string, StatusFields>> = {
  '/Namespace': { paths: ['phase'] },
  '/Node': {
    paths: [
      ...each('addresses', ['type', 'address']),
      ...['architecture', 'bootID', 'containerRuntimeVersion', 'kernelVersion'].map(nodeInfo),
      ...['kubeProxyVersion', 'kubeletVersion', 'machineID'].map(nodeInfo),
      ...['operatingSystem', 'osImage', 'systemUUID'].map(nodeInfo),
    ],
    conditions: ['Ready'],
  },
  '/PersistentVolume': { paths: ['phase'] },
  '/Pod': {
    paths: [
      ...['phase', 'podIP', 'podIPs[].ip', 'hostIP', 'hostIPs[].ip', 'qosClass'],
      ...each('containerStatuses', CONTAINER),
      ...each('initContainerStatuses', CONTAINER),
      ...each('ephemeralContainerStatuses', CONTAINER),
    ],
    conditions: ['Ready'],
  },
  '/ReplicationController': { paths: WORKLOAD_COUNTS },
  '/Service': {
    paths: [
      ...each('loadBalancer.ingress', LOAD_BALANCER),
      ...each('loadBalancer.ingress[].ports', ['port', 'protocol']),
    ],
  },
  'apiextensions.k8s.io/CustomResourceDefinition': {
    paths: ['acceptedNames.kind', 'acceptedNames.plural', 'storedVersions[]'],
    conditions: ['Established', 'NamesAccepted'],
  },
  'apiregistration.k8s.io/APIService': { paths: [], conditions: ['Available'] },
  'apps/DaemonSet': {
    paths: [
      ...['currentNumberScheduled', 'desiredNumberScheduled', 'numberAvailable'],
      ...['numberMisscheduled', 'numberReady', 'numberUnavailable', 'updatedNumberScheduled'],
    ],
  },
  'apps/Deployment': { paths: [...WORKLOAD_COUNTS, 'unavailableReplicas'] },
  'apps/ReplicaSet': { paths: WORKLOAD_COUNTS },
  'apps/StatefulSet': { paths: WORKLOAD_COUNTS },
  'argoproj.io/Application': {
    paths: [
      ...['health.status', 'sync.status', 'sync.revision', 'sync.revisions[]'],
      ...each('history', ['id', 'revision', 'revisions[]', 'deployedAt']),
    ],
  },
  'batch/Job': { paths: ['active', 'failed', 'succeeded'], conditions: ['Complete', 'Failed'] },
  'certificates.k8s.io/CertificateSigningRequest': { paths: ['certificate'], conditions: 'all' },
  'cilium.io/CiliumEndpoint': {
    paths: [
      ...['id', 'identity.id', 'identity.labels[]', 'state'],
      ...each('networking.addressing', ['ipv4', 'ipv6']),
      ...['networking.node', 'policy.egress.enforcing', 'policy.egress.state'],
      ...['policy.ingress.enforcing', 'policy.ingress.state'],
    ],
  },
  'external-secrets.io/ClusterExternalSecret': { paths: [], conditions: ['Ready'] },
  'external-secrets.io/ClusterSecretStore': { paths: [], conditions: ['Ready'] },
  'external-secrets.io/ExternalSecret': { paths: [], conditions: ['Ready'] },
  'external-secrets.io/SecretStore': { paths: [], conditions: ['Ready'] },
  'gateway.networking.k8s.io/GRPCRoute': parents(),
  'gateway.networking.k8s.io/Gateway': {
    paths: [...each('addresses', ['type', 'value']), ...each('listeners', ['name'])],
    conditions: ACCEPTED,
  },
  'gateway.networking.k8s.io/GatewayClass': { paths: [], conditions: ACCEPTED },
  'gateway.networking.k8s.io/HTTPRoute': parents(),
  'gateway.networking.k8s.io/TCPRoute': parents(),
  'gateway.networking.k8s.io/TLSRoute': parents(),
  'gateway.networking.k8s.io/UDPRoute': parents(),
  'kustomize.toolkit.fluxcd.io/Kustomization': {
    paths: ['lastAppliedRevision', 'lastAttemptedRevision'],
    conditions: ['Ready'],
  },
  'kyverno.io/ClusterPolicy': { paths: [], conditions: ['Ready'] },
  'kyverno.io/Policy': { paths: [], conditions: ['Ready'] },
  'networking.k8s.io/Ingress': { paths: each('loadBalancer.ingress', LOAD_BALANCER) },
  'networking.k8s.io/ServiceCIDR': { paths: [], conditions: ['Ready'] },
  'operator.tigera.io/Installation': {
    paths: ['calicoVersion', 'imageSet', 'mtu', 'variant'],
    conditions: ['Ready', 'Degraded'],
  },
  'route.openshift.io/Route': {
    paths: each('ingress', ['host', 'routerName', 'routerCanonicalHostname', 'wildcardPolicy']),
  },
}

function nodeInfo(field: string): string {
  return `nodeInfo.${field}`
}

/** Which gateways a route hangs on, as far as they took it. */
function parents(): StatusFields {
  return {
    paths: [
      ...each('parents', ['controllerName']),
      ...each('parents', ['parentRef.group', 'parentRef.kind', 'parentRef.namespace']),
      ...each('parents', ['parentRef.name', 'parentRef.sectionName', 'parentRef.port']),
      ...each('parents[].conditions', ['type', 'status']),
    ],
  }
}
