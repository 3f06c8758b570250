import type { Node, Platform, PlatformName } from '../model/cluster.ts'
import type { ComponentName } from '../model/control-plane.ts'

type Managed = Exclude<PlatformName, 'self-managed' | 'unknown'>

/** What shows a platform: a mark in the version of the server or of a kubelet, the begin of a label of nodes, and what the provider IDs of its nodes begin with. */
type Mark = {
  readonly name: Managed
  readonly version?: RegExp
  readonly label: string
  /** of hosts that it runs on; absent: any */
  readonly hosts?: RegExp
}

const MARKS: readonly Mark[] = [
  {
    name: 'eks',
    version: /-eks-[0-9a-f]{6,}$/,
    label: 'eks.amazonaws.com/',
    hosts: /^(aws|eks-hybrid):\/\//,
  },
  { name: 'gke', version: /-gke\./, label: 'cloud.google.com/gke-', hosts: /^gce:\/\// },
  { name: 'aks', label: 'kubernetes.azure.com/', hosts: /^azure:\/\// },
  { name: 'openshift', label: 'node.openshift.io/os_id' },
]

/** Of EKS Distro, of which EKS Anywhere is made: v1.27.1-eks-1-27-4. The control plane is the organisation's own; EKS has a hash there. */
const DISTRO = /-eks-\d+-\d+-\d+$/

const CONTROL_PLANE_ROLES = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
]

/** What was read beside: whether every node was, and the components that run as mirror pods in kube-system. */
type Seen = { readonly whole?: boolean; readonly components?: readonly ComponentName[] }

type Sign = {
  readonly name: PlatformName
  readonly basis: string
  readonly by: 'version' | 'label'
}

/**
 * Who runs a cluster's control plane: what the estate file says, else what its version and the labels of its nodes show. Where nothing shows a managed
 * one, or the version is of EKS Distro, it is taken for self-managed. `unknown`: signs of several; pods of the control plane (`components`), or nodes,
 * contradict the sign of a managed one; or nothing shows one and no node, or not every one (`whole`), was read: versions of AKS and OpenShift never do.
 * A provider ID tells whose machines nodes are, not who runs the control plane: it contradicts, and shows nothing by itself.
 */
export function platformOf(
  nodes: readonly Node[],
  version: string | undefined,
  stated: PlatformName | undefined,
  { whole = true, components = [] }: Seen = {},
): Platform {
  if (stated !== undefined) return { name: stated, basis: 'stated in the estate file' }
  const signs = [
    ...MARKS.flatMap((mark) => signsOf(mark, nodes, version)),
    ...distroSigns(nodes, version),
  ]
  const names = [...new Set(signs.map(({ name }) => name))]
  const basis = signs.map((each) => each.basis).join(', ')
  const [only, ...others] = names
  if (others.length > 0) return { name: 'unknown', basis: `signs of several: ${basis}` }
  if (only !== undefined) {
    const against = contradictions(only, signs, nodes, components)
    return against.length === 0
      ? { name: only, basis }
      : { name: 'unknown', basis: `${basis}, but ${against.join(', and ')}` }
  }
  if (nodes.length === 0 || !whole) {
    const seen = nodes.length === 0 ? 'no node was read' : 'not all nodes were read'
    const said = version === undefined ? 'no version' : `version ${version} names no platform`
    return { name: 'unknown', basis: `${seen}, and ${said}` }
  }
  return {
    name: 'self-managed',
    basis: 'neither its version nor its nodes show a managed platform',
  }
}

function signsOf(
  { name, version: mark, label }: Mark,
  nodes: readonly Node[],
  version: string | undefined,
): readonly Sign[] {
  const marked = (text: string | undefined) => text !== undefined && mark?.test(text) === true
  const versions = [
    ...(marked(version) ? [`server version ${version ?? ''}`] : []),
    ...nodesWith(nodes, ({ kubeletVersion }) => marked(kubeletVersion), 'kubelet versions'),
  ]
  const labels = nodesWith(nodes, (node) => hasLabel(node, label), `labels ${label}*`)
  return [
    ...versions.map((basis) => ({ name, basis, by: 'version' }) as const),
    ...labels.map((basis) => ({ name, basis, by: 'label' }) as const),
  ]
}

/** Kubelets count only where the version of the server is not known, which tells more of who runs the control plane. */
function distroSigns(nodes: readonly Node[], version: string | undefined): readonly Sign[] {
  const found =
    version === undefined
      ? nodesWith(
          nodes,
          ({ kubeletVersion }) => DISTRO.test(kubeletVersion ?? ''),
          'kubelet versions',
        )
      : DISTRO.test(version)
        ? [`server version ${version}`]
        : []
  return found.map((basis) => ({
    name: 'self-managed',
    basis: `${basis}, as EKS Distro and EKS Anywhere have (EKS has a hash there)`,
    by: 'version',
  }))
}

/**
 * What speaks against a managed platform. Beside labels of the platform only the nodes that have them are asked: one node of elsewhere may have joined.
 * OpenShift shows its control plane, wherever it runs.
 */
function contradictions(
  name: PlatformName,
  signs: readonly Sign[],
  nodes: readonly Node[],
  components: readonly ComponentName[],
): readonly string[] {
  const mark = MARKS.find((each) => each.name === name)
  const hosts = mark?.hosts
  if (mark === undefined || hosts === undefined) return []
  const own = [...new Set(components)].filter((each) => each !== 'kube-proxy').sort()
  const labelled = signs.some(({ by }) => by === 'label')
  const asked = labelled ? nodes.filter((node) => hasLabel(node, mark.label)) : nodes
  const elsewhere = asked.filter(
    ({ providerId }) => providerId !== undefined && !hosts.test(providerId),
  )
  const roles = labelled
    ? []
    : nodes.filter(({ labels }) => CONTROL_PLANE_ROLES.some((role) => role in labels))
  return [
    ...(own.length > 0
      ? [`pods of the control plane are seen in kube-system (${own.join(', ')})`]
      : []),
    ...(elsewhere.length > 0
      ? [`provider IDs of ${elsewhere.length} of ${nodes.length} nodes are of other hosts`]
      : []),
    ...(roles.length > 0
      ? [`${roles.length} of ${nodes.length} nodes are labelled as of the control plane`]
      : []),
  ]
}

function hasLabel({ labels }: Node, begin: string): boolean {
  return Object.keys(labels).some((key) => key.startsWith(begin))
}

function nodesWith(
  nodes: readonly Node[],
  test: (node: Node) => boolean,
  what: string,
): readonly string[] {
  const count = nodes.filter(test).length
  return count === 0 ? [] : [`${what} of ${count} of ${nodes.length} nodes`]
}
