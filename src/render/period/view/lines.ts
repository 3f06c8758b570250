import { fitted, widthOf } from '../../view/fitted.ts'

/** Letters of ordinary width that a line of the executive summary holds. */
export const LINE = 105

/** So much room each has: the name of a framework, an id, one line of a list. */
const ROOM = { name: 60, id: 24, said: 150, between: 2, more: 16 }

/** Some lines of a list with their places, and how many more there are. */
export type Listed = {
  readonly shown: readonly { readonly said: string; readonly anchor: string }[]
  readonly more: number
}

/** Controls of a framework in one paragraph. */
export type ControlsOf = {
  readonly framework: string
  /** what holds for all of them, `in 2 of 3`; may be empty */
  readonly of: string
  readonly controls: readonly { readonly id: string; readonly anchor: string }[]
}

/** The first of them that fit, and how many are not named. */
export type ControlsNamed = ControlsOf & { readonly more: number }

/** The first lines of a list that take so many on the page together; `used`: with the line that counts the rest. */
export function listedIn(
  all: readonly { readonly said: string; readonly anchor: string }[],
  lines: number,
): Listed & { readonly used: number } {
  const cut = all.map(({ said, anchor }) => ({ said: fitted(said, ROOM.said), anchor }))
  const takes = ({ said }: { readonly said: string }) => linesOf(widthOf(said))
  // the line that would count the rest has room for one more
  const isWhole = fitting(cut, lines + 1, takes).length === cut.length
  const shown = isWhole ? cut : fitting(cut, lines, takes)
  const used = shown.reduce((sum, one) => sum + takes(one), shown.length < all.length ? 1 : 0)
  return { shown, more: all.length - shown.length, used }
}

/**
 * Frameworks with as many of their controls as fit into so many lines: one line each, so that none goes unnamed while there is room, and what is left of the page for
 * the first ones.
 */
export function namedIn(
  all: readonly ControlsOf[],
  lines: number,
): { readonly shown: readonly ControlsNamed[]; readonly used: number } {
  const named = all.length <= lines ? all : all.slice(0, Math.max(0, lines - 1))
  const isAll = named.length === all.length
  let spare = lines - named.length - (isAll ? 0 : 1)
  const shown = named.map((one) => {
    const more = Math.min(spare, linesOf(roomOfAll(one)) - 1)
    spare -= more
    return cutTo(one, (1 + more) * LINE)
  })
  return { shown, used: lines - spare }
}

/** The first values that take so many lines together. */
export function fitting<T>(
  values: readonly T[],
  lines: number,
  takes: (value: T) => number,
): readonly T[] {
  let used = 0
  const end = values.findIndex((value) => {
    used += takes(value)
    return used > lines
  })
  return end === -1 ? values : values.slice(0, end)
}

/** The name of a framework as the page has room for it. */
export function nameFor(framework: string): string {
  return fitted(framework, ROOM.name)
}

/** How many lines of the page so much room takes; nothing takes one, too. */
export function linesOf(room: number): number {
  return Math.max(1, Math.ceil(room / LINE))
}

type Item = ControlsOf['controls'][number]

function itemRoom({ id }: Item): number {
  return Math.min(widthOf(id), ROOM.id + 1) + ROOM.between
}

function roomOfAll({ framework, of, controls }: ControlsOf): number {
  const head = widthOf(`${framework}, ${of}`) + ROOM.between
  return controls.reduce((sum, one) => sum + itemRoom(one), head)
}

/** What fits into so much room with a count of the rest; at least one control. */
function cutTo(one: ControlsOf, room: number): ControlsNamed {
  const { framework, of, controls } = one
  const isWhole = roomOfAll(one) <= room
  const left = room - widthOf(`${framework}, ${of}`) - (isWhole ? 0 : ROOM.more)
  const shown = fitting(controls, left, itemRoom)
  const kept = shown.length === 0 ? controls.slice(0, 1) : shown
  return {
    ...{ framework, of },
    controls: kept.map(({ id, anchor }) => ({ id: fitted(id, ROOM.id), anchor })),
    more: controls.length - kept.length,
  }
}
