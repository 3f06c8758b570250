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
import { explainBetween } from './between-parties.ts'
import { describePort } from '../names.ts'
import { isSelf, partyOf } from './party.ts'
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

/** Each pod and address behind a port, with the answer to the connection as policies see it. */
export function backendsOf(
  reachability: Reachability,
  source: Party,
  { front, own, entry }: ServiceAddress,
  { protocol, port, targets, others }: ServiceFrontPort,
): readonly Backend[] {
  const keeps = own ? source.endpoint.kind === 'pods' || source.where.onHost : front.local
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
      const party = partyOf(reachability, pod.key)
      if (party === undefined) return []
      const name = `${pod.namespace}/${pod.name}`
      const answer = explainBetween(reachability, source, party, protocol, targetPort)
      if (isSelf(source, party))
        return [{ name, targetPort, answer: hairpin(reachability, party, answer) }]
      const isSure =
        keeps || (entry !== undefined && deniesNodes(reachability, party, answer, entry))
      const seen = isSure ? answer : rewritten(reachability, party, answer)
      return [{ name, targetPort, answer: seen }]
    }),
  )
  return [...inside, ...outside]
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

/** Whether a pod denies the connection also where one of some nodes puts an address of its own in the place of the client's, whichever it is: none is that of the pod's node. */
function deniesNodes(
  reachability: Reachability,
  { endpoint, where }: Party,
  { ingress, protocol, port = 0 }: Explanation,
  entry: readonly string[],
): boolean {
  const elsewhere = !where.unplaced && !entry.some((node) => where.nodes.has(node))
  if (ingress.verdict !== 'denied' || !elsewhere) return false
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
