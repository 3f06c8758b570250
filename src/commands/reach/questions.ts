import { z } from 'zod'
import { hasPorts } from '../../analyse/engine/connection-sets.ts'
import { placeFinder } from '../../analyse/places/places.ts'
import { analyse } from '../../analyse/reachability.ts'
import { explanationOf } from '../../analyse/places/sides.ts'
import { Fault } from '../../core/fault.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Explanation } from '../../model/reachability.ts'

const side = z.string().min(1).max(600)

/** One line of a file of questions: pods as `namespace/name`, or addresses; a port where the protocol has ports. */
const questionSchema = z
  .strictObject({
    from: side,
    to: side,
    protocol: z.enum(['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6', 'OTHER']).default('TCP'),
    port: z.int().min(1).max(65535).optional(),
  })
  .superRefine(({ protocol, port }, context) => {
    if (hasPorts(protocol) === (port !== undefined)) return
    const message = hasPorts(protocol)
      ? `name one: an answer is about one port of ${protocol}`
      : `${protocol} has no ports`
    context.addIssue({ code: 'custom', path: ['port'], message })
  })

type Asked = z.output<typeof questionSchema>

const HINT =
  'one JSON object a line: {"from": "ns/pod", "to": "ns/pod", "protocol": "TCP", "port": 80}'

/** The questions of an NDJSON file, in order. Throws Fault `USAGE` with the first line that is none. */
export function readQuestions(text: string, file: string): readonly Asked[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = questionSchema.safeParse(jsonOf(line))
    if (parsed.success) return [parsed.data]
    const [issue] = parsed.error.issues
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
    const why = issue?.message ?? 'not a question'
    throw new Fault('USAGE', `${file}:${index + 1}: ${where}${why}`, { hint: HINT })
  })
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** What is answered to one question. */
export type Answer = Asked & {
  readonly verdict: Explanation['verdict']
  /** absent where a side is not part of the model */
  readonly egress?: Explanation['egress']
  readonly ingress?: Explanation['ingress']
  /** why there is no definite answer, where a side is not part of the model */
  readonly reason?: string
  /** what addresses were taken for; absent: none was */
  readonly said?: readonly string[]
}

/** Answers questions about one cluster, in order. A pod that is not in the model is indeterminate, with the reason. */
export function answers(cluster: Cluster, questions: readonly Asked[]): readonly Answer[] {
  const reachability = analyse(cluster)
  const placeAt = placeFinder(reachability)
  return questions.map((asked) => {
    const [from, to] = [placeAt(asked.from), placeAt(asked.to)]
    if (from === undefined || to === undefined) return unknown(asked, from === undefined)
    const { protocol, port } = asked
    const { verdict, egress, ingress } = explanationOf(reachability, from, to, protocol, port)
    const said = [from.said, to.said].flatMap((text) => text ?? [])
    return { ...asked, verdict, egress, ingress, ...(said.length === 0 ? {} : { said }) }
  })
}

function unknown(asked: Asked, from: boolean): Answer {
  const place = from ? asked.from : asked.to
  return { ...asked, verdict: 'indeterminate', reason: `${place} is no running pod and no address` }
}
