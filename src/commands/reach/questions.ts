import { z } from 'zod'
import { ask } from '../../analyse/ask.ts'
import type { Question } from '../../analyse/ask.ts'
import { podAt } from '../../analyse/places.ts'
import { analyse } from '../../analyse/reachability.ts'
import { Fault } from '../../core/fault.ts'
import { parseIpAddress } from '../../core/ip-address.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Explanation } from '../../model/reachability.ts'

const side = z.string().min(1).max(600)

/** One line of a file of questions: pods as `namespace/name`, or addresses. */
const questionSchema = z.strictObject({
  from: side,
  to: side,
  protocol: z.enum(['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6', 'OTHER']).default('TCP'),
  port: z.int().min(1).max(65535).optional(),
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
}

/** Answers questions about one cluster, in order. A pod that is not in the model is indeterminate, with the reason. */
export function answers(cluster: Cluster, questions: readonly Asked[]): readonly Answer[] {
  const addresses = questions.flatMap(({ from, to }) => [from, to]).filter(isAddress)
  const reachability = analyse(cluster, { splitAt: [...new Set(addresses.map(cidrOf))] })
  const pod = podAt(reachability)
  return questions.map((asked) => {
    const [from, to] = [asked.from, asked.to].map((place) => placeOf(place, pod))
    if (from === undefined || to === undefined) return unknown(asked, from === undefined)
    const { protocol, port } = asked
    const question = { from, to, protocol, ...(port === undefined ? {} : { port }) }
    const found = ask(reachability, question)
    if (found === undefined) return unknown(asked, false)
    const { verdict, egress, ingress } = found
    return { ...asked, verdict, egress, ingress }
  })
}

function isAddress(place: string): boolean {
  return parseIpAddress(place) !== undefined
}

function cidrOf(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`
}

function placeOf(place: string, pod: ReturnType<typeof podAt>): Question['from'] | undefined {
  return isAddress(place) ? { address: place } : pod(place)
}

function unknown(asked: Asked, from: boolean): Answer {
  const place = from ? asked.from : asked.to
  return { ...asked, verdict: 'indeterminate', reason: `${place} is no running pod and no address` }
}
