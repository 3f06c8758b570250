import { LEDGER_STATES, type LedgerState } from '../model/ledger.ts'
import type {
  PeriodComparison,
  PeriodControlChange,
  PeriodSide,
  StoodPart,
} from '../model/period-comparison.ts'
import { causesOf, causeWord, STATES } from './comparison-controls.ts'
import { SLOT_WORDS, shortSegmentWord } from './period/words.ts'
import { counted, prose, visible } from './text.ts'

/** Two periods as the page shows them; absent where runs or folders were named. */
export function periodsView(periods: PeriodComparison | undefined) {
  if (periods === undefined) return undefined
  const { base, head, controls } = periods
  const of = (state: PeriodControlChange['state']) => controls.filter((one) => one.state === state)
  const states = LEDGER_STATES.filter((state) => base.slots[state] + head.slots[state] > 0)
  return {
    ...{ before: visible(base.period.name), after: visible(head.period.name) },
    sides: [base, head].map((side) => ({
      ...sideView(side),
      slots: states.map((state) => side.slots[state]),
    })),
    slots: states.map(slotWord),
    cards: STATES.map((state) => ({ state, count: of(state).length })),
    total: controls.length,
    causes: causesOf(of('incomparable').flatMap(({ because }) => because.slice(0, 1))),
    moved: STATES.filter((state) => state !== 'unchanged' && state !== 'incomparable')
      .flatMap(of)
      .map((one) => ({
        ...nameOf(one),
        state: one.state,
        before: one.before.map(partView),
        after: one.after.map(partView),
      })),
    apart: apartView(of('incomparable')),
    still: alike(of('unchanged'), ({ cluster, after }) => [
      cluster,
      ...after.map(({ word }) => word),
    ]).map((group) => ({ ...groupOf(group), after: wordsOf(group[0].after) })),
  }
}

/** What cannot be compared, by cluster and reason and by what it was and is; of another population only by the reason: its words are those of two clusters. */
function apartView(all: readonly PeriodControlChange[]) {
  return alike(all, (one) => [one.cluster, ...one.why, ...(isOther(one) ? [] : wordsIn(one))]).map(
    (group) => ({
      ...groupOf(group),
      why: group[0].why.map(prose),
      kinds: group[0].because.map((kind) => causeWord(kind)).join(', '),
      before: isOther(group[0]) ? '' : wordsOf(group[0].before),
      after: isOther(group[0]) ? '' : wordsOf(group[0].after),
    }),
  )
}

function isOther({ because }: PeriodControlChange): boolean {
  return because.includes('population')
}

function wordsIn({ before, after }: PeriodControlChange): readonly string[] {
  return ['|', ...before.map(({ word }) => word), '|', ...after.map(({ word }) => word)]
}

/** `missed` is the state of a slot that nobody has told anything of yet: the ledger of the period's own report says who did. */
function slotWord(state: LedgerState): string {
  return state === 'missed' ? 'missed' : SLOT_WORDS[state].word
}

function sideView({ period, interim, runs, standsFor, changes }: PeriodSide) {
  return {
    name: visible(period.name),
    ...{ from: period.from, to: period.to, timeZone: visible(period.timeZone), interim },
    ...{ runs: runs.length, runsText: counted(runs.length, 'run') },
    ...{ standsFor: visible(standsFor), ...changes },
  }
}

function nameOf({ cluster, framework, control, title }: PeriodControlChange) {
  return {
    ...{ cluster: visible(cluster), framework: visible(framework) },
    ...{ control: visible(control), title: prose(title) },
  }
}

function partView({ word, ...part }: StoodPart) {
  return { word: shortSegmentWord(word), ...part }
}

/** `held in every snapshot: 13 of 13 slots, 2025-07-01T02:00:10Z to ...`. */
export function partWords({ word, from, to, slots, expected }: StoodPart): string {
  return `${shortSegmentWord(word)}: ${slots} of ${expected} slots, ${from} to ${to}`
}

function wordsOf(parts: readonly StoodPart[]): string {
  return parts.map(({ word }) => shortSegmentWord(word)).join(', then ')
}

type Alike = readonly [PeriodControlChange, ...PeriodControlChange[]]

function alike(
  all: readonly PeriodControlChange[],
  keyOf: (one: PeriodControlChange) => readonly string[],
): readonly Alike[] {
  return [...Map.groupBy(all, (one) => JSON.stringify(keyOf(one))).values()].flatMap(
    ([first, ...more]) => (first === undefined ? [] : [[first, ...more] as const]),
  )
}

/** The cluster of some controls, and their ids by framework. */
function groupOf(group: Alike) {
  const frameworks = Map.groupBy(group, ({ framework }) => framework)
  return {
    cluster: visible(group[0].cluster),
    count: group.length,
    frameworks: Array.from(frameworks, ([framework, controls]) => ({
      framework: visible(framework),
      controls: controls.map(({ control }) => visible(control)),
    })),
  }
}
