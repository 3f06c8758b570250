/** Where zones, lines and the numbers of lines stand. */
import type { Zone, ZoneLine } from './zone-arrows.ts'

/** A place in the picture, in CSS pixels. */
export type Point = { readonly x: number; readonly y: number }

/** A straight way from one zone to another. */
export type Way = { readonly start: Point; readonly end: Point }

/** A rectangle by its middle. */
export type Plate = Point & { readonly width: number; readonly height: number }

/** Size of the picture. */
export const [WIDTH, HEIGHT] = [640, 380]

const [BOX_WIDTH, BOX_HEIGHT] = [126, 58]

/** Where the zones stand, on a ring, so that no line passes a third zone: what is outside on the left, the CDE on the right. */
const PLACES: Record<Zone, Point> = {
  external: { x: 65, y: 190 },
  connected: { x: 236, y: 31 },
  cde: { x: 572, y: 92 },
  unclassified: { x: 572, y: 288 },
  'out-of-scope': { x: 236, y: 349 },
}

/** All zones, in the order in which they are drawn. */
export const ZONES = Object.keys(PLACES) as readonly Zone[]

/** The box of a zone. */
export function zonePlate(zone: Zone): Plate {
  return { ...PLACES[zone], width: BOX_WIDTH, height: BOX_HEIGHT }
}

/** How far the lines of two directions are from the middle between them. */
const APART = 12

/** The way of each line, from edge to edge; where another line leads back, each is a little to the right of its direction. */
export function waysOf(lines: readonly ZoneLine[]): readonly Way[] {
  const all = lines.map(({ arrows: [{ from, to }] }) => `${from} ${to}`)
  return lines.map(({ arrows: [{ from, to }] }) => {
    const [one, other] = [PLACES[from], PLACES[to]]
    const [dx, dy] = [other.x - one.x, other.y - one.y]
    const aside = all.includes(`${to} ${from}`) ? APART / Math.hypot(dx, dy) : 0
    const moved = ({ x, y }: Point) => ({ x: x - dy * aside, y: y + dx * aside })
    return {
      start: edgeOf(one, moved(one), dx, dy),
      end: edgeOf(other, moved(other), -dx, -dy),
    }
  })
}

/** Where a line through `from`, which is inside of the box around `middle`, leaves that box. */
function edgeOf(middle: Point, from: Point, dx: number, dy: number): Point {
  const along = (half: number, off: number, step: number) =>
    step === 0 ? Infinity : (half - off * Math.sign(step)) / Math.abs(step)
  const t = Math.min(
    along(BOX_WIDTH / 2 + 3, from.x - middle.x, dx),
    along(BOX_HEIGHT / 2 + 3, from.y - middle.y, dy),
  )
  return { x: from.x + dx * t, y: from.y + dy * t }
}

const PLATE_HEIGHT = 17
/** Room around a plate where no other line may be. */
const ROOM = 4

/**
 * The plates of lines, as wide as `widths`, each on its own line: where it is farthest from all others and from their plates, of the places along it
 * the first, seen from its start. None lies on another line or plate where there is a place for it.
 */
export function platesOf(ways: readonly Way[], widths: readonly number[]): readonly Plate[] {
  const placed: Plate[] = []
  ways.forEach((way, index) => {
    const others = ways.filter((_, other) => other !== index)
    const plates = Array.from({ length: 27 }, (_, step) => {
      const t = 0.24 + step * 0.02
      const at = (one: number, other: number) => one + (other - one) * t
      const [x, y] = [at(way.start.x, way.end.x), at(way.start.y, way.end.y)]
      return { x, y, width: widths[index] ?? 0, height: PLATE_HEIGHT }
    })
    const isFree = (plate: Plate) =>
      others.every((other) => !isCrossed(plate, other)) &&
      placed.every((other) => !isOver(plate, other))
    const [first] = plates
    const best = plates.find(isFree) ?? first
    if (best !== undefined) placed.push(best)
  })
  return placed
}

/** Whether two plates touch, with room around them. */
export function isOver(one: Plate, other: Plate): boolean {
  return (
    Math.abs(one.x - other.x) < (one.width + other.width) / 2 + ROOM &&
    Math.abs(one.y - other.y) < (one.height + other.height) / 2 + ROOM
  )
}

/** Whether a way passes a plate, or comes close (Liang and Barsky's clipping of a line by a rectangle). */
export function isCrossed({ x, y, width, height }: Plate, { start, end }: Way): boolean {
  const [dx, dy] = [end.x - start.x, end.y - start.y]
  let [from, to] = [0, 1]
  for (const [step, low, high] of [
    [dx, x - width / 2 - ROOM - start.x, x + width / 2 + ROOM - start.x],
    [dy, y - height / 2 - ROOM - start.y, y + height / 2 + ROOM - start.y],
  ] as const) {
    if (step === 0 && (low > 0 || high < 0)) return false
    if (step === 0) continue
    from = Math.max(from, Math.min(low / step, high / step))
    to = Math.min(to, Math.max(low / step, high / step))
  }
  return from <= to
}
