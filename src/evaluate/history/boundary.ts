import { canonicalJson } from '../../core/canonical-json.ts'
import { digestOf, hexOf } from '../../core/digest.ts'
import type { CheckInput, ScopedEndpoint } from '../../model/check.ts'
import type { Observed } from '../../model/history.ts'
import { foundBetween, membersOf } from '../between-members.ts'
import type { Member } from '../between-members.ts'
import { joinedRanges } from '../joined-ranges.ts'
import type { Range } from '../joined-ranges.ts'
import { noted } from '../noted-answers.ts'
import type { Noted } from '../noted-answers.ts'

/** So much of a digest tells one state from another in a list of what changed. */
const DIGITS = 16

/**
 * What may pass across the border of the CDE, one digest for each of its workloads and directions, by name. By workloads and ranges of addresses, so
 * that pods more or less leave it as it is.
 */
export function crossings(input: CheckInput): Observed['values'] {
  const cde = input.endpoints.filter(isOfCde)
  const own = membersOf(cde)
  const others = membersOf(
    input.endpoints.filter((each) => each.endpoint.kind === 'pods' && !isOfCde(each)),
  )
  const outside = membersOf(input.endpoints.filter(({ endpoint }) => endpoint.kind !== 'pods'))
  const lines = new Map<string, Set<string>>()
  const note = (place: string, line: Parameters<typeof canonicalJson>[0]) => {
    lines.set(place, (lines.get(place) ?? new Set()).add(canonicalJson(line)))
  }
  for (const { source, destination, found } of foundBetween(input, others, own, noted))
    note(`into ${destination.name}`, [source.name, [...found].sort()])
  for (const { source, destination, found } of foundBetween(input, own, others, noted))
    note(`out of ${source.name}`, [destination.name, [...found].sort()])
  const fromOutside = new Ranges()
  for (const { source, destination, found } of foundBetween(input, outside, own, noted))
    fromOutside.add(`into ${destination.name}`, found, source)
  for (const { source, destination, found } of foundBetween(input, own, outside, noted))
    fromOutside.add(`out of ${source.name}`, found, destination)
  for (const [place, answers, ranges] of fromOutside.all()) note(place, { answers, ranges })
  return [...lines].map(([place, said]) => [place, shortened(said)] as const).sort(byName)
}

/** Addresses by what is answered for them, so that none are told apart for nothing. */
class Ranges {
  readonly #found = new Map<string, Map<string, Range[]>>()

  add(place: string, found: Noted, { endpoints }: Member): void {
    const byAnswer = this.#found.get(place) ?? new Map<string, Range[]>()
    this.#found.set(place, byAnswer)
    const answers = [...found].sort().join()
    const ranges = byAnswer.get(answers) ?? []
    byAnswer.set(answers, ranges)
    for (const { endpoint } of endpoints)
      if (endpoint.kind === 'addresses') ranges.push(...endpoint.ranges)
  }

  *all(): Generator<readonly [place: string, answers: string, ranges: readonly string[]]> {
    for (const [place, byAnswer] of this.#found)
      for (const [answers, ranges] of byAnswer) yield [place, answers, joinedRanges(ranges)]
  }
}

function isOfCde({ classes }: ScopedEndpoint): boolean {
  return classes.includes('cde')
}

function shortened(lines: ReadonlySet<string>): string {
  return hexOf(digestOf([...lines].sort().join('\n'))).slice(0, DIGITS)
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1
}
