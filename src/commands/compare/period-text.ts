import type { Comparison } from '../../model/comparison.ts'
import type { PeriodComparison, PeriodSide } from '../../model/period-comparison.ts'
import { partWords } from '../../render/comparison-periods.ts'
import { counted } from '../../render/text.ts'

/** How controls stood over two periods, what moved one by one, and that runs are compared behind it; nothing where no periods were named. `withControls`: they are asked for. */
export function periodLines(
  periods: Comparison['periods'],
  withControls: boolean,
): readonly string[] {
  if (periods === undefined) return []
  const { base, head } = periods
  const names = `${base.period.name} and ${head.period.name}`
  return [
    `from period ${sideText(base)}`,
    `to   period ${sideText(head)}`,
    ...(withControls ? controlLines(periods, names) : []),
    '',
    `the newest runs of ${names}`,
  ]
}

function controlLines({ controls }: PeriodComparison, names: string): readonly string[] {
  const counts = Map.groupBy(controls, ({ state }) => state)
  const said = [...counts].map(([state, all]) => `${all.length} ${state}`).sort()
  const moved = MOVED.flatMap((state) => controls.filter((one) => one.state === state))
  return [
    '',
    `controls over ${names}: ${said.join(', ') || 'none'} of ${controls.length}`,
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
  return `${period.name}${interim ? ' (INTERIM)' : ''}: ${counted(runs.length, 'run')}, the newest ${standsFor}; slots of clusters: ${due.join(', ')}`
}
