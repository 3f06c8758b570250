import { expect } from 'chai'
import fc from 'fast-check'
import { ask } from '../../src/analyse/ask.ts'
import type { Question } from '../../src/analyse/ask.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import { objectKeyOf } from '../../src/core/object-key.ts'
import type {
  ConnectionSet,
  Endpoint,
  Reachability,
  ReachVerdict,
} from '../../src/model/reachability.ts'
import { clusterOf } from './builders.ts'
import { randomAdminEstate, randomCalicoEstate, randomEstate, randomMeshEstate } from './estates.ts'
import type { RandomEstate } from './estates.ts'
import { randomCiliumEstate } from './estates-cilium.ts'
import { naiveVerdict } from './naive.ts'
import { ciliumVerdict } from './naive-cilium.ts'
import type { NaiveQuestion, Side } from './naive.ts'

const FIXED_SEEDS = [20261123, 7]
const RUNS = 140

/** Answers, and how many of them were other without the tiers before and after NetworkPolicy. */
type Counts = Record<ReachVerdict | 'elsewhere', number>

/** Estates by name and who answers for them; `tiers` is the share of answers that tiers other than NetworkPolicy must decide. */
type Estates = {
  readonly name: string
  readonly arbitrary: fc.Arbitrary<RandomEstate>
  readonly verdict: typeof naiveVerdict
  readonly tiers: number
}

const ESTATES: readonly Estates[] = [
  { name: 'of NetworkPolicy', arbitrary: randomEstate, verdict: naiveVerdict, tiers: 0 },
  {
    name: 'with policies of administrators',
    arbitrary: randomAdminEstate,
    verdict: naiveVerdict,
    tiers: 0.1,
  },
  { name: 'of Cilium', arbitrary: randomCiliumEstate, verdict: ciliumVerdict, tiers: 0.1 },
  { name: 'of Calico', arbitrary: randomCalicoEstate, verdict: naiveVerdict, tiers: 0.1 },
  {
    name: 'with policies of a mesh',
    arbitrary: randomMeshEstate,
    verdict: naiveVerdict,
    tiers: 0.1,
  },
]

for (const { name, arbitrary, verdict, tiers } of ESTATES) {
  describe(`analyse against a naive evaluator, estates ${name}`, () => {
    const fresh = Math.floor(performance.timeOrigin + performance.now()) % 2 ** 31
    const counts: Counts = { allowed: 0, denied: 0, indeterminate: 0, elsewhere: 0 }

    for (const seed of [...FIXED_SEEDS, fresh]) {
      it(`answers random questions about random estates alike (seed ${seed})`, async () => {
        await fc.assert(
          fc.asyncProperty(arbitrary, (estate) => agrees(estate, verdict, counts)),
          { seed, numRuns: RUNS },
        )
      })
    }

    it('was asked at least 10,000 questions, a quarter of them allowed and a quarter denied', () => {
      const { allowed, denied, indeterminate, elsewhere } = counts
      const all = allowed + denied + indeterminate
      // The distribution is part of the evidence: a test of only denied connections would prove little.
      process.stdout.write(
        `      ${all} questions: ${allowed} allowed, ${denied} denied, ${indeterminate} indeterminate; ` +
          `${elsewhere} decided by a tier other than NetworkPolicy\n`,
      )
      expect(all).to.be.at.least(10_000)
      expect(allowed / all).to.be.at.least(0.25)
      expect(denied / all).to.be.at.least(0.25)
      expect(elsewhere / all).to.be.at.least(tiers)
    })
  })
}

async function agrees(
  { objects, podsByAddress, platform = [], questions }: RandomEstate,
  verdict: typeof naiveVerdict,
  counts: Counts,
): Promise<void> {
  const namespaced = objects.filter(
    ({ apiVersion }) =>
      !/^(policy[.]networking[.]k8s[.]io|(cilium|security[.]istio)[.]io|projectcalico[.]org)/.test(
        apiVersion,
      ),
  )
  const reachability = analyse(await clusterOf(objects, {}, { platformNamespaces: platform }), {
    podsByAddress,
    splitAt: addresses(questions),
  })
  for (const question of questions) {
    const expected = verdict(objects, question, podsByAddress, platform)
    counts[expected]++
    if (verdict(namespaced, question, podsByAddress, platform) !== expected) counts.elsewhere++
    const answer = engineAnswer(reachability, question)
    const said = JSON.stringify({ question: worded(question), podsByAddress })
    expect(answer?.verdict, said).to.equal(expected)
    expect(setVerdict(reachability, question), said).to.equal(
      explainedVerdict(reachability, question),
    )
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

function explainedVerdict(reachability: Reachability, question: NaiveQuestion): ReachVerdict {
  const [source, destination] = endpointsOf(reachability, question)
  const protocol = question.protocol as Question['protocol']
  return reachability.explain(source, destination, protocol, question.port).verdict
}

function endpointsOf(
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

function engineAnswer(reachability: Reachability, question: NaiveQuestion) {
  return ask(reachability, {
    from: placeOf(question.from),
    to: placeOf(question.to),
    protocol: question.protocol as Question['protocol'],
    port: question.port,
  })
}

function placeOf(side: Side): Question['from'] {
  return 'ip' in side
    ? { address: side.ip }
    : objectKeyOf(side.pod as Parameters<typeof objectKeyOf>[0])
}

function addresses(questions: readonly NaiveQuestion[]): string[] {
  return questions
    .flatMap(({ from, to }) => [from, to])
    .flatMap((side) => ('ip' in side ? [`${side.ip}/${side.ip.includes(':') ? 128 : 32}`] : []))
}

function worded({ from, to, protocol, port }: NaiveQuestion) {
  return { from: placeOf(from), to: placeOf(to), protocol, port }
}
