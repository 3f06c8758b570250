import type {
  Check,
  CheckAnswer,
  CheckInput,
  ScopedEndpoint,
  ScopedWorkload,
} from '../../model/check.ts'
import { counted, explanationEvidence, fail, pass, podEvidence, undetermined } from '../answers.ts'
import { wordOf } from '../baseline.ts'
import {
  describePair,
  endpointsOf,
  examine,
  exampleOf,
  isWithinCde,
  undecidedPair,
} from '../connections.ts'
import type { Examined, Offence, OffendingPair } from '../connections.ts'
import { CONNECTIVITY } from '../reads.ts'
import { workloadSubject } from '../subject.ts'
import { overCde } from '../unclassified.ts'

const DIRECTIONS = ['all', 'inbound', 'outbound'] as const

/** Whether every connection that the policies allow into, within or out of the cardholder-data environment is in the register. */
export const flowsApproved: Check = {
  id: 'flows-approved',
  version: 3,
  title: 'Every allowed connection of the cardholder-data environment is in the register',
  logic:
    "For each CDE workload, every connection that the declared policies allow is held against the flows approved by the day of the snapshot, ports included. What may be allowed counts as allowed, and so does what passes on one node to or from a host-network pod, but for the platform's own.",
  reads: CONNECTIVITY,
  needs: ['scope', 'flows', 'reachability'],
  parameters: { direction: DIRECTIONS },
  evaluate(input) {
    const sides = {
      inside: input.endpoints.filter(isWithinCde),
      outside: input.endpoints.filter((endpoint) => !isWithinCde(endpoint)),
    }
    return overCde(input, (workload) => answer(input, workload, sides))
  },
}

/** The endpoints that are wholly within the environment, and all others. */
type Sides = {
  readonly inside: readonly ScopedEndpoint[]
  readonly outside: readonly ScopedEndpoint[]
}

function answer(input: CheckInput, workload: ScopedWorkload, sides: Sides): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, workload)
  const found = examined(input, workload, sides)
  const pairs = found.reduce((sum, { pairs: count }) => sum + count, 0)
  const certain = found.flatMap((each) => each.certain.first ?? [])
  const uncertain = found.flatMap((each) => each.uncertain.first ?? [])
  const [first] = certain
  if (first !== undefined) {
    const example = exampleOf(input, first)
    const count = found.reduce((sum, each) => sum + each.certain.count, 0)
    const evidence = [
      ...explanationEvidence(example),
      ...workload.pods.slice(0, 1).map(podEvidence),
    ]
    return fail(subject, unlisted(count, pairs, first), evidence, example)
  }
  const [unsure] = uncertain
  const evidence = workload.pods.slice(0, 1).map(podEvidence)
  if (unsure !== undefined) {
    const { cause, said } = undecidedPair(unsure)
    return undetermined(subject, cause, `${said}, and no approved flow lists it`, evidence)
  }
  const listed = `no allowed connection in the declared configuration is missing from the register`
  return pass(subject, `${listed} (${counted(pairs, 'pair')} examined)`, evidence)
}

/** What was found of a workload's connections by where the other side is; those within the environment count where they arrive. */
type Parts = { readonly inbound: Examined; readonly within: Examined; readonly outbound: Examined }

/** Each pair is examined once, however many controls ask: workloads are made anew for every evaluation. */
const knownParts = new WeakMap<ScopedWorkload, Parts>()

function examined(input: CheckInput, workload: ScopedWorkload, sides: Sides): readonly Examined[] {
  const parts = knownParts.get(workload) ?? partsOf(input, workload, sides)
  knownParts.set(workload, parts)
  const { inbound, within, outbound } = parts
  switch (wordOf(input, 'direction', DIRECTIONS)) {
    case 'all':
      return [inbound, within, outbound]
    case 'inbound':
      return [inbound]
    case 'outbound':
      return [outbound]
  }
}

function partsOf(input: CheckInput, workload: ScopedWorkload, { inside, outside }: Sides): Parts {
  const own = endpointsOf(input, workload)
  const unapproved: Offence = ({ source, destination }, ports) =>
    ports.ranges.length === 0
      ? ports.ranges
      : input.register.unapproved(source.endpoint, destination.endpoint, ports)
  return {
    inbound: examine(input, outside, own, unapproved),
    within: examine(input, inside, own, unapproved),
    outbound: examine(input, own, outside, unapproved),
  }
}

function unlisted(count: number, pairs: number, first: OffendingPair): string {
  const many = `in ${count} of ${counted(pairs, 'pair')}, connections are allowed that no approved flow lists`
  return `${many}; for example ${describePair(first)}`
}
