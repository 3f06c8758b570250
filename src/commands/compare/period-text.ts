import type { Comparison } from '../../model/comparison.ts'
import type { PeriodSide } from '../../model/period-comparison.ts'
import { partWords } from '../../render/comparison-periods.ts'

/** How controls stood over two periods, what moved one by one; nothing where no periods were named. */
export function periodLines(periods: Comparison['periods']): readonly string[] {
  if (periods === undefined) return []
  const { base, head, controls } = periods
  const counts = Map.groupBy(controls, ({ state }) => state)
  const said = [...counts].map(([state, all]) => `${all.length} ${state}`).sort()
  const moved = MOVED.flatMap((state) => controls.filter((one) => one.state === state))
  return [
    '',
    `period ${sideText(base)}`,
    `period ${sideText(head)}`,
    `over the periods: ${said.join(', ') || 'no controls'} of ${controls.length}`,
    ...moved.flatMap(({ state, cluster, framework, control, title, before, after }) => [
      `  ${state.padEnd(12)} ${cluster} ${framework} ${control} ${title}`,
      ...before.map((part) => `               before ${partWords(part)}`),
      ...after.map((part) => `               after  ${partWords(part)}`),
    ]),
  ]
}

/** What needs a reader first. */
const MOVED = ['regressed', 'new', 'changed', 'absent', 'fixed'] as const

function sideText({ period, interim, runs, standsFor, slots }: PeriodSide): string {
  const due = Object.entries(slots)
    .filter(([state, count]) => count > 0 && state !== 'not-expected')
    .map(([state, count]) => `${count} ${state}`)
  return `${period.name}${interim ? ' (INTERIM)' : ''}: ${runs.length} runs, its end is ${standsFor}; slots of clusters: ${due.join(', ')}`
}
