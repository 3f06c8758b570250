/** Fillings that stay apart in greyscale, drawn as lines: a browser prints SVG patterns as pixels. */
import { box, coordinate } from './svg.ts'

/** A rectangle in CSS pixels. */
export type Area = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How an area is filled: the class of its ground, and what is drawn over it with which class. */
type Texture = {
  readonly ground: string
  readonly over?: 'diagonals' | 'dots' | 'verticals' | 'horizontals'
  readonly stroke?: string
}

const TEXTURES = {
  fail: { ground: 'ground-fail', over: 'diagonals', stroke: 'stroke-light' },
  undetermined: { ground: 'ground-undetermined', over: 'dots', stroke: 'dot-light' },
  'needs-sign-off': { ground: 'ground-sign', over: 'verticals', stroke: 'stroke-light' },
  waived: { ground: 'ground-paper', over: 'horizontals', stroke: 'stroke-waived' },
  'signed-off': { ground: 'ground-waived' },
  pass: { ground: 'ground-pass' },
  'not-applicable': { ground: 'ground-wash' },
  none: { ground: 'ground-wash' },
  clear: { ground: 'ground-paper' },
  listed: { ground: 'ground-paper', over: 'dots', stroke: 'dot-waived' },
  unlisted: { ground: 'ground-wash-fail', over: 'diagonals', stroke: 'stroke-fail' },
} as const satisfies Record<string, Texture>

/** Names of the fillings. */
export type TextureName = keyof typeof TEXTURES

const STEP = 6

/** A filled area with its outline. */
export function textured(area: Area, name: TextureName): string {
  const texture: Texture = TEXTURES[name]
  const { x, y, width, height } = area
  const drawn =
    texture.over === undefined
      ? ''
      : `<path class="${texture.stroke ?? ''}" d="${DRAW[texture.over](area)}"/>`
  return `${box(x, y, width, height, texture.ground)}${drawn}${box(x, y, width, height, 'outline')}`
}

const DRAW: Record<NonNullable<Texture['over']>, (area: Area) => string> = {
  diagonals: ({ x, y, width, height }) =>
    steps(x + y + STEP / 2, x + y + width + height)
      .map((sum) => diagonal(sum, x, y, x + width, y + height))
      .join(''),
  verticals: ({ x, y, width, height }) =>
    steps(x + STEP / 2, x + width)
      .map((at) => `M${coordinate(at)} ${coordinate(y)}v${coordinate(height)}`)
      .join(''),
  horizontals: ({ x, y, width, height }) =>
    steps(y + STEP / 2, y + height)
      .map((at) => `M${coordinate(x)} ${coordinate(at)}h${coordinate(width)}`)
      .join(''),
  dots: ({ x, y, width, height }) =>
    steps(y + STEP / 2, y + height)
      .flatMap((row) =>
        steps(x + STEP / 2, x + width).map((at) => `M${coordinate(at)} ${coordinate(row)}h0`),
      )
      .join(''),
}

/** Positions from one bound up to, and not including, the other. */
function steps(from: number, to: number): readonly number[] {
  return Array.from(
    { length: Math.max(0, Math.ceil((to - from) / STEP)) },
    (_, index) => from + index * STEP,
  )
}

/** The part of the line `x + y = sum` that lies in a rectangle. */
function diagonal(sum: number, left: number, top: number, right: number, bottom: number): string {
  const start = sum - top <= right ? [sum - top, top] : [right, sum - right]
  const end = sum - left <= bottom ? [left, sum - left] : [sum - bottom, bottom]
  return `M${start.map(coordinate).join(' ')}L${end.map(coordinate).join(' ')}`
}
