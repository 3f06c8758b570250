import type { Check, CheckAnswer, CheckInput, ScopedWorkload } from '../../model/check.ts'
import {
  counted,
  explanationEvidence,
  fail,
  pass,
  podEvidence,
  someOf,
  undetermined,
} from '../answers.ts'
import { wordOf } from '../baseline.ts'
import { membersOf } from '../between-members.ts'
import {
  cdeMembers,
  describePair,
  exampleOf,
  isWithinCde,
  memberOf,
  undecidedPair,
} from '../connections.ts'
import { examineEach } from '../examine.ts'
import type { Examined } from '../examine.ts'
import type { OffendingPair } from '../offenders.ts'
import { CONNECTIVITY } from '../reads.ts'
import { workloadSubject } from '../subject.ts'
import { unapproved } from '../unapproved.ts'
import { overCde } from '../unclassified.ts'

const DIRECTIONS = ['all', 'inbound', 'outbound'] as const

/** Whether every connection that the policies allow into, within or out of the cardholder-data environment is in the register. */
export const flowsApproved: Check = {
  id: 'flows-approved',
  version: 7,
  title: 'Every allowed connection of the cardholder-data environment is in the register',
  logic:
    "For each CDE workload, every connection that the declared policies allow is held against the flows approved by the day of the snapshot, ports included. A flow of most ports, alone or together with others of the same two, or from anything to anything, also by patterns that come to mean most of the cluster, identifies no service and lists nothing. What may be allowed counts as allowed, and so does what passes on one node to or from a host-network pod, but for the platform's own.",
  reads: CONNECTIVITY,
  needs: ['scope', 'flows', 'reachability'],
  passesBy: 'denial',
  parameters: { direction: DIRECTIONS },
  evaluate(input) {
    const examined = examinedOf(input)
    return overCde(input, (workload) => answer(input, workload, examined(workload)))
  },
}

function answer(
  input: CheckInput,
  workload: ScopedWorkload,
  found: readonly Examined[],
): CheckAnswer {
  const subject = workloadSubject(input.cluster.name, workload)
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
    return fail(subject, unlisted(input, count, pairs, first), evidence, example)
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

/** What was found of each workload's connections by where the other side is; those within the environment count where they arrive. */
type Parts = Readonly<Record<'inbound' | 'within' | 'outbound', ReturnType<typeof examineEach>>>

/** Each pair is examined once, however many controls ask: workloads are made anew for every evaluation. */
const knownParts = new WeakMap<readonly ScopedWorkload[], Parts>()

function examinedOf(input: CheckInput): (workload: ScopedWorkload) => readonly Examined[] {
  const parts = knownParts.get(input.workloads) ?? partsOf(input)
  knownParts.set(input.workloads, parts)
  const asked = partsFor(wordOf(input, 'direction', DIRECTIONS)).map((name) => parts[name])
  return (workload) => asked.map((examined) => examined(memberOf(input, workload)))
}

function partsFor(direction: (typeof DIRECTIONS)[number]): readonly (keyof Parts)[] {
  switch (direction) {
    case 'all':
      return ['inbound', 'within', 'outbound']
    case 'inbound':
    case 'outbound':
      return [direction]
  }
}

function partsOf(input: CheckInput): Parts {
  const inside = membersOf(input.endpoints.filter(isWithinCde))
  const outside = membersOf(input.endpoints.filter((endpoint) => !isWithinCde(endpoint)))
  const own = cdeMembers(input)
  const offence = unapproved(input)
  return {
    inbound: examineEach(input, outside, own, 'destinations', offence),
    within: examineEach(input, inside, own, 'destinations', offence),
    outbound: examineEach(input, own, outside, 'sources', offence),
  }
}

function unlisted(
  { register }: CheckInput,
  count: number,
  pairs: number,
  first: OffendingPair,
): string {
  const many = `in ${count} of ${counted(pairs, 'pair')}, connections are allowed that no approved flow lists`
  const broad = register.tooBroad(first.source.endpoint, first.destination.endpoint)
  const why = broad.length === 0 ? '' : `; too broad to list it: ${someOf(broad)}`
  return `${many}; for example ${describePair(first)}${why}`
}
