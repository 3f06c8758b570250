import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import type { ConnectionSet, PortRange } from '../../model/reachability.ts'
import {
  counted,
  explanationEvidence,
  fail,
  pass,
  podEvidence,
  someOf,
  undetermined,
} from '../answers.ts'
import { listOf } from '../baseline.ts'
import { membersOf } from '../between-members.ts'
import { cdeMembers, describePair, exampleOf, memberOf, undecidedPair } from '../connections.ts'
import { examineEach } from '../examine.ts'
import type { Examined } from '../examine.ts'
import type { Offence, OffendingPair } from '../offenders.ts'
import { commonRanges } from '../port-ranges.ts'
import { CONNECTIVITY } from '../reads.ts'
import { workloadSubject } from '../subject.ts'
import { overCde } from '../unclassified.ts'

/** Whether services known to be insecure are allowed into the cardholder-data environment without a stated mitigation. */
export const insecureServicesMitigated: Check = {
  id: 'insecure-services-mitigated',
  version: 7,
  title: 'Insecure services into the cardholder-data environment are mitigated',
  logic:
    'For each CDE workload, connections allowed on the listed ports, and on those that the scope file adds, need an approved flow that states a mitigation and names the port (a range of more than three names none), also from host-network pods on its own node. Ports stand for services; what listens behind them is not seen.',
  reads: CONNECTIVITY,
  needs: ['scope', 'flows', 'reachability'],
  passesBy: 'denial',
  parameters: { services: 'list' },
  evaluate(input) {
    const services = servicesOf(input)
    const from = membersOf(input.endpoints)
    const offence = offenceOf(input, services)
    const examined = examineEach(input, from, cdeMembers(input), 'destinations', offence)
    return overCde(input, (workload) =>
      answer(input, workload, examined(memberOf(input, workload)), services),
    )
  },
}

type Service = { readonly range: PortRange; readonly name: string }

/** Entries `TCP/23: telnet, ...` and those of the scope file as ranges of one port; what both list is named as our list does. */
function servicesOf(input: CheckInput): readonly Service[] {
  const own = (input.organisation.scope?.insecureServices ?? []).map(({ protocol, port, reason }) =>
    serviceOf(protocol, port, reason),
  )
  const listed = listOf(input, 'services').map(({ value, reason }) => {
    const match = /^(TCP|UDP|SCTP)\/([0-9]{1,5})$/.exec(value)
    if (match === null) throw new Error(`not a service of the list: ${value}`)
    return serviceOf(match[1] as PortRange['protocol'], Number(match[2]), reason)
  })
  const found = new Map<string, Service>()
  for (const each of [...listed, ...own]) {
    const place = `${each.range.protocol}/${each.range.from}`
    if (!found.has(place)) found.set(place, each)
  }
  return [...found.values()]
}

function serviceOf(protocol: PortRange['protocol'], port: number, name: string): Service {
  return { range: { protocol, from: port, to: port }, name }
}

/** Connection sets are few and shared: what each has in common with the list is found once. */
function offenceOf(input: CheckInput, services: readonly Service[]): Offence {
  const ranges = services.map(({ range }) => range)
  const insecure = new WeakMap<ConnectionSet, ConnectionSet>()
  return ({ source, destination }, ports) => {
    const known = insecure.get(ports) ?? { id: -1, ranges: commonRanges(ports.ranges, ranges) }
    insecure.set(ports, known)
    return known.ranges.length === 0
      ? known.ranges
      : input.register.unmitigated(source.endpoint, destination.endpoint, known)
  }
}

function answer(
  input: CheckInput,
  workload: ScopedWorkload,
  examined: Examined,
  services: readonly Service[],
): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, workload)
  const { pairs, certain, uncertain } = examined
  const seen = workload.pods.slice(0, 1).map(podEvidence)
  if (certain.first !== undefined) {
    const example = exampleOf(input, certain.first)
    const many = `in ${certain.count} of ${counted(pairs, 'pair')}, insecure services are allowed without a stated mitigation`
    const shown = `${describePair(certain.first)} (${serviceName(certain.first, services)})`
    const said = `${many}; for example ${shown}${unnamed(input, certain.first)}`
    return fail(subject, said, [...explanationEvidence(example), ...seen], example)
  }
  if (uncertain.first !== undefined) {
    const { cause, said } = undecidedPair(uncertain.first)
    return undetermined(subject, cause, said, seen)
  }
  const none = `none of ${counted(services.length, 'listed service')} is allowed without a stated mitigation`
  return pass(subject, `${none} (${counted(pairs, 'pair')} examined)`, seen)
}

/** The entries that state a mitigation for a range of which the services are a small part. */
function unnamed({ register }: CheckInput, { source, destination, ports }: OffendingPair): string {
  const ids = register.unnamed(source.endpoint, destination.endpoint, ports)
  if (ids.length === 0) return ''
  return `; mitigated by ranges that name no service: ${someOf(ids)}`
}

function serviceName({ ports }: OffendingPair, services: readonly Service[]): string {
  const [first] = ports
  const service = services.find(
    ({ range }) => first?.protocol === range.protocol && first.from === range.from,
  )
  return service?.name ?? 'listed as insecure'
}
