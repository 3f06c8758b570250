/** A name of a sheet has this many UTF-16 code units at most. */
const MOST = 31

/**
 * Names of sheets, one for each wish, as Excel takes them: without the characters that it refuses, 31 long at most, and all different whatever
 * their case.
 */
export function sheetNames(wishes: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return wishes.map((wish) => {
    const name = freeName(allowed(wish), taken)
    taken.add(name.toLowerCase())
    return name
  })
}

function freeName(wish: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const number = count === 1 ? '' : ` ${count}`
    const name = `${shortened(wish, MOST - number.length)}${number}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

/** An apostrophe may stand within a name only, and `History` is Excel's own. */
function allowed(wish: string): string {
  const name = wish
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff[\]:*?/\\]/gu, ' ')
    .replace(/^[\s']+|[\s']+$/g, '')
  return name === '' || name.toLowerCase() === 'history' ? `Sheet ${name}`.trim() : name
}

function shortened(text: string, length: number): string {
  let name = ''
  for (const character of text) {
    if (name.length + character.length > length) break
    name += character
  }
  return name.replace(/[\s']+$/, '')
}
