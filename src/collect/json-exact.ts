import { MAX_DEPTH } from './json-scan.ts'

/** The open objects and arrays: the names seen so far, or undefined for an array. */
type Open = (Set<string> | undefined)[]

/**
 * What makes a JSON text one that exhibit does not take, in a few words; undefined when nothing does.
 *
 * Two members of one name (RFC 8259 section 4 leaves open what they mean), nesting deeper than MAX_DEPTH, text without a UTF-8 form, numbers beyond
 * a double that are no integers, and the name `__proto__`. Exact and slower: for what scanValue suspects. The text must be JSON.
 */
export function jsonFault(text: string): string | undefined {
  const open: Open = []
  let at = 0
  while (at < text.length) {
    const start = at
    const character = text.charAt(at)
    at = character === '"' ? stringEnd(text, at) : wordEnd(text, at)
    const fault =
      character === '"'
        ? stringFault(text.slice(start, at), isName(text, at), open.at(-1))
        : otherFault(text.slice(start, at), open)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** A bracket, a number, a word, or what stands between them. */
function otherFault(token: string, open: Open): string | undefined {
  if (token === '{' || token === '[') {
    open.push(token === '{' ? new Set() : undefined)
    return open.length > MAX_DEPTH ? `nested deeper than ${MAX_DEPTH} levels` : undefined
  }
  if (token === '}' || token === ']') open.pop()
  const real = /^-?[0-9]/.test(token) && !/^-?[0-9]+$/.test(token)
  return real && !Number.isFinite(Number(token)) ? 'a number beyond what a double holds' : undefined
}

function stringFault(
  token: string,
  name: boolean,
  names: Set<string> | undefined,
): string | undefined {
  const text = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1)
  if (!text.isWellFormed()) return 'text with a lone surrogate'
  if (!name) return undefined
  if (text === '__proto__') return 'a member named __proto__'
  if (names?.has(text) === true) return `member ${JSON.stringify(text.slice(0, 64))} twice`
  names?.add(text)
  return undefined
}

/** The offset after the string that begins here. */
function stringEnd(text: string, from: number): number {
  let at = text.indexOf('"', from + 1)
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at < 0 ? text.length : at + 1
}

/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(text: string, quote: number): boolean {
  let at = quote
  while (text.charAt(at - 1) === '\\') at--
  return (quote - at) % 2 === 1
}

/** The offset after a number or word, or after one of any other character. */
function wordEnd(text: string, from: number): number {
  let at = from
  while (/[-+.0-9A-Za-z]/.test(text.charAt(at))) at++
  return Math.max(at, from + 1)
}

function isName(text: string, at: number): boolean {
  let next = at
  while (/[ \t\r\n]/.test(text.charAt(next))) next++
  return text.charAt(next) === ':'
}
