import { box, coordinate, label, picture } from '../../picture/svg.ts'
import type { ClusterView } from '../../report-schema.ts'
import { counted } from '../../text.ts'
import { SHORT_CLASS_WORDS } from '../../words.ts'
import { areMerged, zoneArrows, zoneLines } from './zone-arrows.ts'
import type { Zone, ZoneLetter, ZoneLine } from './zone-arrows.ts'
import { HEIGHT, platesOf, waysOf, WIDTH, zonePlate, ZONES } from './zone-plates.ts'
import type { Plate, Point, Way } from './zone-plates.ts'

/** The zones of a cluster as boxes and its allowed flows as lines with the numbers of their arrows, told apart by style and letter. */
export function zonesPicture(cluster: ClusterView): string {
  const lines = zoneLines(zoneArrows(cluster))
  const present = ZONES.filter((zone) =>
    cluster.segmentation.some(({ from, to, pairs }) => pairs > 0 && (from === zone || to === zone)),
  )
  const ways = waysOf(lines)
  const texts = lines.map(textOf)
  const plates = platesOf(
    ways,
    texts.map((text) => text.length * 6.2 + 8),
  )
  const body = [
    ...lines.map((line, index) => linePicture(line, ways[index])),
    ...present.map((zone) => zoneBox(zone, cluster)),
    ...plates.map((plate, index) => platePicture(plate, texts[index] ?? '')),
  ]
  return picture(
    WIDTH,
    HEIGHT,
    `Zones of ${cluster.name} and the flows allowed between them; the table below says the same`,
    body.join(''),
  )
}

/** What is said below the picture of a cluster: how its lines are read, and whether some stand for two arrows. */
export function zonesCaption(cluster: ClusterView): string {
  const arrows = zoneArrows(cluster)
  const letters =
    'Numbers are those of the table. L, whole line: all of it is listed in the register of approved flows. N, dashed: some of it is not listed. U, dotted: nothing is unlisted, but some of it cannot be decided.'
  if (!areMerged(arrows)) return letters
  return `${letters} These are ${counted(arrows.length, 'arrow')}, too many for a picture: both directions between two zones are one line here, with the letter of the one that needs a reader most; the table has each by itself.`
}

/** `3 N`, or `3, 7 N` where two arrows are one line. */
function textOf({ arrows, letter }: ZoneLine): string {
  return `${arrows.map(({ number }) => number).join(', ')} ${letter}`
}

function zoneBox(zone: Zone, { classes }: ClusterView): string {
  const { x, y, width, height } = zonePlate(zone)
  const size = classes.find((one) => one.class === zone)
  const within =
    size === undefined
      ? ['no workloads']
      : [counted(size.workloads, 'workload'), counted(size.pods, 'pod')]
  const below = zone === 'external' ? ['of the cluster'] : within
  const style = zone === 'cde' ? 'picture-box cde' : 'picture-box'
  const top = y - below.length * 7
  return [
    box(x - width / 2, y - height / 2, width, height, style, 4),
    label(x, top + 3, SHORT_CLASS_WORDS[zone], 'zone-name', 'middle'),
    ...below.map((text, line) => label(x, top + 17 + line * 14, text, 'zone-text', 'middle')),
  ].join('')
}

const STYLES: Record<ZoneLetter, string> = {
  L: 'zone-arrow',
  N: 'zone-arrow unlisted',
  U: 'zone-arrow undecided',
}

/** A line with a tip at its end; where a second arrow leads back, at its start, too. */
function linePicture({ arrows, letter }: ZoneLine, way: Way | undefined): string {
  if (way === undefined) return ''
  const { start, end } = way
  const style = STYLES[letter]
  const at = ({ x, y }: Point) => `${coordinate(x)} ${coordinate(y)}`
  return [
    `<path class="${style}" d="M${at(start)}L${at(end)}"/>`,
    tip(end, start, style),
    arrows.length > 1 ? tip(start, end, style) : '',
  ].join('')
}

function tip(end: Point, from: Point, style: string): string {
  const angle = Math.atan2(end.y - from.y, end.x - from.x)
  const side = (turn: number) =>
    `${coordinate(end.x - 10 * Math.cos(angle + turn))} ${coordinate(end.y - 10 * Math.sin(angle + turn))}`
  return `<path class="${style} tip" d="M${coordinate(end.x)} ${coordinate(end.y)}L${side(0.4)} ${side(-0.4)}z"/>`
}

function platePicture({ x, y, width, height }: Plate, text: string): string {
  return [
    box(x - width / 2, y - height / 2, width, height, 'picture-plate outline', 3),
    label(x, y + 4, text, 'zone-text ink', 'middle'),
  ].join('')
}
