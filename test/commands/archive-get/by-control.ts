import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The configuration of an installation whose evidence is got out control by control. */
export const CONFIGURATION = `estate: estate.yaml
organisation: {scope: scope.yaml, flows: flows.yaml, waivers: waivers.yaml}
archive: {origin: Example Payments, directory: archive}
signing: {keyDirectory: keys}
report: {entity: Example Payments}
frameworks: [exhibit-segmentation]
`

/** One cluster that is read, and one that is not. */
export const ESTATE = `listConfirmed: {by: Platform team, role: Platform owner, at: 2026-11-02, comparedWith: cloud inventory}
clusters:
  - {name: prod, folder: prod}
  - {name: far, folder: nowhere}
`

/** The words of a PDF without spaces, the text of any other file. */
export function saidIn(path: string, content: Buffer, folder: string): string {
  if (!path.endsWith('.pdf')) return content.toString('utf8')
  const file = join(folder, 'named.pdf')
  writeFileSync(file, content)
  return execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }).replace(/\s/g, '')
}
