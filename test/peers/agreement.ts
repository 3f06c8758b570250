import { expect } from 'chai'
import fc from 'fast-check'
import { ask } from '../analyse/ask.ts'
import type { Question } from '../analyse/ask.ts'
import { analyse } from '../../src/analyse/reachability.ts'
import { objectKeyOf } from '../../src/core/object-key.ts'
import type { KubeObject } from '../../src/model/object.ts'
import type { ReachVerdict } from '../../src/model/reachability.ts'
import { clusterOf } from '../analyse/builders.ts'
import type { RandomEstate } from '../analyse/estates.ts'
import type { NaiveQuestion, Side } from '../analyse/naive.ts'
import type { Peer, PeerQuestion, PeerSide } from './peer.ts'

/** Answers of ours, and those of them that a peer contradicts. */
type Counts = Record<ReachVerdict, number>

/** What is compared: how many estates of each seed, and the share that may be indeterminate with us. */
export type Comparison = {
  readonly estates: fc.Arbitrary<RandomEstate>
  readonly runs: number
  readonly atMostIndeterminate: number
}

const FIXED_SEEDS = [20261127, 11]

/** Tests that a peer and exhibit answer alike: every definite answer of ours must be the peer's. */
export function testAgreement(peer: Peer, { estates, runs, ...bounds }: Comparison): void {
  const fresh = Math.floor(performance.timeOrigin + performance.now()) % 2 ** 31
  const counts: Counts = { allowed: 0, denied: 0, indeterminate: 0 }
  for (const seed of [...FIXED_SEEDS, fresh]) {
    it(`answers ${runs} random estates alike (seed ${seed})`, async () => {
      await fc.assert(
        fc.asyncProperty(estates, (estate) => agrees(peer, estate, counts)),
        { seed, numRuns: runs },
      )
    })
  }
  it('was asked enough, a quarter of it allowed and a quarter denied', () => {
    const { allowed, denied, indeterminate } = counts
    const all = allowed + denied + indeterminate
    process.stdout.write(
      `      ${all} questions: ${allowed} allowed, ${denied} denied, ${indeterminate} indeterminate\n`,
    )
    expect(all).to.be.at.least(10_000)
    expect(allowed / all).to.be.at.least(0.25)
    expect(denied / all).to.be.at.least(0.25)
    expect(indeterminate / all).to.be.at.most(bounds.atMostIndeterminate)
  })
}

async function agrees(peer: Peer, estate: RandomEstate, counts: Counts): Promise<void> {
  const { objects, questions } = estate
  const ours = await ourAnswers(estate)
  const packets = questions.map(packetsOf)
  const theirs = await peer(objects, packets.flat())
  let at = 0
  for (const [index, question] of questions.entries()) {
    const ways = packets[index]?.length ?? 0
    const passes = theirs.slice(at, at + ways).includes(true)
    at += ways
    const verdict = ours[index] ?? 'indeterminate'
    counts[verdict]++
    if (verdict === 'indeterminate') continue
    expect(verdict, worded(question)).to.equal(passes ? 'allowed' : 'denied')
  }
}

/** What exhibit answers to the questions of an estate, in order. */
export async function ourAnswers(estate: RandomEstate): Promise<readonly ReachVerdict[]> {
  const { objects, podsByAddress, platform = [], questions } = estate
  const reachability = analyse(await clusterOf(objects, {}, { platformNamespaces: platform }), {
    podsByAddress,
    splitAt: addresses(questions),
  })
  return questions.map(({ from, to, protocol, port }) => {
    const asked = { from: placeOf(from), to: placeOf(to), protocol, port } as Question
    const answer = ask(reachability, asked)
    if (answer === undefined) throw new Error(`no answer to ${JSON.stringify(asked)}`)
    return answer.verdict
  })
}

/** The packets of a connection: one for each family that both ends have. */
export function packetsOf({ from, to, protocol, port }: NaiveQuestion): readonly PeerQuestion[] {
  return sidesOf(from).flatMap((source) =>
    sidesOf(to)
      .filter(({ ip }) => ip.includes(':') === source.ip.includes(':'))
      .map((destination) => ({ from: source, to: destination, protocol, port })),
  )
}

function sidesOf(side: Side): readonly PeerSide[] {
  if ('ip' in side) return [{ ip: side.ip }]
  const { metadata, status } = side.pod as KubeObject & {
    readonly status: { readonly podIPs: readonly { readonly ip: string }[] }
  }
  const name = `${metadata.namespace ?? ''}/${metadata.name}`
  return status.podIPs.map(({ ip }) => ({ pod: name, ip }))
}

function placeOf(side: Side): Question['from'] {
  return 'ip' in side ? { address: side.ip } : objectKeyOf(side.pod as KubeObject)
}

function addresses(questions: readonly NaiveQuestion[]): string[] {
  return questions
    .flatMap(({ from, to }) => [from, to])
    .flatMap((side) => ('ip' in side ? [`${side.ip}/${side.ip.includes(':') ? 128 : 32}`] : []))
}

function worded(question: NaiveQuestion): string {
  return JSON.stringify(packetsOf(question))
}
