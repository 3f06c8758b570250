import type { ControlResult } from '../../model/evaluation.ts'
import type { OutcomeHistory, RunPoint } from '../../model/history.ts'
import { NO_RESULT, OUTCOME_LETTERS } from '../../model/outcome-letters.ts'

/** So many runs are remembered. */
const MOST = 12

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
        const letters = known.get(name) ?? NO_RESULT.repeat(before.length)
        return [name, `${letters}${OUTCOME_LETTERS[outcome]}`.slice(-MOST)]
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  }
}
