import type { Node, Platform, PlatformName } from '../model/cluster.ts'

/** What shows a platform: a mark in the version of the server or of a kubelet, or the begin of a label of nodes. */
type Mark = {
  readonly name: Exclude<PlatformName, 'self-managed' | 'unknown'>
  readonly version?: RegExp
  readonly label: string
}

const MARKS: readonly Mark[] = [
  { name: 'eks', version: /-eks-/, label: 'eks.amazonaws.com/' },
  { name: 'gke', version: /-gke\./, label: 'cloud.google.com/gke-' },
  { name: 'aks', label: 'kubernetes.azure.com/' },
  { name: 'openshift', label: 'node.openshift.io/os_id' },
]

/**
 * Who runs a cluster's control plane: what the estate file says, else what its version and the labels of its nodes show. Where nothing shows a managed
 * one, it is taken for self-managed. `unknown`: signs of several, or nothing shows one and no node, or not every one (`whole`), was read: versions of
 * AKS and OpenShift never do.
 */
export function platformOf(
  nodes: readonly Node[],
  version: string | undefined,
  stated: PlatformName | undefined,
  whole = true,
): Platform {
  if (stated !== undefined) return { name: stated, basis: 'stated in the estate file' }
  const signs = MARKS.flatMap((mark) => signsOf(mark, nodes, version))
  const names = [...new Set(signs.map(({ name }) => name))]
  const basis = signs.map((each) => each.basis).join(', ')
  const [only, ...others] = names
  if (only !== undefined)
    return others.length > 0
      ? { name: 'unknown', basis: `signs of several: ${basis}` }
      : { name: only, basis }
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
): readonly Platform[] {
  const marked = (text: string | undefined) => text !== undefined && mark?.test(text) === true
  const found = [
    ...(marked(version) ? [`server version ${version ?? ''}`] : []),
    ...nodesWith(nodes, ({ kubeletVersion }) => marked(kubeletVersion), 'kubelet versions'),
    ...nodesWith(
      nodes,
      ({ labels }) => Object.keys(labels).some((key) => key.startsWith(label)),
      `labels ${label}*`,
    ),
  ]
  return found.map((basis) => ({ name, basis }))
}

function nodesWith(
  nodes: readonly Node[],
  test: (node: Node) => boolean,
  what: string,
): readonly string[] {
  const count = nodes.filter(test).length
  return count === 0 ? [] : [`${what} of ${count} of ${nodes.length} nodes`]
}
