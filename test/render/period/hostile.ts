/** The period with every free-text string replaced by text that tries to become markup, code, a formula or another order of letters. */
import type { PeriodSource } from '../../../src/model/period.ts'
import { CLOSED, hostile } from '../hostile.ts'
import type { Filling } from '../hostile.ts'
import { periodSource } from './fixture.ts'
import { without } from './without.ts'

/** What a period recognises besides: instants, enumerated words, and names of runs and clusters by which its parts find each other. */
const ALSO_CLOSED = new Set([
  ...[...CLOSED],
  ...['timeZone', 'word', 'change', 'run', 'others', 'name', 'cluster', 'missed', 'slots'],
  ...['sealedAt', 'sumsDigest', 'manifestDigest', 'snapshotRoot', 'definition', 'before', 'after'],
  ...['cde', 'binds', 'beginsWith', 'toCome', 'newest', 'frameworks', 'reportId'],
])

/** The fixture, poisoned. The newest run has a hostile twin of its own. */
export function hostilePeriod(
  newest: PeriodSource['newest'],
  text: Filling = hostile,
): PeriodSource {
  const source = poisoned(without(periodSource(), 'newest'), '', text) as PeriodSource
  return { ...source, ...(newest === undefined ? {} : { newest }) }
}

function poisoned(value: unknown, path: string, text: Filling): unknown {
  if (typeof value === 'string') return text(path)
  if (Array.isArray(value))
    return value.map((item, index) => poisoned(item, `${path}/${index}`, text))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isClosed(name, path) && isText(member) ? member : poisoned(member, `${path}/${name}`, text),
    ]),
  )
}

/** A client program says itself when it wrote; where a run stands in time we say. */
function isClosed(name: string, path: string): boolean {
  return ALSO_CLOSED.has(name) || (name === 'at' && /^\/(runs|ledger)/.test(path))
}

function isText(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.every((each) => typeof each === 'string'))
  )
}
