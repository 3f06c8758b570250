import { Fault } from '../../core/fault.ts'
import { LEDGER_STATES, type LedgerState } from '../../model/ledger.ts'
import type { PeriodSide } from '../../model/period-comparison.ts'
import type { PeriodContent } from '../period/period-source.ts'

/** The run that stands for the end of a period: the newest that answers for a slot, else the newest. Throws Fault `MISSING` where it has none. */
export function standingFor({ newest, runs, period }: PeriodContent): string {
  const id = newest?.runId ?? runs.at(-1)?.id
  if (id === undefined)
    throw new Fault(
      'MISSING',
      `no run of ${period.name} is in the archive: nothing stands for it`,
      {
        hint: `'exhibit report ${period.name}' reports what was due in it; compare periods that have runs`,
      },
    )
  return id
}

/** A period as a side of a comparison. */
export function periodSideOf(content: PeriodContent): PeriodSide {
  const { period, interim, runs, ledger, changes } = content
  const slots = new Map<LedgerState, number>()
  for (const { counts } of ledger.rows)
    for (const state of LEDGER_STATES) slots.set(state, (slots.get(state) ?? 0) + counts[state])
  return {
    ...{ period, interim, runs: runs.map(({ id }) => id), standsFor: standingFor(content) },
    slots: Object.fromEntries(
      LEDGER_STATES.map((state) => [state, slots.get(state) ?? 0]),
    ) as PeriodSide['slots'],
    changes: {
      policies: changes.policies.length,
      unlisted: changes.policies.filter(({ listed }) => listed === undefined).length,
      stated: changes.stated.length,
    },
  }
}
