import type { CheckInput } from '../model/check.ts'
import { byText } from './answers.ts'
import { membersOf } from './between-members.ts'
import { isWithinCde } from './connections.ts'
import { offendersBetween } from './offenders.ts'
import type { Offence, Offender } from './offenders.ts'

/** Connections that no approved flow lists offend. */
export function unapproved({ register }: CheckInput): Offence {
  return ({ source, destination }, ports) =>
    ports.ranges.length === 0
      ? ports.ranges
      : register.unapproved(source.endpoint, destination.endpoint, ports)
}

/**
 * Allowed but not approved: with an end in the cardholder-data environment where a scope says what is in it, else between any two. One for each
 * pair of names, sorted; the same that the check flows-approved finds, what passes on one node too.
 */
export function unapprovedConnections(input: CheckInput): readonly Offender[] {
  const { endpoints, organisation } = input
  const isInside = organisation.scope === undefined ? () => true : isWithinCde
  const all = membersOf(endpoints)
  const inside = membersOf(endpoints.filter(isInside))
  const others = membersOf(endpoints.filter((each) => !isInside(each)))
  const offence = unapproved(input)
  const found = new Map<string, Offender>()
  for (const offenders of [
    offendersBetween(input, all, inside, offence),
    offendersBetween(input, inside, others, offence),
  ])
    for (const { source, destination, found: each } of offenders) {
      const names = `${source.name} -> ${destination.name}`
      const known = found.get(names)
      if (known === undefined || (each.certain && !known.certain)) found.set(names, each)
    }
  return [...found].sort(([a], [b]) => byText(a, b)).map(([, each]) => each)
}
