import { subjectWords } from '../core/object-key.ts'
import type { Comparison, ControlChange, IncomparableCause } from '../model/comparison.ts'
import { prose, visible } from './text.ts'
import { OUTCOMES, shortOutcomeWord } from './words.ts'

/** States in the order of the cards: what needs a reader first. */
export const STATES = [
  'regressed',
  'new',
  'changed',
  'incomparable',
  'absent',
  'fixed',
  'unchanged',
] as const satisfies readonly ControlChange['state'][]

/** Kinds of reasons for which results are incomparable, in the order in which a reader asks: words and meaning. */
const CAUSES: Readonly<Record<IncomparableCause, string>> = {
  population: 'population: the cluster was not read on a side, or was replaced by another one',
  scope: 'scope: it does not say, or it changed',
  catalogue: 'catalogue: another benchmark is used, or the control is defined otherwise',
  'control-version': 'control version: another version of a check decided',
  tool: 'tool: another version of the program says something else of the same objects',
  gap: 'gap: something was not read',
  open: 'undetermined for another reason',
  error: 'evaluating it ended in an error',
}

/** The kind of a reason alone: `control version`; for one that is no kind of difference what it is. */
export function causeWord(kind: IncomparableCause): string {
  const known = new Map<string, string>(Object.entries(CAUSES)).get(kind)
  return visible(known?.split(':')[0] ?? kind)
}

/** Controls as the page shows them: what moved one by one, what cannot be compared by reason, what did not move by its result. */
export function controlsView({ controls }: Comparison) {
  const of = (state: ControlChange['state']) => controls.filter((one) => one.state === state)
  return {
    cards: STATES.map((state) => ({ state, count: of(state).length })),
    total: controls.length,
    changed: STATES.filter((state) => state !== 'unchanged' && state !== 'incomparable')
      .flatMap(of)
      .map(controlView),
    apart: apartView(of('incomparable')),
    still: stillView(of('unchanged')),
  }
}

function controlView(change: ControlChange) {
  return {
    cluster: visible(change.cluster),
    framework: visible(change.framework),
    control: visible(change.control),
    title: prose(change.title),
    state: change.state,
    ...resultView(change),
    reason: prose(change.reason),
    newlyFailing: change.newlyFailing.map(subjectText),
    noLongerFailing: change.noLongerFailing.map(subjectText),
  }
}

function subjectText(subject: string): string {
  return visible(subjectWords(subject))
}

function resultView({ before, after }: ControlChange) {
  return {
    before: before ?? '',
    beforeWord: before === undefined ? 'none' : shortOutcomeWord(before),
    after: after ?? '',
    afterWord: after === undefined ? 'none' : shortOutcomeWord(after),
  }
}

/** What cannot be compared, by cluster and reason; in each, controls of one framework with the same results stand together by their ids. */
function apartView(all: readonly ControlChange[]) {
  const groups = grouped(all, ({ cluster, because = 'open', reason }) =>
    JSON.stringify([rankOf(because), cluster, reason]),
  ).toSorted((one, two) => rankOf(one[0].because) - rankOf(two[0].because))
  return {
    count: all.length,
    causes: causesOf(all.map(({ because = 'open' }) => because)),
    groups: groups.map((group) => ({
      cluster: visible(group[0].cluster),
      reason: prose(group[0].reason),
      count: group.length,
      results: grouped(group, ({ framework, before = '', after = '' }) =>
        JSON.stringify([framework, before, after]),
      ).map((alike) => ({
        framework: visible(alike[0].framework),
        controls: alike.map(({ control }) => visible(control)),
        ...resultView(alike[0]),
      })),
    })),
  }
}

/** How often something is incomparable for a reason of each kind, in words; kinds without any left out. */
export function causesOf(all: readonly IncomparableCause[]) {
  return CAUSE_IDS.map((id) => ({
    word: CAUSES[id],
    count: all.filter((one) => one === id).length,
  })).filter(({ count }) => count > 0)
}

const CAUSE_IDS = Object.keys(CAUSES) as readonly IncomparableCause[]

function rankOf(because: IncomparableCause = 'open'): number {
  return CAUSE_IDS.indexOf(because)
}

/** What is as it was: for each framework and cluster the ids of the controls by their result, worst first. */
function stillView(all: readonly ControlChange[]) {
  return {
    count: all.length,
    groups: grouped(all, ({ framework, cluster }) => JSON.stringify([framework, cluster])).map(
      (group) => ({
        framework: visible(group[0].framework),
        cluster: visible(group[0].cluster),
        results: OUTCOMES.flatMap((outcome) => {
          const alike = group.filter(({ after }) => after === outcome)
          if (alike.length === 0) return []
          const controls = alike.map(({ control }) => visible(control))
          return [{ outcome, word: shortOutcomeWord(outcome), count: alike.length, controls }]
        }),
      }),
    ),
  }
}

function grouped(
  all: readonly ControlChange[],
  keyOf: (one: ControlChange) => string,
): readonly (readonly [ControlChange, ...ControlChange[]])[] {
  return [...Map.groupBy(all, keyOf).values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [[first, ...more] as const],
  )
}
