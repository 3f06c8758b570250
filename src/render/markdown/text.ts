/** GitHub-flavoured Markdown (spec 0.29, CommonMark 0.31): text from outside as nothing but text, and the few forms of ours. */

/**
 * Marks by which programs make links and mentions of plain text, escaped or not: `@`, `://`, `#12`, `www.`. In a code span they are left alone.
 */
const LINKING = /(?:@|:\/\/|#(?=\d)|(?<=www)\.)+/gi

/** Marks that could begin or end something anywhere; an underscore between letters cannot. */
const MARKS = /[\\*[\]{}|~#]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])/g

/** Marks that a backslash does not disarm everywhere. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '`': '&#96;', $: '&#36;' },
}

/** What begins a list, a heading or a rule when it stands first. */
const FIRST = /^(?:[-+=]|\d+(?=[.)]))/

/** Text as Markdown that shows it and does nothing else, on one line: in a paragraph, a heading, an item of a list or a field of a table. */
export function markdownText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  let [out, at] = ['', 0]
  for (const { 0: mark, index } of line.matchAll(LINKING)) {
    out += `${escaped(line.slice(at, index))}\`${mark}\``
    at = index + mark.length
  }
  return first(out + escaped(line.slice(at)))
}

function escaped(text: string): string {
  return text.replace(MARKS, (mark) => `\\${mark}`).replace(/[&<>`$]/g, (mark) => NAMED[mark] ?? '')
}

function first(text: string): string {
  return text.replace(FIRST, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
}

/** A table: fields are Markdown; columns of figures stand to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  figures: ReadonlySet<number> = new Set(),
): string {
  const rule = head.map((_, at) => (figures.has(at) ? '---:' : '---'))
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
}
