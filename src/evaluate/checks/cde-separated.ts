import type { Check, CheckAnswer, CheckInput, ScopedEndpoint } from '../../model/check.ts'
import type { Evidence } from '../../model/evaluation.ts'
import { explanationEvidence, fail, pass, podEvidence, undetermined } from '../answers.ts'
import { describePair, exampleOf, isOfClass, undecidedPair } from '../connections.ts'
import { missingCde } from '../expected-cde.ts'
import { examine } from '../examine.ts'
import type { Examined, NamedTally } from '../examine.ts'
import { anyConnection } from '../offenders.ts'
import { CONNECTIVITY } from '../reads.ts'
import { ofClass } from '../scoped-workloads.ts'
import { subjectOf } from '../subject.ts'
import { scopeIsSilent } from '../unclassified.ts'

/** Whether anything outside the scope can reach the cardholder-data environment, or be reached from it, past the declared DMZ. */
export const cdeSeparated: Check = {
  id: 'cde-separated',
  version: 4,
  title: 'Nothing outside the scope and the cardholder-data environment reach each other',
  logic:
    "For each pair of classes and each direction: no allowed connection between CDE workloads and workloads that are out of scope or unclassified, or untrusted addresses, but to and from declared DMZ workloads of the CDE; host-network pods beside CDE pods on one node count as allowed, but for the platform's own. Unclassified workloads may themselves belong to the CDE.",
  reads: CONNECTIVITY,
  needs: ['scope', 'reachability'],
  passesBy: 'denial',
  parameters: {},
  evaluate(input) {
    const inside = input.endpoints.filter((each) => isOfClass(each, 'cde') && !each.dmz)
    const pairs = OUTSIDE.flatMap(({ name, means }) => {
      const outside = input.endpoints.filter(means)
      return [
        ...answer(input, `${name} to cde`, outside, inside),
        ...answer(input, `cde to ${name}`, inside, outside),
      ]
    })
    const silent = ofClass(input.workloads, 'unclassified')
    return [
      ...missingCde(input),
      ...pairs,
      ...silent.map((workload) => scopeIsSilent(input, workload)),
    ]
  },
}

/** An out-of-scope network counts as untrusted (PCI DSS 4.0.1, introduction to requirement 1); what nobody classified is no better. */
const OUTSIDE: readonly { name: string; means: (endpoint: ScopedEndpoint) => boolean }[] = [
  { name: 'out-of-scope', means: (endpoint) => isOfClass(endpoint, 'out-of-scope') },
  { name: 'unclassified', means: (endpoint) => isOfClass(endpoint, 'unclassified') },
  { name: 'untrusted', means: ({ zone }) => zone === 'untrusted' },
]

function answer(
  input: CheckInput,
  name: string,
  sources: readonly ScopedEndpoint[],
  destinations: readonly ScopedEndpoint[],
): readonly CheckAnswer[] {
  const found = examine(input, sources, destinations, anyConnection)
  if (found.pairs === 0) return []
  const subject = subjectOf(input.cluster.name, '', 'ClassPair', name)
  const examined = `${sizes(sources, destinations)} pairs examined`
  const { first } = found.certain
  if (first !== undefined) {
    const example = exampleOf(input, first)
    const said = `a path is allowed in ${found.certain.count} of the ${examined}; for example ${describePair(first)}`
    const evidence = [...explanationEvidence(example), ...involved(input, found.certain)]
    return [fail(subject, said, evidence, example)]
  }
  return [withoutCertainPath(input, subject, found, examined)]
}

function withoutCertainPath(
  input: CheckInput,
  subject: string,
  found: Examined<NamedTally>,
  examined: string,
): CheckAnswer {
  const { first } = found.uncertain
  if (first === undefined) {
    const inside = input.endpoints.filter((each) => isOfClass(each, 'cde')).flatMap(podsOf)
    return pass(subject, `no allowed path in the declared configuration (${examined})`, inside)
  }
  const said = `not decidable whether a path is allowed in ${found.uncertain.count} of the ${examined}; for example ${describePair(first)}`
  return undetermined(subject, undecidedPair(first).cause, said, involved(input, found.uncertain))
}

function sizes(
  sources: readonly ScopedEndpoint[],
  destinations: readonly ScopedEndpoint[],
): string {
  const names = (endpoints: readonly ScopedEndpoint[]) =>
    new Set(endpoints.map((each) => each.name)).size
  return `${names(sources)} x ${names(destinations)}`
}

/** One pod of each workload on either side of an offending pair, in the order of the endpoints. */
function involved(input: CheckInput, { sources, destinations }: NamedTally): readonly Evidence[] {
  return input.endpoints
    .filter(({ name }) => sources.has(name) || destinations.has(name))
    .flatMap(podsOf)
}

function podsOf({ endpoint }: ScopedEndpoint): readonly Evidence[] {
  return endpoint.kind === 'pods' ? endpoint.pods.slice(0, 1).map(podEvidence) : []
}
