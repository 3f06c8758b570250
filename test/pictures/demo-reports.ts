import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The root of the project. */
export const ROOT = join(import.meta.dirname, '..', '..')

const DEMO = join(ROOT, '.exhibit', 'demo')

/** A part of the demo's archive, where the newest entry with a PDF is meant. */
export type Archived = 'runs' | 'reports'

/** The folder of the newest run or report of the demo that has a PDF. Throws when `npm start` was not run. */
export function newestOf(part: Archived): string {
  const path = join(DEMO, 'archive', part)
  const names = existsSync(path) ? readdirSync(path).sort().reverse() : []
  const newest = names.find((name) => existsSync(join(path, name, 'report.pdf')))
  if (newest === undefined) throw new Error('run npm start first')
  return join(path, newest)
}

/** The folder of the demo's comparison. */
export const comparisonFolder = (): string => join(DEMO, 'comparison')
