import { box, coordinate, label, picture } from '../../picture/svg.ts'
import { textured } from '../../picture/texture.ts'
import { grouped } from '../../text.ts'
import type { PeriodFramework } from '../schema.ts'

const [LEFT, WIDTH, HEIGHT, AXIS, WIDEST] = [48, 612, 110, 14, 34]

/** Controls times clusters by result for each slot or week, worst at the foot; the figures stand in the table below it. */
export function trendPicture({ trend, title }: PeriodFramework): string {
  const step = Math.min(WIDEST, WIDTH / Math.max(1, trend.length))
  const total = Math.max(1, ...trend.map(sumOf))
  const bars = trend.map((column, index) => bar(column, LEFT + index * step + 1, step - 2, total))
  const every = Math.max(1, Math.ceil(trend.length / 9))
  const labels = trend.flatMap(({ column }, index) =>
    index % every === 0
      ? [label(LEFT + index * step, HEIGHT + 11, column.slice(5, 10), 'picture-small')]
      : [],
  )
  const frame = [
    label(LEFT - 5, 8, grouped(total), 'picture-small', 'end'),
    label(LEFT - 5, HEIGHT, '0', 'picture-small', 'end'),
    `<path class="outline" d="M${LEFT} 0v${HEIGHT}h${coordinate(step * trend.length)}"/>`,
  ]
  return picture(
    LEFT + WIDTH,
    HEIGHT + AXIS,
    `Results of ${title} over the period; the table below says the same`,
    bars.join('') + frame.join('') + labels.join(''),
  )
}

type Column = PeriodFramework['trend'][number]

function sumOf({ outcomes, without }: Column): number {
  return outcomes.reduce((sum, { count }) => sum + count, without)
}

function bar({ outcomes, without }: Column, x: number, width: number, total: number): string {
  let y = HEIGHT
  const parts = outcomes.map(({ outcome, count }) => {
    if (count === 0) return ''
    const height = (count / total) * HEIGHT
    y -= height
    return textured({ x, y, width, height }, outcome)
  })
  if (without > 0) {
    const height = (without / total) * HEIGHT
    parts.push(box(x, y - height, width, height, 'outline dotted'))
  }
  return parts.join('')
}
