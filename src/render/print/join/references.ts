/** References in the text of an object (ISO 32000-1, 7.3.10): `12 0 R`, anywhere but in a string. */

/** Strings are passed over; a parenthesis that begins none is in none of Chromium's files. */
const REFERENCE = /\((?:[^\\()]|\\[^])*\)|[()]|(\d+) 0 R\b/g

/** The text with each object's new number. Throws an Error where `renumber` does, and on a string that does not end. */
export function renumbered(text: string, renumber: (number: number) => number): string {
  return replaced(text, (number) => `${renumber(number)} 0 R`)
}

/** The text with another one in the place of each reference. Throws an Error as `renumbered` does. */
export function replaced(text: string, by: (number: number) => string): string {
  if (!text.includes('(') && !text.includes(')')) return replacedOutsideStrings(text, by)
  return text.replace(REFERENCE, (found, number: string | undefined) => {
    if (number !== undefined) return by(Number(number))
    if (found.length === 1) throw new Error('the printed file has a string without end')
    return found
  })
}

/** What stands behind the number of a reference; a letter may not follow. */
const MARK = ' 0 R'
const WORD = /\w/

/** The same for a text without strings, which nearly all are: a pattern takes three times as long. */
function replacedOutsideStrings(text: string, by: (number: number) => string): string {
  let [done, from] = ['', 0]
  for (let mark = text.indexOf(MARK); mark !== -1; mark = text.indexOf(MARK, mark + 1)) {
    let start = mark
    while (start > from && isDigit(text.charCodeAt(start - 1))) start -= 1
    const end = mark + MARK.length
    if (start === mark || WORD.test(text.charAt(end))) continue
    done += text.slice(from, start) + by(Number(text.slice(start, mark)))
    from = end
  }
  return done + text.slice(from)
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** The numbers that a text refers to, in their order. */
export function referencesIn(text: string): readonly number[] {
  const found: number[] = []
  renumbered(text, (number) => {
    found.push(number)
    return number
  })
  return found
}

/** The references of an array that is an object of its own, or of one entry of a dictionary. Throws an Error where there is none. */
export function listIn(text: string, name: string): readonly number[] {
  const found = new RegExp(`/${name} (?:\\[([^\\]]*)\\]|(\\d+ 0 R))`).exec(text)
  if (found === null) throw new Error(`the printed file has no ${name} where it must`)
  return referencesIn(found[1] ?? found[2] ?? '')
}

/** The entries of a stream's dictionary but for its length. */
export function entriesOf(head: string): string {
  return head
    .replace(/^<</, '')
    .replace(/>>\s*$/, '')
    .replace(/\/Length \d+/, '')
}
