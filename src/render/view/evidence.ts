import type { Evidence } from '../../model/evaluation.ts'
import type {
  DecidingRule,
  Explanation,
  PortRange,
  SideExplanation,
} from '../../model/reachability.ts'
import type { ExamplePath, SubjectView } from '../report-schema.ts'
import { visible } from '../text.ts'
import { REACH_WORDS } from '../words.ts'

type EvidenceView = SubjectView['evidence'][number]

/** Gives each observation its number, in the order of the report; what was observed before keeps the number it has. */
export type EvidenceBook = {
  entry(cluster: string, evidence: Evidence): EvidenceView
}

/** An empty book; numbers are `<reference>-0001` and up. */
export function evidenceBook(reference: string): EvidenceBook {
  const numbers = new Map<string, string>()
  return {
    entry: (cluster, evidence) => {
      const key = JSON.stringify([cluster, evidence.object, evidence.pointer, evidence.value])
      const known = numbers.get(key)
      const number = known ?? `${reference}-${String(numbers.size + 1).padStart(4, '0')}`
      if (known === undefined) numbers.set(key, number)
      return {
        number,
        object: visible(evidence.object),
        pointer: visible(evidence.pointer),
        value: visible(evidence.value),
      }
    },
  }
}

/** One connection in words, with all the traffic that it is an example of. */
export function examplePath(explanation: Explanation): ExamplePath {
  const [source, destination] = [visible(explanation.source), visible(explanation.destination)]
  const connection = trafficWords(explanation.protocol, explanation.port, explanation.port)
  const traffic = explanation.traffic === undefined ? connection : allTraffic(explanation.traffic)
  const shown = traffic === connection ? '' : ` (explained for ${connection})`
  return {
    verdict: explanation.verdict,
    source,
    destination,
    connection,
    traffic,
    sentence: `${source} to ${destination} on ${traffic}${shown}: ${REACH_WORDS[explanation.verdict]} in the declared configuration`,
    egress: side(explanation.egress),
    ingress: side(explanation.ingress),
  }
}

/** So many protocols there are: TCP, UDP, SCTP, ICMP, ICMPv6 and all others as one. */
const PROTOCOLS = 6

/** What is said where nothing is left out. */
export const ANY_TRAFFIC = 'any protocol and port'

/** `TCP 443, UDP 8000-8100`, `all TCP ports, ICMP`, `any protocol and port`. */
function allTraffic(ranges: readonly PortRange[]): string {
  const words = ranges.map(({ protocol, from, to }) => ({
    said: trafficWords(protocol, from, to),
    isWhole: trafficWords(protocol, from, to) === trafficWords(protocol),
  }))
  const whole = words.filter(({ isWhole }) => isWhole)
  return whole.length === PROTOCOLS ? ANY_TRAFFIC : words.map(({ said }) => said).join(', ')
}

/** `TCP 443`, `TCP 8000-8100`, `all TCP ports`; protocols without ports are named alone. */
export function trafficWords(protocol: string, from?: number, to?: number): string {
  const all = (from ?? 0) <= 1 && (to ?? 65535) >= 65535 && from !== to
  if (from !== undefined && !all)
    return `${protocol} ${from}${to === undefined || to === from ? '' : `-${to}`}`
  return ['TCP', 'UDP', 'SCTP'].includes(protocol) ? `all ${protocol} ports` : protocol
}

function side(explanation: SideExplanation): ExamplePath['egress'] {
  return {
    verdict: REACH_WORDS[explanation.verdict],
    because: visible(explanation.because),
    rules: explanation.rules.map(rule),
  }
}

const EFFECTS: Readonly<Record<DecidingRule['effect'], string>> = {
  allows: 'allows',
  denies: 'denies',
  passes: 'passes',
  isolates: 'isolates',
  silent: 'does not decide it',
  untranslated: 'is not fully understood',
  unenforced: 'may not be enforced',
}

function rule(deciding: DecidingRule): ExamplePath['egress']['rules'][number] {
  return {
    policy: visible(deciding.policy),
    pointer: visible(deciding.pointer),
    effect: EFFECTS[deciding.effect],
  }
}
