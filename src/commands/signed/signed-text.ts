/** One line of what is signed: words, and between them lists, of which as much is printed as is asked for. */
export type SignedLine = readonly (string | readonly string[])[]

/** Lines that belong together, below what they have in common; without a head they stand for themselves. */
export type SignedGroup = { readonly head?: string; readonly lines: readonly SignedLine[] }

/** So many lines of a part, and so many entries of one list, are printed where not all are asked for; the rest is counted. */
const MOST_LINES = 100
const MOST_LISTED = 12

/** What is signed, a line each; heads are lines too. With `whole` all of it, else the first of it with how much is left out and how to get it. */
export function signedText(groups: readonly SignedGroup[], whole: boolean): readonly string[] {
  const lines = groups.flatMap(({ head, lines: own }) =>
    head === undefined
      ? own.map((line) => lineText(line, whole))
      : [head, ...own.map((line) => `  ${lineText(line, whole)}`)],
  )
  if (whole || lines.length <= MOST_LINES) return lines
  const rest = lines.length - MOST_LINES
  return [...lines.slice(0, MOST_LINES), `and ${rest} more lines, which --whole prints`]
}

function lineText(line: SignedLine, whole: boolean): string {
  return line.map((part) => (typeof part === 'string' ? part : listText(part, whole))).join(' ')
}

function listText(list: readonly string[], whole: boolean): string {
  if (whole || list.length <= MOST_LISTED) return list.join('; ')
  const rest = list.length - MOST_LISTED
  return `${list.slice(0, MOST_LISTED).join('; ')}; and ${rest} more, which --whole prints`
}
