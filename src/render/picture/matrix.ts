import type { ClusterView, SegmentationView } from '../report-schema.ts'
import { grouped } from '../text.ts'
import { SHORT_CLASS_WORDS } from '../words.ts'
import { box, label, picture } from './svg.ts'
import { textured } from './texture.ts'

const ORDER = ['external', 'cde', 'connected', 'unclassified', 'out-of-scope'] as const
const [CELL_WIDTH, CELL_HEIGHT, LEFT, TOP] = [112, 46, 96, 38]

/**
 * Classes against classes: from in rows, to in columns. Hatched where paths are allowed that no register lists, dotted where all are listed,
 * plain where none is allowed; the words stand in each cell and in the table below.
 */
export function segmentationMatrix(cluster: ClusterView): string {
  const rows = ORDER.filter((one) => cluster.segmentation.some((cell) => cell.from === one))
  const columns = ORDER.filter((one) => cluster.segmentation.some((cell) => cell.to === one))
  const heads = [
    label(LEFT, 12, 'to', 'picture-small'),
    label(LEFT - 8, TOP - 8, 'from', 'picture-small', 'end'),
    ...columns.map((one, at) =>
      label(
        LEFT + at * CELL_WIDTH + CELL_WIDTH / 2,
        TOP - 8,
        SHORT_CLASS_WORDS[one],
        'picture-strong',
        'middle',
      ),
    ),
    ...rows.map((one, at) =>
      label(
        LEFT - 8,
        TOP + at * CELL_HEIGHT + CELL_HEIGHT / 2 + 4,
        SHORT_CLASS_WORDS[one],
        'picture-strong',
        'end',
      ),
    ),
  ]
  const cells = rows.flatMap((from, y) =>
    columns.map((to, x) =>
      cellPicture(
        cluster.segmentation.find((cell) => cell.from === from && cell.to === to),
        x,
        y,
        cluster.blockers.length > 0,
      ),
    ),
  )
  const [width, height] = [
    LEFT + columns.length * CELL_WIDTH + 1,
    TOP + rows.length * CELL_HEIGHT + 1,
  ]
  return picture(
    width,
    height,
    `Segmentation of ${cluster.name}: classes against classes; the table below says the same`,
    heads.join('') + cells.join(''),
  )
}

function cellPicture(
  cell: SegmentationView | undefined,
  column: number,
  row: number,
  blocked: boolean,
): string {
  const [x, y] = [LEFT + column * CELL_WIDTH + 0.5, TOP + row * CELL_HEIGHT + 0.5]
  const { style, first, second } = face(cell, blocked)
  const middle = x + CELL_WIDTH / 2
  const plate =
    style === 'unlisted' || style === 'listed'
      ? box(x + 9, y + 6, CELL_WIDTH - 18, CELL_HEIGHT - 12, 'picture-plate', 2)
      : ''
  return [
    textured({ x, y, width: CELL_WIDTH, height: CELL_HEIGHT }, style),
    plate,
    label(middle, y + 21, first, 'picture-strong', 'middle'),
    label(middle, y + 34, second, 'picture-small', 'middle'),
  ].join('')
}

type Face = {
  readonly style: 'none' | 'clear' | 'listed' | 'unlisted'
  readonly first: string
  readonly second: string
}

function face(cell: SegmentationView | undefined, blocked: boolean): Face {
  if (cell === undefined || cell.pairs === 0)
    return { style: 'none', first: 'no subjects', second: '' }
  const of = `of ${grouped(cell.pairs)} pairs`
  if (blocked)
    return { style: 'unlisted', first: 'not decided', second: `${grouped(cell.pairs)} pairs` }
  if (cell.allowed + cell.indeterminate === 0)
    return { style: 'clear', first: 'no path', second: `${grouped(cell.pairs)} pairs` }
  const unlisted = cell.allowed - cell.approved
  if (cell.indeterminate > 0) {
    const open = grouped(cell.indeterminate)
    return unlisted === 0
      ? { style: 'unlisted', first: `${open} not decided`, second: of }
      : {
          style: 'unlisted',
          first: `${grouped(unlisted)} not listed`,
          second: `${open} undecided of ${grouped(cell.pairs)}`,
        }
  }
  if (unlisted > 0)
    return { style: 'unlisted', first: `${grouped(unlisted)} not listed`, second: of }
  return { style: 'listed', first: `${grouped(cell.approved)} listed`, second: of }
}
