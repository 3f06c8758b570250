import { and, inCidr, or } from './naive.ts'
import type { NaiveEnd, Side, Truth } from './naive.ts'
import { not, podLabels, selects, setLabels } from './naive-calico-selectors.ts'
import type { Lookup } from './naive-calico-selectors.ts'

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return -- walks raw JSON on purpose: it shares no reader and no type of the engine */

type Raw = any

/** Whether a policy is for a pod. */
export function subjectMatches(objects: readonly Raw[], { metadata, spec }: Raw, pod: Raw): Truth {
  const labels = podLabels(objects, pod)
  const namespace: Truth =
    metadata.namespace === undefined || metadata.namespace === pod.metadata.namespace ? 2 : 0
  return and([
    namespace,
    selects(spec.selector ?? '', labels, ''),
    selects(spec.namespaceSelector ?? '', labels, 'pcns.'),
    selects(spec.serviceAccountSelector ?? '', labels, 'pcsa.'),
  ])
}

/** Whether a rule matches a connection: every criterion of both of its sides. */
export function ruleMatches(
  objects: readonly Raw[],
  rule: Raw,
  { metadata: { namespace: home } }: Raw,
  end: NaiveEnd,
): Truth {
  const { direction, subject, other, otherIp, ownIps } = end
  const [own, peer] = direction === 'Ingress' ? SIDES : SIDES.toReversed()
  const matches = (side: Raw, who: Side, ip: string | undefined): Truth => {
    const plain = entityMatches(objects, rule[side] ?? {}, home, who, ip)
    return side === 'source' ? plain : and([plain, portsMatch(objects, rule, home, end, ip)])
  }
  const ways = ownIps.map((ip) => matches(own, { pod: subject }, ip))
  const mine: Truth = ways.every((each) => each === ways[0]) ? (ways[0] ?? 2) : 1
  return and([
    trafficMatches(rule, end),
    familyMatches(rule, otherIp),
    mine,
    matches(peer, other, otherIp),
  ])
}

const SIDES = ['destination', 'source']

/**
 * Ports by number, and by names that count for pods that the selectors choose themselves (felix/calc/rule_scanner.go, namedPortsToIPSets):
 * who has a name that is excluded is matched as an address of a set only.
 */
function portsMatch(
  objects: readonly Raw[],
  { destination }: Raw,
  home: string | undefined,
  end: NaiveEnd,
  ip: string | undefined,
): Truth {
  const { ports = [], notPorts = [] } = destination ?? {}
  const { protocol, port } = end.question
  const number = (item: Raw) => isNumber(item) && numberHolds(item, port)
  const name = (item: Raw) => !isNumber(item) && nameHolds(item, protocol, port, end.destination)
  if (notPorts.some(number)) return 0
  const byNumber: Truth = ports.length === 0 || ports.some(number) ? 2 : 0
  if (![...ports, ...notPorts].some(name)) return byNumber
  const itself = chosenItself(objects, destination, home, end.destination)
  if (!notPorts.some(name)) return or([byNumber, itself])
  const asAddress = { ip: ip ?? '' }
  return and([byNumber, not(itself), selectorsMatch(objects, destination, home, asAddress, ip)])
}

/** Whether a pod has the labels that are asked for; where none are, every pod does. */
function chosenItself(
  objects: readonly Raw[],
  entity: Raw,
  home: string | undefined,
  pod: Raw,
): Truth {
  const { selector = '', namespaceSelector = '', notSelector = '' } = entity
  const any = [selector, namespaceSelector, notSelector, ...accountsOf(entity)].some(Boolean)
  const positive = [selector, namespaceSelector, ...accountsOf(entity)].some(Boolean)
  if (!positive && (home === undefined || !any)) return 2
  const labels = podLabels(objects, pod)
  const mustNot = notSelector === '' ? 0 : selects(notSelector, labels, '')
  return and([mustHold(entity, home, labels), not(mustNot)])
}

/** Networks of one family only leave the other out, wherever in the rule they stand. */
function familyMatches(rule: Raw, ip: string | undefined): Truth {
  const { source = {}, destination = {}, ipVersion } = rule
  const lists = [source.nets, source.notNets, destination.nets, destination.notNets]
  const families = [4, 6].filter(
    (family) =>
      (ipVersion ?? family) === family &&
      lists.every(
        (list) =>
          (list ?? []).length === 0 ||
          list.some((net: string) => net.includes(':') === (family === 6)),
      ),
  )
  if (families.length === 0) return 0
  if (families.length === 2) return 2
  if (ip === undefined) return 1
  return families.includes(ip.includes(':') ? 6 : 4) ? 2 : 0
}

function entityMatches(
  objects: readonly Raw[],
  entity: Raw,
  home: string | undefined,
  side: Side,
  ip: string | undefined,
): Truth {
  const { nets = [], notNets = [] } = entity
  return and([
    selectorsMatch(objects, entity, home, side, ip),
    nets.length === 0 ? 2 : inNets(nets, ip),
    notNets.length === 0 ? 2 : not(inNets(notNets, ip)),
  ])
}

function inNets(nets: readonly string[], ip: string | undefined): Truth {
  if (ip === undefined) return 1
  return nets.some((net) => inCidr(net, ip)) ? 2 : 0
}

function selectorsMatch(
  objects: readonly Raw[],
  entity: Raw,
  home: string | undefined,
  side: Side,
  ip: string | undefined,
): Truth {
  const { notSelector = '', namespaceSelector = '' } = entity
  const wanted = [entity.selector ?? '', ...accountsOf(entity)].some((each) => each !== '')
  if (!wanted && notSelector === '' && namespaceSelector === '') return 2
  const mustNot = (labels: Lookup): Truth =>
    notSelector === '' ? 0 : selects(notSelector, labels, '')
  if (wanted || namespaceSelector !== '' || home !== undefined)
    return anyItem(objects, side, ip, (labels) =>
      and([mustHold(entity, home, labels), not(mustNot(labels))]),
    )
  return not(anyItem(objects, side, ip, mustNot))
}

function accountsOf({ serviceAccounts }: Raw): string[] {
  return [serviceAccounts?.selector ?? '', ...(serviceAccounts?.names ?? [])]
}

function mustHold(entity: Raw, home: string | undefined, labels: Lookup): Truth {
  const { selector = '', namespaceSelector = '' } = entity
  const [accounts = '', ...names] = accountsOf(entity)
  const inside = home === undefined || labels('projectcalico.org/namespace') === home
  const account = labels('projectcalico.org/serviceaccount')
  return and([
    namespaceSelector !== '' ? selects(namespaceSelector, labels, 'pcns.') : inside ? 2 : 0,
    selects(selector, labels, ''),
    selects(accounts, labels, 'pcsa.'),
    names.length === 0 || names.includes(account ?? '') ? 2 : 0,
  ])
}

/** Whether something that has the address of a side is selected: the pod itself, or a set of addresses. */
function anyItem(
  objects: readonly Raw[],
  side: Side,
  ip: string | undefined,
  selected: (labels: Lookup) => Truth,
): Truth {
  const pod: Truth =
    'pod' in side && !side.pod.spec.hostNetwork ? selected(podLabels(objects, side.pod)) : 0
  const sets = objects.filter(({ kind }) =>
    ['NetworkSet', 'GlobalNetworkSet', 'HostEndpoint'].includes(kind),
  )
  return or([
    pod,
    ...sets.map((set) => and([selected(setLabels(objects, set)), inSet(set.spec, ip)])),
  ])
}

/** Networks of a set, or the expected addresses of a host endpoint. */
function inSet({ nets, expectedIPs = [] }: Raw, ip: string | undefined): Truth {
  const single = (each: string) => `${each}/${each.includes(':') ? 128 : 32}`
  return inNets(nets ?? expectedIPs.map(single), ip)
}

const NUMBERS: Record<number, string> = { 6: 'TCP', 17: 'UDP', 132: 'SCTP', 1: 'ICMP' }

function trafficMatches(rule: Raw, { question }: NaiveEnd): Truth {
  if (!protocolMatches(rule, question.protocol)) return 0
  return isPartial(rule) ? 1 : 2
}

/** A client chooses its source port, and types of ICMP are not asked for. */
function isPartial({ action, source, icmp }: Raw): boolean {
  return ((source?.ports ?? []).length > 0 && action !== 'Allow') || icmp !== undefined
}

function protocolMatches({ protocol, notProtocol }: Raw, asked: string): boolean {
  const named = (each: Raw) => NUMBERS[each] ?? each
  return (protocol === undefined || named(protocol) === asked) && named(notProtocol) !== asked
}

function isNumber(item: Raw): boolean {
  return /^[\d:]+$/.test(String(item))
}

function numberHolds(item: Raw, port: number): boolean {
  const [from = '', to = from] = String(item).split(':')
  return Number(from) <= port && port <= Number(to)
}

function nameHolds(name: Raw, protocol: string, port: number, destination: Raw): boolean {
  return (
    destination?.spec?.hostNetwork !== true &&
    (destination?.spec?.containers ?? []).some((container: Raw) =>
      (container.ports ?? []).some(
        (each: Raw) =>
          each.name === name &&
          (each.protocol ?? 'TCP') === protocol &&
          each.containerPort === port,
      ),
    )
  )
}
