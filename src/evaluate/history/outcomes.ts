import type { ControlOutcome, ControlResult } from '../../model/evaluation.ts'
import type { OutcomeHistory, RunPoint } from '../../model/history.ts'

/** So many runs are remembered. */
const MOST = 12

/** A letter for each result; the same as in reports of periods. */
const LETTERS = {
  fail: 'F',
  undetermined: 'U',
  'needs-sign-off': 'N',
  waived: 'W',
  'signed-off': 'S',
  pass: 'P',
  'not-applicable': '-',
} as const satisfies Record<ControlOutcome, string>

/** A run in which there was no such control. */
const NONE = '.'

/** What earlier runs answered of each control, and this one behind them: the newest runs alone, and of controls those that this run has. */
export function outcomesAfter(
  earlier: OutcomeHistory | undefined,
  at: RunPoint,
  controls: readonly Pick<ControlResult, 'framework' | 'control' | 'outcome'>[],
): OutcomeHistory {
  const before = earlier?.runs ?? []
  const known = new Map(earlier?.controls ?? [])
  return {
    runs: [...before, at].slice(-MOST),
    controls: controls
      .map(({ framework, control, outcome }): readonly [string, string] => {
        const name = `${framework}/${control}`
        const letters = known.get(name) ?? NONE.repeat(before.length)
        return [name, `${letters}${LETTERS[outcome]}`.slice(-MOST)]
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  }
}
