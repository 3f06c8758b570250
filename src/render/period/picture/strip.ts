import { box, coordinate, cut, escaped, label, picture } from '../../picture/svg.ts'
import { counted } from '../../text.ts'
import type { PeriodReport } from '../schema.ts'

type Row = { readonly clusters: readonly string[]; readonly letters: string }

const [LEFT, WIDTH, ROW, AXIS, WIDEST] = [132, 528, 15, 13, 20]

/** Filled for what needs a reader; paper with a letter for what does not. */
const GROUNDS: Readonly<Record<string, string>> = {
  F: 'ground-fail',
  U: 'ground-undetermined',
  N: 'ground-sign',
  '-': 'ground-wash',
}
/** Letters on filled ground. */
const FILLED = 'FUN'

/** A history: clusters in rows, slots or weeks in columns, the letter of the result in each cell. */
export function stripPicture(
  rows: readonly Row[],
  columns: PeriodReport['columns']['all'],
): string {
  const step = Math.min(WIDEST, WIDTH / Math.max(1, columns.length))
  const body = rows.map(({ clusters, letters }, index) => {
    const y = index * ROW
    const [only, ...others] = clusters
    const name = others.length === 0 ? (only ?? '') : counted(clusters.length, 'cluster')
    return label(0, y + 10.5, cut(name, 24), 'picture-strong') + cells(letters, step, y)
  })
  const height = rows.length * ROW
  const words = `History: ${rows.map(({ letters }) => letters).join(', ')}; the table says the same`
  return picture(LEFT + WIDTH, height + AXIS, words, body.join('') + axis(columns, step, height))
}

/** One row without name or axis, for a table of many controls. */
export function smallStrip(letters: string): string {
  const step = Math.min(12, 190 / Math.max(1, letters.length))
  return picture(190, ROW - 2, `History: ${letters}`, cells(letters, step, 0, 0))
}

function cells(letters: string, step: number, y: number, left = LEFT): string {
  const height = ROW - 3
  const stretches = [...letters.matchAll(/(.)\1*/g)].map(({ 0: text, index }) => {
    const ground = GROUNDS[text.charAt(0)] ?? 'ground-paper'
    return ground === 'ground-paper'
      ? ''
      : box(left + index * step, y, text.length * step, height, ground)
  })
  const cuts = Array.from(
    letters,
    (_, at) => `M${coordinate(left + at * step)} ${coordinate(y)}v${height}`,
  )
  const frame = box(left, y, letters.length * step, height, 'outline')
  return [
    ...stretches,
    `<path class="strip-cut" d="${cuts.slice(1).join('')}"/>`,
    frame,
    texts(letters, (letter) => FILLED.includes(letter), 'strip-letter on-fill', step, y, left),
    texts(letters, (letter) => 'PSW'.includes(letter), 'strip-letter calm', step, y, left),
    texts(letters, (letter) => '-.'.includes(letter), 'strip-letter faint', step, y, left),
  ].join('')
}

/** The letters of one kind, each at its place, as one text. */
function texts(
  letters: string,
  isOne: (letter: string) => boolean,
  style: string,
  step: number,
  y: number,
  left: number,
): string {
  const own = Array.from(letters, (letter, at) => ({ letter, at })).filter(({ letter }) =>
    isOne(letter),
  )
  if (own.length === 0) return ''
  const places = own.map(({ at }) => coordinate(left + (at + 0.5) * step)).join(' ')
  const text = own.map(({ letter }) => letter).join('')
  return `<text class="${style}" x="${places}" y="${coordinate(y + 9)}" text-anchor="middle">${escaped(text)}</text>`
}

/** At most eight labels, month and day of the column that they stand under. */
function axis(columns: PeriodReport['columns']['all'], step: number, y: number): string {
  const every = Math.max(1, Math.ceil(columns.length / 8), Math.ceil(34 / step))
  return columns
    .flatMap(({ label: text }, at) =>
      at % every === 0 ? [label(LEFT + at * step, y + 9, text.slice(5, 10), 'picture-small')] : [],
    )
    .join('')
}
