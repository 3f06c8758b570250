/**
 * What Chromium paints without a tag is decoration: grounds, marks that stand beside their word, blanks. Readers of the tags need it said
 * (ISO 14289-1, 7.1), so it becomes an artifact (ISO 32000-1, 14.8.2.2).
 */

/** What must not be passed over: data inside of the operators, and strings, in which anything may stand. Skia writes neither. */
const UNKNOWN = ['(', 'BI\n', 'BMC\n', 'DP\n', 'MP\n']

/**
 * The operators of a page with everything painted outside of tags marked as an artifact; the same text where there is nothing. Throws an Error
 * where tags are nested or do not end, and on operators that Chromium does not write.
 */
export function withArtifacts(operators: string): string {
  return withMarksInText(operators, artifactsMarked)
}

function artifactsMarked(operators: string): string {
  if (UNKNOWN.some((unknown) => operators.includes(unknown)))
    throw new Error('the printed file paints in a way that is not known')
  let [from, done] = [0, '']
  for (;;) {
    const begin = operators.indexOf('BDC\n', from)
    const lineStart = begin === -1 ? operators.length : operators.lastIndexOf('\n', begin) + 1
    done += marked(operators.slice(from, lineStart))
    if (begin === -1) return done
    const end = operators.indexOf('EMC\n', begin)
    const next = operators.indexOf('BDC\n', begin + 1)
    if (end === -1 || (next !== -1 && next < end)) throw nested()
    from = end + 'EMC\n'.length
    done += operators.slice(lineStart, from)
  }
}

/**
 * What Skia says within text (ISO 32000-1, 14.9.4 and 14.8.2.3.3): the letters of glyphs that are not one for one, and that glyphs stand from left to right
 * though their letters are read from right to left.
 */
const IN_TEXT =
  /^(?:\/Span<<\/ActualText (?:<[0-9A-F]*>|\((?:[^()\\\n]|\\.)*\)) >> BDC|\/ReversedChars BMC)\n$/
const MARK = /^(?:.*B[DM]C|EMC)\n/gm

/** Does what looks at the tags of operators without such marks in them, each of which ends within its tag. */
function withMarksInText(operators: string, change: (operators: string) => string): string {
  if (!/\/ActualText|\/ReversedChars/.test(operators)) return change(operators)
  const open: boolean[] = []
  const marks: string[] = []
  const without = operators.replace(MARK, (line) => {
    if (line !== 'EMC\n' && open.at(-1) === true && !IN_TEXT.test(line)) throw nested()
    if (line !== 'EMC\n') open.push(IN_TEXT.test(line))
    const isInText = line === 'EMC\n' ? open.pop() : open.at(-1)
    return isInText === true ? `%${marks.push(line)}\n` : line
  })
  if (open.includes(true)) throw nested()
  return change(without).replace(/^%(\d+)\n/gm, (_, mark) => marks[Number(mark) - 1] ?? '')
}

function nested(): Error {
  return new Error('the tags of the printed file are nested, or do not end')
}

const BEGIN = '/Artifact BMC'
const END = 'EMC'

/** Ends a path by painting it. One that only clips ends in `n`, and shows nothing. */
const PAINTS = /^(?:f\*?|F|[Ss]|[Bb]\*?)$/
const PATH = /^(?:[-\d. ]+ (?:re|m|l|c|v|y)|h)$/
const DRAWS = /^\/\w+ (?:Do|sh)$/
const SOMETHING = /(?:^|\n)(?:f\*?|F|[Ss]|[Bb]\*?|BT|\/\w+ (?:Do|sh))\n/

/** Line by line, as Skia writes one operator on each. A path is marked from its first line to the one that paints it. */
function marked(untagged: string): string {
  if (untagged.includes('EMC\n')) throw new Error('a tag of the printed file ends twice')
  if (!SOMETHING.test(untagged)) return untagged
  const [done, path]: [string[], string[]] = [[], []]
  for (const line of untagged.split('\n')) {
    if (PATH.test(line)) {
      path.push(line)
      continue
    }
    const isPainted = PAINTS.test(line)
    if (isPainted) done.push(BEGIN)
    for (const step of path.splice(0)) done.push(step)
    done.push(...(isPainted ? [line, END] : textOrDrawing(line)))
  }
  return done.concat(path).join('\n')
}

/** A block of text, or an object drawn by its name, may begin or end with this line. */
function textOrDrawing(line: string): readonly string[] {
  if (DRAWS.test(line)) return [BEGIN, line, END]
  if (line === 'BT') return [BEGIN, line]
  return line === 'ET' ? [line, END] : [line]
}
