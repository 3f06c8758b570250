import { expect } from 'chai'
import fc from 'fast-check'
import { ask } from './ask.ts'
import type { Question } from './ask.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import { objectKeyOf } from '../../src/core/object-key.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type {
  ConnectionSet,
  Endpoint,
  Explanation,
  Reachability,
  ReachVerdict,
} from '../../src/model/reachability.ts'
import { clusterOf } from './builders.ts'
import { randomAdminEstate, randomCalicoEstate, randomEstate, randomMeshEstate } from './estates.ts'
import type { RandomEstate } from './estates.ts'
import { randomCiliumEstate } from './estates-cilium.ts'
import { MIXED_ESTATES } from './estates-mixed.ts'
import { naiveVerdict } from './naive-verdict.ts'
import type { NaiveQuestion, Side } from './naive.ts'

/** Answers, and how many of them were other without the tiers before, beside and after NetworkPolicy. */
export type Counts = Record<ReachVerdict | 'elsewhere', number>

/** Estates by what they hold. */
export const ESTATES: Readonly<Record<string, fc.Arbitrary<RandomEstate>>> = {
  'of NetworkPolicy': randomEstate,
  'of administrators': randomAdminEstate,
  'of Cilium': randomCiliumEstate,
  'of Calico': randomCalicoEstate,
  'of a mesh': randomMeshEstate,
  ...MIXED_ESTATES,
}

/** No answers yet. */
export function noCounts(): Counts {
  return { allowed: 0, denied: 0, indeterminate: 0, elsewhere: 0 }
}

/** How many questions were asked. */
export function asked({ allowed, denied, indeterminate }: Counts): number {
  return allowed + denied + indeterminate
}

/** The distribution is part of the evidence: a test of only denied connections would prove little. */
export function describeCounts(counts: Counts): string {
  const { allowed, denied, indeterminate, elsewhere } = counts
  return (
    `${asked(counts)} questions: ${allowed} allowed, ${denied} denied, ${indeterminate} indeterminate; ` +
    `${elsewhere} decided by a tier other than NetworkPolicy`
  )
}

/** Asks random questions about random estates; fails at the first that the engine and the naive evaluator answer differently. */
export async function compareOn(
  estates: fc.Arbitrary<RandomEstate>,
  counts: Counts,
  runs: { readonly seed: number; readonly numRuns: number },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(estates, (estate) => agrees(estate, counts)),
    runs,
  )
}

/** What the engine answers to one question. */
export function engineVerdict(
  cluster: Cluster,
  question: NaiveQuestion,
  podsByAddress: boolean | 'unknown',
): ReachVerdict | undefined {
  const reachability = analyse(cluster, { podsByAddress, splitAt: addresses([question]) })
  return ask(reachability, questionOf(question))?.verdict
}

const FURTHER =
  /^(policy[.]networking[.]k8s[.]io|(cilium|security[.]istio)[.]io|(crd[.])?projectcalico[.]org)/

async function agrees(
  { objects, podsByAddress, platform = [], questions }: RandomEstate,
  counts: Counts,
): Promise<void> {
  const namespaced = objects.filter(({ apiVersion }) => !FURTHER.test(apiVersion))
  const reachability = analyse(
    await clusterOf(objects, {}, { platformNamespaces: platform, undeclaredMesh: 'runs' }),
    {
      podsByAddress,
      splitAt: addresses(questions),
    },
  )
  for (const question of questions) {
    const expected = naiveVerdict(objects, question, podsByAddress, platform)
    counts[expected]++
    if (naiveVerdict(namespaced, question, podsByAddress, platform) !== expected) counts.elsewhere++
    const answers = [
      ask(reachability, questionOf(question))?.verdict,
      setVerdict(reachability, question),
      explained(reachability, question).verdict,
    ]
    // The sets of a pair and the explanation know nothing of single pods and nodes: they agree with each other.
    if (answers[0] !== expected || answers[1] !== answers[2])
      expect(answers, JSON.stringify({ ...questionOf(question), podsByAddress })).to.deep.equal([
        expected,
        answers[2],
        answers[2],
      ])
  }
}

/** What the sets of the pair say, which know nothing of single pods and nodes. */
function setVerdict(reachability: Reachability, question: NaiveQuestion): ReachVerdict {
  const [source, destination] = endpointsOf(reachability, question)
  const { allowed, indeterminate } = reachability.between(source, destination)
  const holds = ({ ranges }: ConnectionSet): boolean =>
    ranges.some(
      ({ protocol, from = 0, to = Infinity }) =>
        protocol === question.protocol && from <= question.port && question.port <= to,
    )
  return holds(allowed) ? 'allowed' : holds(indeterminate) ? 'indeterminate' : 'denied'
}

/** The explanation for the pair of a question, which knows nothing of single pods and nodes. */
export function explained(reachability: Reachability, question: NaiveQuestion): Explanation {
  const [source, destination] = endpointsOf(reachability, question)
  const protocol = question.protocol as Question['protocol']
  return reachability.explain(source, destination, protocol, question.port)
}

/** The two sides of a question, as the analysis has them. */
export function endpointsOf(
  reachability: Reachability,
  { from, to }: NaiveQuestion,
): [Endpoint, Endpoint] {
  const endpointOf = (side: Side): Endpoint => {
    const place = placeOf(side)
    const found =
      typeof place === 'string'
        ? reachability.classOf(place)
        : reachability.addressCells.find(({ ranges }) =>
            ranges.some((range) => range.from === place.address && range.to === place.address),
          )
    if (found === undefined) throw new Error(`no endpoint for ${JSON.stringify(place)}`)
    return found
  }
  return [endpointOf(from), endpointOf(to)]
}

function questionOf({ from, to, protocol, port }: NaiveQuestion): Question {
  const each = protocol as Question['protocol']
  return { from: placeOf(from), to: placeOf(to), protocol: each, port }
}

function placeOf(side: Side): Question['from'] {
  return 'ip' in side
    ? { address: side.ip }
    : objectKeyOf(side.pod as Parameters<typeof objectKeyOf>[0])
}

/** Addresses of questions as blocks at which an analysis is to tell them apart. */
export function addresses(questions: readonly NaiveQuestion[]): string[] {
  return questions
    .flatMap(({ from, to }) => [from, to])
    .flatMap((side) => ('ip' in side ? [`${side.ip}/${side.ip.includes(':') ? 128 : 32}`] : []))
}
