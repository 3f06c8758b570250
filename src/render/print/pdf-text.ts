/** Text strings of a PDF (ISO 32000-1, 7.9.2.2), read and written. */

const LITERAL = /\((?:[^\\()]|\\[^])*\)/g

/** A dictionary with the same length and its literal strings made empty of meaning, so that what people wrote is never taken for an entry. */
export function masked(head: string): string {
  if (!head.includes('(')) return head
  return head.replace(LITERAL, (string) => `(${'_'.repeat(string.length - 2)})`)
}

/** A text string of a dictionary: UTF-16 where its mark stands first, else one byte a character. Undefined: it has none of this name. */
export function textIn(head: string, name: string): string | undefined {
  const place = new RegExp(`/${name} (?=[(<])`).exec(masked(head))
  if (place === null) return undefined
  const from = place.index + place[0].length
  const found = /^(?:\(((?:[^\\()]|\\[^])*)\)|<([0-9A-Fa-f\s]*)>)/.exec(head.slice(from))
  if (found === null) return undefined
  const [, characters, hex = ''] = found
  const octets =
    characters === undefined
      ? Buffer.from(hex.replace(/\s/g, ''), 'hex')
      : Buffer.from(plain(characters), 'latin1')
  const isWide = octets.length % 2 === 0 && octets[0] === 0xfe && octets[1] === 0xff
  return isWide ? octets.subarray(2).swap16().toString('utf16le') : octets.toString('latin1')
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** A literal string without its escapes. */
function plain(characters: string): string {
  return characters.replace(/\\([0-7]{1,3}|[^])/g, (_, escape: string) =>
    /^[0-7]/.test(escape)
      ? String.fromCharCode(Number.parseInt(escape, 8) & 0xff)
      : (ESCAPES[escape] ?? escape),
  )
}

/** A text string as it stands in a dictionary: as it is where it is printable ASCII, else UTF-16 with its mark. */
export function textString(text: string): string {
  if (/^[ -~]*$/.test(text)) return `(${text.replace(/[\\()]/g, '\\$&')})`
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`
}
