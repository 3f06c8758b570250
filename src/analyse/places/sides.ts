import type {
  Explanation,
  PortRange,
  Reachability,
  SideExplanation,
} from '../../model/reachability.ts'
import type { Protocol } from '../../model/policy.ts'
import { connectionSets } from '../engine/connection-sets.ts'
import { agreed } from './agreed.ts'
import { answersOfNodePorts, answersOfServices, withoutPort } from './address-answers.ts'
import { ALL_PORTS, explainBetween, passingBetween } from './between-parties.ts'
import type { Passing } from './between-parties.ts'
import { given } from '../objects/given.ts'
import type { NodePort } from './node-ports.ts'
import type { Party } from './party.ts'
import { opened, RANK } from './service-backends.ts'
import type { ServiceAddress } from './service-backends.ts'

/** One place of a question: what it is called, and the parties of which it is one; which of several is not known. */
export type Side = {
  /** as it was asked for, or as the party is called */
  readonly name: string
  readonly either: readonly Party[]
  /** what is reached at the address, beside or instead of the parties; they alone open connections. Absent: nothing else */
  readonly services?: readonly ServiceAddress[]
  /** ports of the address at which a node may pass traffic on to pods. Absent: none */
  readonly nodePorts?: readonly NodePort[]
  /** why what is reached at the address is not known, whatever the port: Services were not read. Absent: they were */
  readonly unread?: string
  /** what an address was taken for: `10.0.0.6 is payments/api-0`; absent: nothing had to be found out */
  readonly said?: string
}

/** A side that is one party. */
export function sideOf(party: Party): Side {
  return { name: party.name, either: [party] }
}

/** What may pass whichever parties are meant: for certain where all agree, else undecided. */
export function passingOf(reachability: Reachability, source: Side, destination: Side): Passing {
  if (destination.unread !== undefined) return { allowed: [], undecided: ALL_PORTS }
  const direct = passingDirectly(reachability, source, destination)
  const { services = [], nodePorts = [] } = destination
  if (services.length + nodePorts.length === 0) return direct
  const sets = connectionSets()
  const single = nodePorts.filter(({ from, to }) => from === to)
  const ports = [
    ...services.flatMap(({ front }) => front.ports),
    ...single.map(({ protocol, from }) => ({ protocol, port: from })),
  ].map(({ protocol, port }) => ({ protocol, from: port, to: port }))
  const answered = ports.map((range) => ({
    range,
    ...explanationOf(reachability, source, destination, range.protocol, range.from),
  }))
  const known = sets.of(ports)
  const perhaps = sets.subtract(
    sets.of(nodePorts.map(({ protocol, from, to }) => ({ protocol, from, to }))),
    known,
  )
  const unanswered = isOnlyOfServices(destination)
  const alone = services.length > 0 && services.every(({ own }) => own)
  const within = (wanted: Explanation['verdict'], rest: readonly PortRange[]) => {
    const found = answered.filter(({ verdict }) => verdict === wanted).map(({ range }) => range)
    const others =
      alone || (unanswered && wanted === 'allowed')
        ? sets.none
        : sets.subtract(sets.of(rest), sets.union(known, perhaps))
    return sets.union(sets.of(found), others)
  }
  return {
    allowed: sets.get(within('allowed', direct.allowed)).ranges,
    undecided: sets.get(
      sets.union(
        within(
          'indeterminate',
          unanswered ? [...direct.allowed, ...direct.undecided] : direct.undecided,
        ),
        perhaps,
      ),
    ).ranges,
  }
}

function passingDirectly(reachability: Reachability, source: Side, destination: Side): Passing {
  const all = pairsOf(source, destination).map(([from, to]) =>
    passingBetween(reachability, from, to),
  )
  const [only, ...more] = all
  if (only === undefined) throw new Error('a side without parties')
  if (more.length === 0) return only
  const sets = connectionSets()
  const sure = all.map(({ allowed }) => sets.of(allowed))
  const may = all.map(({ allowed, undecided }) => sets.union(sets.of(allowed), sets.of(undecided)))
  const allowed = sure.reduce((a, b) => sets.intersect(a, b))
  const possible = may.reduce((a, b) => sets.union(a, b))
  return {
    allowed: sets.get(allowed).ranges,
    undecided: sets.get(sets.subtract(possible, allowed)).ranges,
  }
}

/** Whether nothing but Services is known to have an address of the outside. */
function isOnlyOfServices({ services = [], either }: Side): boolean {
  const outside = either.every(({ endpoint, where }) => endpoint.kind !== 'pods' && !where.onHost)
  return services.length > 0 && outside
}

/** The answer for one connection: where the parties that may be meant are answered differently it is undecided, and each is told. */
export function explanationOf(
  reachability: Reachability,
  source: Side,
  destination: Side,
  protocol: Protocol,
  port?: number,
): Explanation {
  const { services = [], nodePorts = [], either } = destination
  const forwarded = answersOfNodePorts(reachability, source.either, nodePorts, protocol, port)
  const direct =
    answersOfServices(reachability, source.either, services, protocol, port) ??
    source.either.flatMap((from) =>
      either.map((to) => {
        const answer = explainBetween(reachability, from, to, protocol, port)
        return isOnlyOfServices(destination) ? withoutPort(answer, services) : answer
      }),
    )
  // what was asked for, which an address of a Service does not lead to
  const asked = { protocol, ...given('port', port) }
  const beside = isPassedOn(destination, protocol, port)
    ? forwarded.flatMap((each) => direct.map(({ egress }) => leavingFor(each, egress)))
    : direct
  const answer =
    forwarded.length === 0 ? agreed(direct) : agreed([...forwarded, ...beside], PASSED_ON)
  return {
    ...(destination.unread === undefined ? answer : leadingAnywhere(answer, destination.unread)),
    source: source.name,
    destination: destination.name,
    ...asked,
  }
}

/** Whether a port of nodes to which no policies for nodes apply is sure to lead to pods: nothing of the node itself is reached there. */
function isPassedOn({ nodePorts = [], either }: Side, protocol: Protocol, port?: number): boolean {
  const isOpen = either.every(
    ({ endpoint, where, doubts }) =>
      doubts === undefined &&
      (endpoint.kind !== 'pods' || either.some((node) => isNode(node) && sharesNode(node, where))),
  )
  return (
    isOpen &&
    nodePorts.some((each) => each.protocol === protocol && each.from === port && each.to === port)
  )
}

function isNode({ endpoint, where }: Party): boolean {
  return endpoint.kind !== 'pods' && where.onHost
}

function sharesNode({ where }: Party, { nodes }: Party['where']): boolean {
  return [...nodes].every((node) => where.nodes.has(node))
}

/** What is answered behind a port of a node where policies of the source see the node. */
function leavingFor(behind: Explanation, egress: SideExplanation): Explanation {
  const { verdict } = behind.ingress
  const worst = RANK[egress.verdict] > RANK[verdict] ? egress.verdict : verdict
  return { ...behind, verdict: worst, egress }
}

/** What is reached at an address that may lead to any pod, also back to the source or to its own node, so that no denial is certain either. */
function leadingAnywhere(answer: Explanation, why: string): Explanation {
  const side = (each: SideExplanation) =>
    opened(each, why, `${why}; if it leads nowhere else: ${each.because}`)
  return {
    ...answer,
    verdict: 'indeterminate',
    egress: side(answer.egress),
    ingress: side(answer.ingress),
  }
}

const PASSED_ON = {
  kind: 'translation',
  why: 'whether policies see the node or what it passes this port on to is not known',
} as const

function pairsOf(source: Side, destination: Side): readonly (readonly [Party, Party])[] {
  return source.either.flatMap((from) => destination.either.map((to) => [from, to] as const))
}
