/** Text of a page as Skia sets it: one operator on each line, one font in each block, upright. */

/** One block, with where it stands on the page. */
export type TextBlock = {
  /** offsets in the operators: from BT up to and with ET and its line end */
  readonly start: number
  readonly end: number
  /** its name among the page's resources */
  readonly font: string
  readonly size: number
  /** glyph numbers, of four hexadecimal digits each */
  readonly glyphs: readonly string[]
  /** the last run of glyphs, which follow each other by their widths alone, and where it starts behind the first glyph, before scaling */
  readonly lastRun: { readonly glyphs: readonly string[]; readonly start: number }
  /** units of the page, its origin below and left */
  readonly x: number
  readonly y: number
  readonly scale: number
  /** where its first glyph stands as the operators say it, before any matrix */
  readonly from: readonly [left: number, top: number]
  /** three numbers as they stand in the operators */
  readonly colour: string
}

type State = { readonly matrix: Matrix; readonly colour: string }

type Matrix = readonly [number, number, number, number, number, number]

const BLOCK =
  /^BT\n\/(\w+) ([\d.]+) Tf\n1 0 0 -1 ([-\d.]+) ([-\d.]+) Tm\n((?:<[0-9A-F]+> Tj\n|[-\d.]+ 0 Td )+)ET\n/

/** Skia writes it of a run that has no glyph to show. */
const EMPTY = 'BT\nET\n'

const UNKNOWN = 'the printed file sets text in a way that is not known'

/**
 * The blocks of these operators whose text is set from left to right, a glyph for a letter; others, as those of Arabic, are passed over, and empty ones. Or those of a colour
 * alone: throws an Error where one of them is set in another way.
 */
export function textBlocks(
  operators: string,
  isWanted?: (colour: string) => boolean,
): readonly TextBlock[] {
  const blocks: TextBlock[] = []
  const saved: State[] = []
  let state: State = { matrix: [1, 0, 0, 1, 0, 0], colour: '0 0 0' }
  for (let at = 0; at < operators.length;) {
    const end = operators.indexOf('\n', at) + 1 || operators.length
    const line = operators.slice(at, end - 1)
    if (line === 'BT') {
      blocks.push(...wantedAt(operators, at, state, isWanted))
      at = endOfBlock(operators, at)
      continue
    }
    if (line === 'q') saved.push(state)
    else if (line === 'Q') state = saved.pop() ?? state
    else state = changed(state, line)
    at = end
  }
  return blocks
}

/** The block that begins here, where there is something to give. */
function wantedAt(
  operators: string,
  at: number,
  state: State,
  isWanted?: (colour: string) => boolean,
): readonly TextBlock[] {
  if (operators.startsWith(EMPTY, at) || isWanted?.(state.colour) === false) return []
  const block = blockAt(operators, at, state)
  if (block === undefined && isWanted !== undefined) throw new Error(UNKNOWN)
  return block === undefined ? [] : [block]
}

function changed(state: State, line: string): State {
  const colour = /([\d.]+ [\d.]+ [\d.]+) rg$/.exec(line)?.[1]
  if (colour !== undefined) return { ...state, colour }
  if (!line.endsWith(' cm')) return state
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = line.split(' ').map(Number)
  const [A, B, C, D, E, F] = state.matrix
  const matrix = [
    a * A + b * C,
    a * B + b * D,
    c * A + d * C,
    c * B + d * D,
    e * A + f * C + E,
    e * B + f * D + F,
  ] as const
  return { ...state, matrix }
}

function blockAt(
  operators: string,
  start: number,
  { matrix, colour }: State,
): TextBlock | undefined {
  const found = BLOCK.exec(operators.slice(start, endOfBlock(operators, start)))
  if (found === null) return undefined
  const [all, font = '', size, left, top, runs = ''] = found
  const [a, , , d, e, f] = matrix
  const steps = Array.from(runs.matchAll(/([-\d.]+) 0 Td /g), ([, step]) => Number(step))
  const shown = Array.from(runs.matchAll(/<([0-9A-F]+)> Tj/g), ([, hex = '']) => glyphsIn(hex))
  return {
    start,
    end: start + all.length,
    font,
    size: Number(size),
    glyphs: shown.flat(),
    lastRun: { glyphs: shown.at(-1) ?? [], start: steps.reduce((sum, step) => sum + step, 0) },
    x: a * Number(left) + e,
    y: d * Number(top) + f,
    scale: a,
    from: [Number(left), Number(top)],
    colour,
  }
}

function endOfBlock(operators: string, start: number): number {
  const end = operators.indexOf('ET\n', start)
  if (end === -1) throw new Error('a text of the printed file does not end')
  return end + 'ET\n'.length
}

function glyphsIn(hex: string): readonly string[] {
  return hex.match(/.{4}/g) ?? []
}
