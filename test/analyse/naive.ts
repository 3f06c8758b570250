/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

/** A raw object as the API gives it. */
type Raw = any

/** One side of a question: a raw pod, or an address outside of the cluster. */
export type Side = { readonly pod: Raw } | { readonly ip: string }

/** One concrete connection. */
export type NaiveQuestion = {
  readonly from: Side
  readonly to: Side
  readonly protocol: string
  readonly port: number
}

/** no, unknown, yes; `and` is the smaller, `or` the larger. */
export type Truth = 0 | 1 | 2

/** One end of a connection whose policies are asked. */
export type NaiveEnd = {
  readonly direction: 'Ingress' | 'Egress'
  readonly subject: Raw
  /** addresses of the subject; one that is not known where it has none yet */
  readonly ownIps: readonly (string | undefined)[]
  readonly other: Side
  readonly otherIp: string | undefined
  readonly destination: Raw
  readonly question: NaiveQuestion
}

/** What NetworkPolicy says; undefined where none isolates the subject. */
export function isolation(
  objects: readonly Raw[],
  end: NaiveEnd,
  podsByAddress: boolean | 'unknown',
): Truth | undefined {
  const read = objects
    .filter((each) => each.kind === 'NetworkPolicy')
    .map((each) => networkPolicyRules(objects, each, end, podsByAddress))
    .filter(({ applies }) => applies === 2)
  if (read.length === 0) return undefined
  if (!['TCP', 'UDP', 'SCTP'].includes(end.question.protocol)) return 1
  return or([0, ...read.flatMap(({ rules }) => rules)])
}

/** Whether one NetworkPolicy isolates the subject, and which rules match. */
export function networkPolicyRules(
  objects: readonly Raw[],
  policy: Raw,
  { direction, subject, other, otherIp, destination, question: { protocol, port } }: NaiveEnd,
  podsByAddress: boolean | 'unknown',
): { readonly applies: Truth; readonly rules: readonly Truth[] } {
  const { metadata, spec } = policy
  const applies =
    metadata.namespace === subject.metadata.namespace && typesOf(spec).includes(direction)
      ? labelsMatch(spec.podSelector, subject.metadata.labels ?? {}, undefined)
      : 0
  const rules = (spec[direction.toLowerCase()] ?? []).map((rule: Raw): Truth => {
    const peers: Raw[] = rule.from ?? rule.to ?? []
    const ports: Raw[] = rule.ports ?? []
    const hits = ports.filter((each) => portMatches(each, protocol, port, destination))
    if (ports.length > 0 && hits.length === 0) return 0
    if (peers.length === 0) return 2
    // The API leaves open what a named port means on a pod that is matched by its address.
    const byNameOnly = ports.length > 0 && hits.every((each) => typeof each.port === 'string')
    return or(
      peers.map((each): Truth => {
        const match = peerMatches(objects, each, policy, other, otherIp, podsByAddress)
        const open = byNameOnly && direction === 'Egress' && each.ipBlock !== undefined
        return open ? and([match, 1]) : match
      }),
    )
  })
  return { applies, rules }
}

function typesOf(spec: Raw): string[] {
  if ((spec.policyTypes ?? []).length > 0) return spec.policyTypes
  return (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
}

function peerMatches(
  objects: readonly Raw[],
  peer: Raw,
  policy: Raw,
  other: Side,
  otherIp: string | undefined,
  podsByAddress: boolean | 'unknown',
): Truth {
  if (peer.ipBlock) return blockMatches(peer.ipBlock, other, otherIp, podsByAddress)
  if ('ip' in other || other.pod.spec.hostNetwork)
    return and([nodeMatches(objects, peer), isOnNode(objects, other) ? 1 : 0])
  const { namespace, labels } = other.pod.metadata
  const home: Truth = namespace === policy.metadata.namespace ? 2 : 0
  return and([
    peer.namespaceSelector ? namespaceMatches(objects, peer.namespaceSelector, namespace) : home,
    peer.podSelector ? labelsMatch(peer.podSelector, labels, undefined) : 2,
  ])
}

/** The namespace by which OVN-Kubernetes knows nodes may be selected; which plugin it is no estate shows, but for policies of one. */
function nodeMatches(objects: readonly Raw[], { namespaceSelector, podSelector }: Raw): Truth {
  const others = objects.some(({ apiVersion }) => /calico|cilium/.test(apiVersion))
  const name = 'openshift-host-network'
  const isThere = objects.some(
    ({ kind, metadata }) => kind === 'Namespace' && metadata.name === name,
  )
  if (others || !isThere || !namespaceSelector) return 0
  if (Object.values(podSelector ?? {}).some((each: Raw) => Object.keys(each).length > 0)) return 0
  return namespaceMatches(objects, namespaceSelector, name)
}

function isOnNode(objects: readonly Raw[], side: Side): boolean {
  if ('pod' in side) return side.pod.spec.hostNetwork === true
  return objects.some(
    ({ kind, status }) =>
      kind === 'Node' && status.addresses.some((each: Raw) => each.address === side.ip),
  )
}

function blockMatches(
  block: Raw,
  other: Side,
  otherIp: string | undefined,
  podsByAddress: boolean | 'unknown',
): Truth {
  if ('ip' in other) return inBlock(block, other.ip) ? 2 : 0
  if (podsByAddress === false) return 0
  const inside: Truth = otherIp === undefined ? 1 : inBlock(block, otherIp) ? 2 : 0
  return podsByAddress === 'unknown' ? and([inside, 1]) : inside
}

export function namespaceMatches(objects: readonly Raw[], selector: Raw, name: string): Truth {
  const found = objects.find((each) => each.kind === 'Namespace' && each.metadata.name === name)
  const own = { 'kubernetes.io/metadata.name': name }
  if (found === undefined) return labelsMatch(selector, own, Object.keys(own))
  return labelsMatch(selector, { ...(found.metadata.labels ?? {}), ...own }, undefined)
}

/** Whether a selector holds; `known` names the keys that were read, undefined means all. */
export function labelsMatch(selector: Raw, labels: Raw, known: string[] | undefined): Truth {
  const pairs = Object.entries(selector?.matchLabels ?? {})
  const all: Raw[] = [
    ...pairs.map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...(selector?.matchExpressions ?? []),
  ]
  return and([
    2,
    ...all.map((each): Truth => {
      if (known && !known.includes(each.key)) return 1
      return holds(each, labels[each.key]) ? 2 : 0
    }),
  ])
}

function holds({ operator, values }: Raw, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    default:
      return value === undefined
  }
}

function portMatches(item: Raw, protocol: string, port: number, destination: Raw): boolean {
  if ((item.protocol ?? 'TCP') !== protocol) return false
  if (item.port === undefined) return true
  if (typeof item.port === 'string')
    return (destination?.spec?.containers ?? []).some((container: Raw) =>
      (container.ports ?? []).some(
        (each: Raw) =>
          each.name === item.port &&
          (each.protocol ?? 'TCP') === protocol &&
          each.containerPort === port,
      ),
    )
  return port >= item.port && port <= (item.endPort ?? item.port)
}

function inBlock(block: Raw, ip: string): boolean {
  return inCidr(block.cidr, ip) && !(block.except ?? []).some((each: string) => inCidr(each, ip))
}

/** Compares the leading bits as text. */
export function inCidr(cidr: string, ip: string): boolean {
  const [base = '', bits = ''] = cidr.split('/')
  if (base.includes(':') !== ip.includes(':')) return false
  return bitsOf(base).slice(0, Number(bits)) === bitsOf(ip).slice(0, Number(bits))
}

function bitsOf(ip: string): string {
  if (!ip.includes(':'))
    return ip
      .split('.')
      .map((octet) => Number(octet).toString(2).padStart(8, '0'))
      .join('')
  const [head = '', tail] = ip.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...zeros, ...right]
    .map((group) => parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('')
}

export function and(truths: readonly Truth[]): Truth {
  return Math.min(...truths) as Truth
}

export function or(truths: readonly Truth[]): Truth {
  return Math.max(...truths) as Truth
}
