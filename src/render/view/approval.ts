import { prose, visible } from '../text.ts'

/** Who approved something, as the organisation's own file lists it. */
export function approvalWords(by: string, on: string): string {
  return visible(`listed as approved by ${prose(by)} on ${on}`)
}
