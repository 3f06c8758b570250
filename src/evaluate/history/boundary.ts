import type { CheckInput, ScopedEndpoint } from '../../model/check.ts'
import type { Observed } from '../../model/history.ts'
import { foundBetween, membersOf } from '../between-members.ts'
import type { Member } from '../between-members.ts'
import { answersText, noted } from '../noted-answers.ts'
import { PlaceSums } from './place-sums.ts'

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
  const sums = new PlaceSums()
  for (const { source, destination, found } of foundBetween(input, others, own, noted))
    sums.add(`into ${destination.name}`, `${answersText(found)} ${source.name}`)
  for (const { source, destination, found } of foundBetween(input, own, others, noted))
    sums.add(`out of ${source.name}`, `${answersText(found)} ${destination.name}`)
  for (const { source, destination, found } of foundBetween(input, outside, own, noted))
    addRanges(sums, `into ${destination.name}`, answersText(found), source)
  for (const { source, destination, found } of foundBetween(input, own, outside, noted))
    addRanges(sums, `out of ${source.name}`, answersText(found), destination)
  return sums.all()
}

function addRanges(sums: PlaceSums, place: string, answers: string, { endpoints }: Member): void {
  for (const { endpoint } of endpoints)
    if (endpoint.kind === 'addresses')
      for (const range of endpoint.ranges) sums.addRange(place, answers, range)
}

function isOfCde({ classes }: ScopedEndpoint): boolean {
  return classes.includes('cde')
}
