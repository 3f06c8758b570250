/**
 * The operators of a page in fewer bytes. Skia sets each glyph by its own operator where its place is not to the last bit what the widths in the font
 * say, which is nearly everywhere; and it writes all digits that a number has in memory.
 */
import type { Widths } from './glyph-widths.ts'

/** In thousandths of the font's size: less than this is not moved. At 12 points it is a fortieth of a point. */
const SEEN = 2

/** What moves glyphs in other ways (ISO 32000-1, 9.3); Skia writes none of it. */
const MOVES = [' Tc\n', ' Tw\n', ' Tz\n']

/** What moves the place of the next glyphs, and how many bytes of a page there are for each where shortening is worth while: lines of code, whose letters are equally wide, have few. */
const STEP = 'Td'
const BYTES_A_STEP = 200

/**
 * The same page: glyphs follow each other by their widths, and what differs stands between them; a glyph is never more than `SEEN` from its place,
 * however long the line. A block of text that is set in another way stays as it is, and a page that has few steps. `widthsOf` gives the widths of a
 * font by its name on the page.
 */
export function shortened(operators: string, widthsOf: (font: string) => Widths): string {
  const isWorth = countOf(STEP, operators) * BYTES_A_STEP >= operators.length
  if (!isWorth || MOVES.some((one) => operators.includes(one))) return operators
  let [from, done] = [0, '']
  for (;;) {
    const start = operators.indexOf('BT\n', from)
    const end = start === -1 ? -1 : operators.indexOf('ET\n', start)
    if (end === -1) return done + withShortNumbers(operators.slice(from))
    done += withShortNumbers(operators.slice(from, start))
    done += shortBlock(operators.slice(start, end), widthsOf)
    from = end
  }
}

function countOf(what: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(what); at !== -1; at = text.indexOf(what, at + what.length)) count += 1
  return count
}

const OPENING = /^BT\n\/(\w+) ([\d.]+) Tf\n1 0 0 -1 ([-\d.]+) ([-\d.]+) Tm\n/

/** A block of text without its last line. */
function shortBlock(block: string, widthsOf: (font: string) => Widths): string {
  const [opening, font = '', size = '', x = '', y = ''] = OPENING.exec(block) ?? []
  if (opening === undefined) return block
  const runs = runsIn(block, opening.length)
  if (runs === undefined) return block
  const head = `BT\n/${font} ${short(size)} Tf\n1 0 0 -1 ${short(x)} ${short(y)} Tm\n`
  return `${head}${shown(runs, Number(size) / 1000, widthsOf(font))}\n`
}

/** Glyphs that stand together, as hexadecimal digits, and how far from the glyphs before them they begin. */
type Run = { readonly step: number; readonly glyphs: string }

const RUN = /(?:([-\d.]+) 0 Td )?<((?:[\dA-F]{4})+)> Tj\n/y

/** The runs of a block from an offset on; undefined: there is something else in it. */
function runsIn(block: string, from: number): readonly Run[] | undefined {
  const runs: Run[] = []
  for (RUN.lastIndex = from; RUN.lastIndex < block.length;) {
    const found = RUN.exec(block)
    if (found === null) return undefined
    runs.push({ step: Number(found[1] ?? 0), glyphs: found[2] ?? '' })
  }
  return runs
}

/** One operator for all runs; `unit` is a thousandth of the font's size. Offsets are those of the runs themselves, so that no error adds up. */
function shown(runs: readonly Run[], unit: number, widthOf: Widths): string {
  let [wanted, reached, text] = [0, 0, '<']
  for (const { step, glyphs } of runs) {
    wanted += step / unit
    const back = Math.round(reached - wanted)
    if (Math.abs(back) >= SEEN) {
      text += text.endsWith('<') ? '' : '>'
      text = text === '<' ? `${back}<` : `${text}${back}<`
      reached -= back
    }
    text += glyphs
    for (let at = 0; at < glyphs.length; at += 4)
      reached += widthOf(Number.parseInt(glyphs.slice(at, at + 4), 16))
  }
  return /^<[^<]*$/.test(text) ? `${text}> Tj` : `[${text}>] TJ`
}

/** Lines of paths; a matrix keeps its digits, since what it is multiplied with may be large. */
const PATH = /^[-\d. ]+ (?:re|[mlcvy])$/gm
const LONG = /-?\d*\.\d{3,}/g

function withShortNumbers(operators: string): string {
  return operators.replace(PATH, (line) => line.replace(LONG, short))
}

/** Digits that a number keeps: of a page's length they leave less than a thousandth of a point. */
const DIGITS = 6

/** A number as it is written, with as many digits as are seen. */
function short(number: string): string {
  if (number.length <= DIGITS) return number
  const rounded = String(Number(Number(number).toPrecision(DIGITS)))
  return rounded.includes('e') ? number : rounded.replace(/^(-?)0\./, '$1.')
}
