import { looseText } from '../../core/meaning.ts'
import { pathText } from '../../core/validate.ts'
import { parseYamlDocument } from '../../core/yaml.ts'
import { EACH, kindOf, valuesAt } from './placed.ts'
import type { Place } from './placed.ts'

/** The days of what the files say was done; of what is still to be done (`expires`, `reviewBy`) they say when. */
const DONE: Readonly<Record<string, readonly Place[]>> = {
  flows: [['flows', EACH, 'approvedOn']],
  changes: [['changes', EACH, 'date']],
  waivers: [['waivers', EACH, 'approvedOn']],
  applicability: [['notApplicable', EACH, 'approvedOn']],
  'sign-offs': [
    ['signOffs', EACH, 'performedOn'],
    ['signOffs', EACH, 'missed', 'noticedOn'],
    ['signOffs', EACH, 'missed', 'doneOn'],
    ['missedRuns', EACH, 'noticedOn'],
    ['reports', EACH, 'signedOffOn'],
  ],
  'outside-evidence': [
    ['evidence', EACH, 'takenOn'],
    ['evidence', EACH, 'reviewed', 'performedOn'],
  ],
}

/** A day in a file of the organisation on which something was done, and that is still to come. */
export type FutureDay = {
  /** 1-based */
  readonly line: number
  /** `waivers[0].approvedOn` */
  readonly path: string
  /** for people */
  readonly what: string
}

/**
 * What one file says was done on a day after today (`YYYY-MM-DD`), in the order of its lines. `file` is its name below the inputs of a run, which says what
 * it is. The file must have been parsed before: its faults are told there.
 */
export function futureDays(text: string, file: string, today: string): readonly FutureDay[] {
  const document = parseYamlDocument(text, file)
  return (DONE[kindOf(file)] ?? [])
    .flatMap((place) => valuesAt(document.value, place))
    .map(({ path, value }) => ({ path, day: looseText(value) }))
    .filter(({ day }) => day > today)
    .map(({ path, day }) => ({
      line: document.lineOf(path),
      path: pathText(path),
      what: `${day} is still to come: it does not count before that day`,
    }))
    .sort((one, other) => one.line - other.line)
}
