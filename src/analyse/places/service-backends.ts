import { parseIpAddress } from '../../core/ip-address.ts'
import type { ServiceFront, ServiceFrontPort } from '../../model/cluster.ts'
import type { Protocol } from '../../model/policy.ts'
import type {
  Explanation,
  PortRange,
  Reachability,
  SideExplanation,
} from '../../model/reachability.ts'
import { partiesAt } from './address-book.ts'
import { agreed } from './agreed.ts'
import { beyondPolicies, explainBetween } from './between-parties.ts'
import { describePort } from '../names.ts'
import { podParty } from './party.ts'
import type { Party } from './party.ts'

/** An address of a Service, or a port of nodes that leads to pods in the same way. */
export type ServiceAddress = {
  readonly front: ServiceFront
  /** it is for use within the cluster */
  readonly own: boolean
  /** for people: `Service payments/api` */
  readonly name: string
  /** the nodes that may be entered there, of which it is one. Absent: any */
  readonly entry?: readonly string[]
}

/** Each pod and address behind a port, with the answer to the connection as policies see it. Pods that nothing tells apart are asked about once. */
export function backendsOf(
  reachability: Reachability,
  source: Party,
  service: ServiceAddress,
  { protocol, port, targets, others }: ServiceFrontPort,
): readonly Backend[] {
  const answerOf = answeringPods(reachability, source, service, protocol)
  const outside = others.flatMap(({ targetPort = port, address }): readonly Backend[] => {
    const parsed = parseIpAddress(address)
    const parties = parsed === undefined ? [] : partiesAt(reachability, address, parsed)
    const answers = parties.map((to) =>
      explainBetween(reachability, source, to, protocol, targetPort),
    )
    if (answers.length === 0) return []
    const answer = agreed(answers)
    return [{ name: address, targetPort, answer }]
  })
  const inside = targets.flatMap(({ targetPort = port, pods }) =>
    pods.flatMap((pod): readonly Backend[] => {
      const podClass = reachability.classOf(pod.key)
      if (podClass === undefined) return []
      const answer = answerOf(podParty(podClass, pod), targetPort)
      return [{ name: `${pod.namespace}/${pod.name}`, targetPort, answer }]
    }),
  )
  return [...inside, ...outside]
}

/** Answers pods one by one; those of a class get the answer of the first of them that meets the source in the same way, under its name. */
function answeringPods(
  reachability: Reachability,
  source: Party,
  { front, own, entry }: ServiceAddress,
  protocol: Protocol,
): (pod: Party, targetPort: number) => Explanation {
  const keeps = own ? source.endpoint.kind === 'pods' || source.where.onHost : front.local
  const by = entry === undefined ? `${front.namespace}/${front.name}` : undefined
  const known = new Map<string, Explanation>()
  return (pod, targetPort) => {
    const beyond = beyondPolicies(source, pod)
    const met = beyond?.kind === 'on' ? `on ${beyond.node}` : (beyond?.kind ?? 'apart')
    const isApart = entry !== undefined && isElsewhere(pod, entry)
    const alike = `${pod.endpoint.index} ${targetPort} ${isApart} ${met}`
    const found = known.get(alike)
    if (found !== undefined) return found
    const direct = explainBetween(reachability, source, pod, protocol, targetPort, by)
    const isSure = keeps || (isApart && deniesNodes(reachability, pod, direct))
    const seen = isSure ? direct : rewritten(reachability, pod, direct)
    const answer = beyond?.kind === 'self' ? hairpin(reachability, pod, direct) : seen
    known.set(alike, answer)
    return answer
  }
}

/** A pod or an address behind a port, by the port that it is reached at. */
type Backend = { readonly name: string; readonly targetPort: number; readonly answer: Explanation }

/** The best answer comes first. */
export const RANK = { allowed: 0, indeterminate: 1, denied: 2 } as const

/** Whether policies see an address of the node in the place of a pod that reaches itself through a Service differs between network plugins. */
function hairpin(
  reachability: Reachability,
  { endpoint }: Party,
  answer: Explanation,
): Explanation {
  const sides = [
    reachability.isolation(endpoint, 'egress'),
    reachability.isolation(endpoint, 'ingress'),
  ]
  if (sides.every(({ isolated, untranslated }) => !isolated && !untranslated)) return answer
  return undecided(
    answer,
    'whether a pod reaches itself through a Service is up to the network plugin',
  )
}

/** Where nodes may put an address of their own in the place of the client's, what isolated pods let in is not certain. */
function rewritten(
  reachability: Reachability,
  { endpoint }: Party,
  answer: Explanation,
): Explanation {
  const { isolated, untranslated } = reachability.isolation(endpoint, 'ingress')
  if (answer.egress.verdict === 'denied' || (!isolated && !untranslated)) return answer
  const why = "policies may see the address of a node instead of the client's"
  return undecided(answer, why, `${why}; if not: ${answer.ingress.because}`)
}

/** Whether a pod is on none of some nodes. */
function isElsewhere({ where }: Party, entry: readonly string[]): boolean {
  return !where.unplaced && !entry.some((node) => where.nodes.has(node))
}

/** Whether a pod denies the connection also where a node that is not its own puts an address of its own in the place of the client's, whichever it is. */
function deniesNodes(
  reachability: Reachability,
  { endpoint }: Party,
  { ingress, protocol, port = 0 }: Explanation,
): boolean {
  if (ingress.verdict !== 'denied') return false
  const arrivals = [...reachability.passing(reachability.addressCells, [endpoint])]
  return !arrivals.some(({ from }) =>
    from.some(([, { allowed, indeterminate }]) =>
      [...allowed.ranges, ...indeterminate.ranges].some((range) => holds(range, protocol, port)),
    ),
  )
}

function holds(range: PortRange, protocol: Protocol, port: number): boolean {
  const { from = port, to = port } = range
  return range.protocol === protocol && from <= port && port <= to
}

/** The same answer where translation leaves open what the destination lets in: why, and the sentence for people where it says more. */
export function undecided(answer: Explanation, why: string, because = why): Explanation {
  return { ...answer, verdict: 'indeterminate', ingress: opened(answer.ingress, why, because) }
}

/** One side that translation leaves open, beside what did before. */
export function opened(side: SideExplanation, why: string, because = why): SideExplanation {
  const doubts = [{ kind: 'translation', why } as const, ...(side.doubts ?? [])]
  return { ...side, verdict: 'indeterminate', because, doubts }
}

/** So many pods of each verdict are named, and the rest counted. */
const NAMED = 3

/** Which backends are answered how, for people. */
export function describeBackends(all: readonly Backend[]): string {
  return [...Map.groupBy(all, ({ answer }) => answer.verdict)]
    .sort(([a], [b]) => RANK[a] - RANK[b])
    .map(([verdict, some]) => {
      const names = some
        .slice(0, NAMED)
        .map(
          ({ name, targetPort, answer }) => `${name} ${describePort(answer.protocol, targetPort)}`,
        )
      const more = some.length > NAMED ? ` and ${some.length - NAMED} more` : ''
      return `${verdict === 'indeterminate' ? 'undecided' : verdict} to ${names.join(', ')}${more}`
    })
    .join('; ')
}
