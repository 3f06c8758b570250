import type { ExamplePath } from '../report-schema.ts'
import { ANY_TRAFFIC } from '../view/evidence.ts'
import { box, cut, label, picture } from './svg.ts'

const [WIDTH, HEIGHT] = [440, 62]
const [BOX, GAP] = [172, 96]

/** One connection as two boxes and an arrow, the sides' answers below; everything in it stands in words beside it. */
export function pathPicture(path: ExamplePath): string {
  const right = BOX + GAP
  const body = [
    end(0, path.source, 'source'),
    end(right, path.destination, 'destination'),
    arrow(BOX, right, path.verdict),
    label(BOX + GAP / 2, 14, short(path.traffic), 'picture-strong', 'middle'),
    label(BOX / 2, 55, `leaving: ${answer(path.egress)}`, 'picture-small', 'middle'),
    label(right + BOX / 2, 55, `arriving: ${answer(path.ingress)}`, 'picture-small', 'middle'),
  ]
  return picture(WIDTH, HEIGHT, path.sentence, body.join(''))
}

function end(x: number, name: string, role: string): string {
  const parts = name.split('/')
  const [first, rest] = parts.length > 1 ? [parts[0] ?? '', parts.slice(1).join('/')] : [role, name]
  return [
    box(x + 0.5, 0.5, BOX - 1, 38, 'picture-box', 3),
    label(x + BOX / 2, 15, cut(first, 30), 'picture-small', 'middle'),
    label(x + BOX / 2, 30, cut(rest, 30), 'picture-strong', 'middle'),
  ].join('')
}

function arrow(from: number, to: number, verdict: ExamplePath['verdict']): string {
  const [start, tip] = [from + 6, to - 5]
  const style = `picture-arrow ${verdict}`
  return `<path class="${style}" d="M${start} 22H${tip - 6}"/><path class="picture-tip ${verdict}" d="M${tip - 8} 17.5 ${tip} 22l-8 4.5z"/>`
}

/** As much as there is room for above the arrow; the sentence beside the picture says all of it. */
function short(traffic: string): string {
  if (traffic === ANY_TRAFFIC) return 'any traffic'
  const [first = '', ...others] = traffic.split(', ')
  return cut(others.length === 0 ? first : `${first} +${others.length}`, 18)
}

function answer(side: ExamplePath['egress']): string {
  const [first, ...others] = side.rules
  if (first === undefined) return 'nothing isolates this side'
  const name = first.policy.split('/').at(-1) ?? first.policy
  return cut(`${name} ${first.effect}${others.length === 0 ? '' : `, ${others.length} more`}`, 38)
}
