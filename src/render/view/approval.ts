import type { Organisation } from '../../model/scope.ts'
import { prose, visible } from '../text.ts'

/** Who approved something, as the organisation's own file lists it, and how it was established who wrote that file. */
export function approvalWords(by: string, on: string, authorship: string): string {
  const said = visible(`listed as approved by ${prose(by)} on ${on}`)
  return authorship === '' ? said : `${said}, ${authorship}`
}

/** How it was established who wrote a file; empty where nobody has looked. */
export function authorshipOf({ files = [] }: Pick<Organisation, 'files'>, name: string): string {
  return visible(files.find((each) => each.name === name)?.said ?? '')
}
