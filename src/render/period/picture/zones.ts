import { box, coordinate, label, picture } from '../../picture/svg.ts'
import type { ClusterView, SegmentationView } from '../../report-schema.ts'
import { counted, grouped } from '../../text.ts'
import { SHORT_CLASS_WORDS } from '../../words.ts'

type Zone = SegmentationView['from']
type Point = { readonly x: number; readonly y: number }

const [WIDTH, HEIGHT, BOX_WIDTH, BOX_HEIGHT] = [640, 342, 124, 46]

/** Where the zones stand: what is outside on the left, the CDE on the right. */
const PLACES: Record<Zone, Point> = {
  external: { x: 64, y: 170 },
  connected: { x: 250, y: 28 },
  cde: { x: 560, y: 110 },
  unclassified: { x: 540, y: 312 },
  'out-of-scope': { x: 230, y: 312 },
}

/** One arrow of the picture, and its line in the table beside it. */
export type ZoneArrow = {
  readonly number: number
  readonly from: Zone
  readonly to: Zone
  readonly fromWord: string
  readonly toWord: string
  readonly pairs: number
  readonly listed: number
  readonly unlisted: number
  readonly undecided: number
  /** `12 listed, 3 not listed` */
  readonly said: string
}

/** The arrows between zones of a cluster, numbered in the order of its segmentation: where something is allowed or cannot be decided. */
export function zoneArrows({ segmentation }: ClusterView): readonly ZoneArrow[] {
  return segmentation
    .filter(({ from, to, allowed, indeterminate }) => from !== to && allowed + indeterminate > 0)
    .map((cell, index) => {
      const { from, to, fromWord, toWord, pairs, allowed, approved, indeterminate } = cell
      const counts = { listed: approved, unlisted: allowed - approved, undecided: indeterminate }
      return {
        number: index + 1,
        from,
        to,
        fromWord,
        toWord,
        pairs,
        ...counts,
        said: wordsOf(counts),
      }
    })
}

function wordsOf({
  listed,
  unlisted,
  undecided,
}: Pick<ZoneArrow, 'listed' | 'unlisted' | 'undecided'>): string {
  return [
    ...(listed === 0 ? [] : [`${grouped(listed)} listed`]),
    ...(unlisted === 0 ? [] : [`${grouped(unlisted)} not listed`]),
    ...(undecided === 0 ? [] : [`${grouped(undecided)} not decided`]),
  ].join(', ')
}

/** The zones of a cluster as boxes and its allowed flows as arrows: whole lines where all are listed as approved, dashed where some are not. */
export function zonesPicture(cluster: ClusterView): string {
  const arrows = zoneArrows(cluster)
  const present = (Object.keys(PLACES) as Zone[]).filter((zone) =>
    cluster.segmentation.some(({ from, to, pairs }) => pairs > 0 && (from === zone || to === zone)),
  )
  const body = [
    ...arrows.map(arrowPath),
    ...present.map((zone) => zoneBox(zone, cluster)),
    ...labelsOf(arrows).map(labelPicture),
  ]
  return picture(
    WIDTH,
    HEIGHT,
    `Zones of ${cluster.name} and the flows allowed between them; the table below says the same`,
    body.join(''),
  )
}

function zoneBox(zone: Zone, { classes }: ClusterView): string {
  const { x, y } = PLACES[zone]
  const size = classes.find((one) => one.class === zone)
  const below =
    size === undefined
      ? 'no workloads'
      : `${counted(size.workloads, 'workload')}, ${counted(size.pods, 'pod')}`
  return [
    box(
      x - BOX_WIDTH / 2,
      y - BOX_HEIGHT / 2,
      BOX_WIDTH,
      BOX_HEIGHT,
      zone === 'cde' ? 'picture-box cde' : 'picture-box',
      4,
    ),
    label(x, y - 2, SHORT_CLASS_WORDS[zone], 'picture-strong', 'middle'),
    label(x, y + 13, zone === 'external' ? 'of the cluster' : below, 'picture-small', 'middle'),
  ].join('')
}

/** A bend to the right of its way, so that the two directions of a pair stay apart. */
function bendOf({ from, to }: ZoneArrow): {
  readonly start: Point
  readonly bend: Point
  readonly end: Point
} {
  const [one, other] = [PLACES[from], PLACES[to]]
  const [dx, dy] = [other.x - one.x, other.y - one.y]
  const length = Math.hypot(dx, dy)
  const bend = {
    x: (one.x + other.x) / 2 - (dy / length) * 34,
    y: (one.y + other.y) / 2 + (dx / length) * 34,
  }
  return { start: edgeOf(one, bend), bend, end: edgeOf(other, bend) }
}

/** Where the line from a zone's middle to a point leaves its box. */
function edgeOf(middle: Point, towards: Point): Point {
  const [dx, dy] = [towards.x - middle.x, towards.y - middle.y]
  const scale = Math.min(
    (BOX_WIDTH / 2 + 4) / Math.max(1e-6, Math.abs(dx)),
    (BOX_HEIGHT / 2 + 4) / Math.max(1e-6, Math.abs(dy)),
  )
  return { x: middle.x + dx * scale, y: middle.y + dy * scale }
}

function arrowPath(arrow: ZoneArrow): string {
  const { start, bend, end } = bendOf(arrow)
  const style = arrow.unlisted + arrow.undecided === 0 ? 'zone-arrow' : 'zone-arrow unlisted'
  const angle = Math.atan2(end.y - bend.y, end.x - bend.x)
  const side = (turn: number) =>
    `${coordinate(end.x - 9 * Math.cos(angle + turn))} ${coordinate(end.y - 9 * Math.sin(angle + turn))}`
  const [from, over, to] = [start, bend, end].map(({ x, y }) => `${coordinate(x)} ${coordinate(y)}`)
  return [
    `<path class="${style}" d="M${from ?? ''}Q${over ?? ''} ${to ?? ''}"/>`,
    `<path class="${style} tip" d="M${to ?? ''}L${side(0.42)} ${side(-0.42)}z"/>`,
  ].join('')
}

type Label = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly text: string
}

/** Where along an arrow its label may stand, the best place first. */
const PLACES_ALONG = [0.36, 0.46, 0.28, 0.56, 0.2, 0.66]

/** The labels of arrows, each at the first place along its arrow where it covers no other one; where there is none, its number alone. */
function labelsOf(arrows: readonly ZoneArrow[]): readonly Label[] {
  const placed: Label[] = []
  for (const arrow of arrows) {
    const isFree = (one: Label) => placed.every((other) => !isOver(one, other))
    const whole = PLACES_ALONG.map((t) => labelAt(arrow, t, `${arrow.number}: ${arrow.said}`))
    const short = PLACES_ALONG.map((t) => labelAt(arrow, t, String(arrow.number)))
    placed.push(whole.find(isFree) ?? short.find(isFree) ?? labelAt(arrow, 0.5, `${arrow.number}`))
  }
  return placed
}

function labelAt(arrow: ZoneArrow, t: number, text: string): Label {
  const { start, bend, end } = bendOf(arrow)
  const at = (one: number, two: number, three: number) =>
    (1 - t) ** 2 * one + 2 * t * (1 - t) * two + t ** 2 * three
  return {
    x: at(start.x, bend.x, end.x),
    y: Math.min(at(start.y, bend.y, end.y), HEIGHT - 9),
    ...{ width: text.length * 4.4 + 8, text },
  }
}

function isOver(one: Label, other: Label): boolean {
  return (
    Math.abs(one.x - other.x) < (one.width + other.width) / 2 + 3 && Math.abs(one.y - other.y) < 18
  )
}

function labelPicture({ x, y, width, text }: Label): string {
  return [
    box(x - width / 2, y - 8, width, 15, 'picture-plate outline', 3),
    label(x, y + 3, text, 'picture-small ink', 'middle'),
  ].join('')
}
