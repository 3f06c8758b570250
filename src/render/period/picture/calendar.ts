import { box, label, picture } from '../../picture/svg.ts'
import { listed } from '../../text.ts'
import type { LedgerView } from '../schema.ts'
import { slotAt } from './slot.ts'

const [LEFT, TOP, STEP, SIZE] = [58, 16, 19, 15]

/** Months as lines and days as columns, a mark on each day that has a slot; what the marks mean stands beside it. */
export function calendarPicture({ clusters, months }: LedgerView['calendar'][number]): string {
  const heads = Array.from({ length: 31 }, (_, day) =>
    label(LEFT + day * STEP + STEP / 2, 10, String(day + 1), 'picture-small', 'middle'),
  )
  const lines = months.map(({ month, days }, line) => {
    const y = TOP + line * STEP
    return [
      label(0, y + 12, month, 'picture-strong'),
      box(LEFT, y, daysOf(month) * STEP, STEP - 2, 'ground-wash', 2),
      ...days.map(({ day, state }) =>
        slotAt(state, LEFT + (day - 1) * STEP + (STEP - SIZE) / 2, y + 1, SIZE),
      ),
    ].join('')
  })
  const words = `Calendar of the slots of ${listed(clusters)}; the table below says the same`
  return picture(
    LEFT + 31 * STEP,
    TOP + months.length * STEP,
    words,
    heads.join('') + lines.join(''),
  )
}

/** How many days a month `2026-10` has. */
function daysOf(month: string): number {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year ?? 1970, number ?? 1, 0)).getUTCDate()
}
