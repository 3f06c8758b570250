import { expect } from 'chai'
import fc from 'fast-check'
import { redundantPolicies } from '../../../src/analyse/queries/redundant.ts'
import { analyse } from '../../../src/analyse/reachability.ts'
import { objectKeyOf } from '../../../src/core/object-key.ts'
import type { KubeObject } from '../../../src/model/object.ts'
import { clusterOf } from '../builders.ts'
import { OUTSIDE, OUTSIDE6 } from '../estate-parts.ts'
import { randomAdminEstate, randomEstate } from '../estates.ts'
import type { RandomEstate } from '../estates.ts'
import { naiveVerdict } from '../naive-verdict.ts'
import type { NaiveQuestion, Side } from '../naive.ts'
import { dangles } from './dangles.ts'

type Found = { redundant: number; needed: number }

const PROTOCOLS = ['TCP', 'UDP', 'SCTP', 'ICMP']
const PORTS = [1, 79, 80, 81, 8080, 8081, 8090, 8091, 65535]
const PLACES = [...OUTSIDE, ...OUTSIDE6, '10.0.0.2', '10.0.0.127']

/** The naive evaluator's answers over raw objects, over everything that can be told apart. */
function naiveAnswers(objects: readonly KubeObject[], { podsByAddress }: RandomEstate): string {
  const pods: Side[] = objects.filter(({ kind }) => kind === 'Pod').map((each) => ({ pod: each }))
  const places: Side[] = [...pods, ...PLACES.map((ip) => ({ ip }))]
  const questions: NaiveQuestion[] = places.flatMap((from) =>
    places.flatMap((to) =>
      'ip' in from && 'ip' in to
        ? []
        : PROTOCOLS.flatMap((protocol) =>
            (protocol === 'ICMP' ? [1] : PORTS).map((port) => ({ from, to, protocol, port })),
          ),
    ),
  )
  return questions
    .map((each) => {
      const letter = naiveVerdict(objects, each, podsByAddress).charAt(0)
      return each.protocol === 'ICMP' ? letter.toUpperCase() : letter
    })
    .join('')
}

/** Capitals stand for ICMP, which counts where both answers are certain. */
function sameAnswers(one: string, other: string): boolean {
  return one.split('').every((letter, at) => {
    const answer = other.charAt(at)
    return letter === answer || letter === 'I' || answer === 'I'
  })
}

async function agreesWithNaive(random: RandomEstate, found: Found): Promise<void> {
  const { objects, podsByAddress } = random
  const cluster = await clusterOf(objects)
  const reachability = analyse(cluster, { podsByAddress })
  const { redundant } = redundantPolicies(reachability)
  const answers = naiveAnswers(objects, random)
  for (const policy of objects.filter(({ kind }) => kind.endsWith('Policy'))) {
    const key = objectKeyOf(policy)
    const without = naiveAnswers(
      objects.filter((each) => each !== policy),
      random,
    )
    const said = redundant.some((each) => each.policy === key && each.pointer === '')
    if (said) expect(sameAnswers(without, answers), `${key} is redundant`).to.equal(true)
    else if (!dangles(cluster, reachability, key, ''))
      expect(sameAnswers(without, answers), `${key} is needed`).to.equal(false)
    found[said ? 'redundant' : 'needed']++
  }
}

describe('redundantPolicies against a naive evaluator', () => {
  for (const [name, arbitrary, numRuns] of [
    ['NetworkPolicy', randomEstate, 5],
    ['policies of administrators', randomAdminEstate, 3],
  ] as const) {
    it(`agrees with a naive evaluator over all questions, estates of ${name}`, async () => {
      const found: Found = { redundant: 0, needed: 0 }
      await fc.assert(
        fc.asyncProperty(arbitrary, (each) => agreesWithNaive(each, found)),
        { seed: 20261127, numRuns, endOnFailure: true },
      )
      expect(found.redundant).to.be.at.least(1)
      expect(found.needed).to.be.above(3)
    })
  }
})
