import { isShared, requirementTruth } from './naive-identities.ts'
import type { Identity, Scene } from './naive-identities.ts'
import type { NaiveQuestion, Truth } from './naive.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** One specification with what stands around it. */
export type Spec = {
  readonly body: Raw
  readonly home: string | undefined
  readonly kind: string
  /** whether its object is taken; absent: yes */
  readonly taken?: Truth
  /** one of its object says that it does not isolate */
  readonly deaf?: boolean
}

/** What is asked of one rule. */
export type Ask = {
  readonly scene: Scene
  readonly spec: Spec
  readonly direction: 'ingress' | 'egress'
  readonly self: Identity
  readonly other: Identity
  readonly question: NaiveQuestion
}

/** Whether the other end is among the peers of a rule; undefined where it names none. */
export function peersTruth({ scene, spec, direction, other }: Ask, rule: Raw): Truth | undefined {
  const way = direction === 'ingress' ? 'from' : 'to'
  const nobody = ['Endpoints', 'Nodes', 'Entities', 'CIDR', 'CIDRSet'].some(
    (name) => rule[`${way}${name}`]?.length === 0,
  )
  if (nobody) return 0
  const { home } = spec
  const found: Truth[] = [
    ...list(rule[`${way}Endpoints`]).map((each) => endpointTruth(scene, each, home, other)),
    ...list(rule[`${way}Entities`]).map((each) => entityTruth(scene, each, other)),
    ...list(rule[`${way}CIDR`]).map((each) => cidrTruth(scene, each, [], other)),
    ...list(rule[`${way}CIDRSet`]).map((each) => cidrRuleTruth(scene, each, other)),
    ...list(rule[`${way}Nodes`]).map((each): Truth =>
      other.kind === 'node' ? nodeLabelsMatch(scene, each, other) : 0,
    ),
    ...list(rule.toServices).map((each) => serviceTruth(scene, each, other)),
    ...list(rule.toFQDNs).map((): Truth => (other.kind !== 'pod' && other.bare ? 1 : 0)),
  ]
  return found.length === 0 ? undefined : max(found)
}

/** The items of a list that may be missing. */
export function list(value: Raw): Raw[] {
  return value ?? []
}

function endpointTruth(
  scene: Scene,
  selector: Raw,
  home: string | undefined,
  other: Identity,
): Truth {
  const labels = Object.keys(selector.matchLabels ?? {})
  const expressions: Raw[] = selector.matchExpressions ?? []
  const added = namespaceAdded([...labels, ...expressions.map(({ key }) => key)], home)
  const asks = labels.some((each) => each.startsWith('reserved:'))
  const required = [
    ...labels.map((key) => ({ key, operator: 'In', values: [selector.matchLabels[key]] })),
    ...expressions,
    ...added,
  ]
  const answer = Math.min(
    2,
    ...required.map((each) =>
      max([requirementTruth(scene, each, other), groupLabelTruth(scene, each, other)]),
    ),
  ) as Truth
  return other.kind === 'pod' || asks ? answer : (Math.min(1, answer) as Truth)
}

/** Nodes and outside addresses may have the labels of CIDR groups that hold them, which keys of any source find. */
function groupLabelTruth(scene: Scene, { key, operator, values }: Raw, other: Identity): Truth {
  const bare = key.replace(/^any:/, '')
  if (other.kind === 'pod' || bare.includes(':') || !scene.shared?.has(bare)) return 0
  if (operator !== 'In' && operator !== 'Exists') return 0
  const having = scene.objects.filter(
    ({ kind, metadata: { labels } }) =>
      kind === 'CiliumCIDRGroup' &&
      (operator === 'In' ? values.includes(labels?.[bare]) : labels?.[bare] !== undefined),
  )
  return Math.min(1, inGroups(scene, having, [], other)) as Truth
}

/** What is added to a selector that does not speak of the namespace. */
function namespaceAdded(keys: readonly string[], home: string | undefined): Raw[] {
  const bare = keys.map((key) => key.replace(/^(any|k8s):/, ''))
  const key = 'k8s:io.kubernetes.pod.namespace'
  if (keys.some((each) => each.startsWith('reserved:'))) return []
  if (bare.includes('io.kubernetes.pod.namespace')) return []
  if (home === undefined) return [{ key, operator: 'Exists' }]
  const byLabels = bare.some((each) => each.startsWith('io.cilium.k8s.namespace.labels.'))
  return byLabels ? [] : [{ key, operator: 'In', values: [home] }]
}

function entityTruth(scene: Scene, name: string, other: Identity): Truth {
  switch (name) {
    case 'all':
      return 2
    case 'world':
      return other.kind === 'outside' ? 2 : 0
    case 'cluster':
      return other.kind === 'outside' ? apiServerTruth(scene, other) : 2
    case 'host':
      return other.kind === 'node' ? 1 : 0
    case 'remote-node':
      return other.kind === 'node' ? 2 : 0
    case 'kube-apiserver':
      return apiServerTruth(scene, other)
    default:
      return 0
  }
}

/** Where the Service was not read, it may be anything but a pod of the pod network. */
function apiServerTruth({ objects }: Scene, other: Identity): Truth {
  const slices = objects.filter(
    ({ kind, metadata }) => kind === 'EndpointSlice' && metadata.namespace === 'default',
  )
  if (slices.length === 0) return other.kind === 'pod' ? 0 : 1
  const ips = slices.flatMap((slice) => slice.endpoints.flatMap((each: Raw) => each.addresses))
  return other.ip !== undefined && ips.includes(other.ip) ? 2 : 0
}

/** Addresses of pods and nodes match a CIDR only where policy-cidr-match-mode says so. */
export function cidrTruth(
  { config }: Scene,
  cidr: string,
  except: string[],
  other: Identity,
): Truth {
  const mode: string = config['policy-cidr-match-mode'] ?? ''
  if (other.kind === 'pod' && !mode.includes('pods')) return 0
  if (other.kind === 'node' && !mode.includes('nodes')) return 0
  // A block of all addresses is the world to Cilium; without pods in the mode no node is part of it.
  if (other.kind === 'node' && cidr.endsWith('/0') && !mode.includes('pods')) return 0
  if (other.ip === undefined) return 1
  const { ip } = other
  return inCidr(cidr, ip) && !except.some((each) => inCidr(each, ip)) ? 2 : 0
}

function cidrRuleTruth(scene: Scene, rule: Raw, other: Identity): Truth {
  const except: string[] = rule.except ?? []
  if (rule.cidr) return cidrTruth(scene, rule.cidr, except, other)
  const groups = scene.objects.filter(({ kind }) => kind === 'CiliumCIDRGroup')
  if (rule.cidrGroupSelector) return groupsTruth(scene, groups, rule.cidrGroupSelector, other)
  return inGroups(
    scene,
    groups.filter(({ metadata }) => metadata.name === rule.cidrGroupRef),
    except,
    other,
  )
}

function inGroups(scene: Scene, groups: Raw[], except: string[], other: Identity): Truth {
  return max(
    groups.flatMap((group) =>
      group.spec.externalCIDRs.map((cidr: string) => cidrTruth(scene, cidr, except, other)),
    ),
  )
}

/** An address has the labels of all groups that hold it; one that asks for none also means any other address, up to 1.19 even pods and nodes. */
function groupsTruth(scene: Scene, groups: Raw[], selector: Raw, other: Identity): Truth {
  const wanted = [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
      key,
      operator: 'In',
      values: [value],
    })),
    ...list(selector.matchExpressions),
  ]
  const met = wanted.map(({ key, operator, values }): Truth => {
    const having = groups.filter(({ metadata: { labels } }) =>
      values ? values.includes(labels?.[key]) : labels?.[key] !== undefined,
    )
    const held = inGroups(scene, having, [], other)
    return operator === 'In' || operator === 'Exists' ? held : ((2 - held) as Truth)
  })
  const any = max(
    ['0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1'].map((cidr) =>
      cidrTruth(scene, cidr, [], other),
    ),
  )
  const asks = wanted.some(({ operator }) => operator === 'In' || operator === 'Exists')
  return Math.max(asks ? 0 : 1, Math.min(any, ...met)) as Truth
}

/** By the pods that its selector finds in its namespace; without one, its addresses are CIDRs. */
function serviceTruth(
  scene: Scene,
  { k8sService: by, k8sServiceSelector: some }: Raw,
  other: Identity,
): Truth {
  const services = scene.objects.filter(
    ({ kind, metadata }) =>
      kind === 'Service' &&
      ((by ?? some).namespace === undefined || (by ?? some).namespace === metadata.namespace) &&
      (by === undefined || by.serviceName === metadata.name) &&
      Object.entries(some?.selector.matchLabels ?? {}).every(
        ([key, value]) => metadata.labels?.[key] === value,
      ),
  )
  return max(
    services.map((service): Truth => {
      const { selector } = service.spec
      const { namespace, name } = service.metadata
      if (selector)
        return other.kind === 'pod' &&
          other.namespace === namespace &&
          Object.entries(selector).every(([key, value]) => other.podLabels[key] === value)
          ? 2
          : 0
      const slices = scene.objects.filter(
        (each) =>
          each.kind === 'EndpointSlice' &&
          each.metadata.namespace === namespace &&
          each.metadata.labels['kubernetes.io/service-name'] === name,
      )
      const ips = slices.flatMap((slice) => slice.endpoints.flatMap((each: Raw) => each.addresses))
      return max(
        ips.map((ip: string) =>
          cidrTruth(scene, `${ip}/${ip.includes(':') ? 128 : 32}`, [], other),
        ),
      )
    }),
  )
}

/** Whether the labels of a node match. */
export function nodeLabelsMatch(scene: Scene, selector: Raw, node: Identity): Truth {
  const pairs = Object.entries(selector.matchLabels ?? {})
  const shared = pairs.some(([key]) => isShared(scene, key, node))
  const own = pairs.filter(([key]) => !isShared(scene, key, node))
  if (!own.every(([key, value]) => node.nodeLabels?.[key] === value)) return 0
  return shared ? 1 : 2
}

/** The largest; no of none. */
export function max(truths: readonly Truth[]): Truth {
  return Math.max(0, ...truths) as Truth
}

function inCidr(cidr: string, ip: string): boolean {
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
  const [head = '', tail = ''] = ip.split('::')
  const left = head.split(':').filter((group) => group !== '')
  const right = tail.split(':').filter((group) => group !== '')
  const zeros = ip.includes('::') ? Array<string>(8 - left.length - right.length).fill('0') : []
  return [...left, ...zeros, ...right]
    .map((group) => parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('')
}
