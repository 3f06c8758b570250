import { MAX_DEPTH } from './json-scan.ts'

/** A token of JSON after blanks, commas and colons: a string, a bracket, or a number or word. */
const TOKEN = /[\s,:]*("(?:[^"\\]|\\.)*"|[[\]{}]|[^\s,:"[\]{}]+)/y

/** The open objects and arrays: the names seen so far, or undefined for an array. */
type Open = (Set<string> | undefined)[]

/**
 * What makes a JSON text one that exhibit does not take, in a few words; undefined when nothing does.
 *
 * Two members of one name (RFC 8259 section 4 leaves open what they mean), nesting deeper than MAX_DEPTH, text without a UTF-8 form, numbers beyond
 * a double that are no integers, and the name `__proto__`. Exact and slow: for what scanJson suspects. The text must be JSON.
 */
export function jsonFault(text: string): string | undefined {
  const open: Open = []
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const fault = tokenFault(match[1] ?? '', isName(text, TOKEN.lastIndex), open)
    if (fault !== undefined) return fault
  }
  return undefined
}

function tokenFault(token: string, name: boolean, open: Open): string | undefined {
  if (token === '{' || token === '[') {
    open.push(token === '{' ? new Set() : undefined)
    return open.length > MAX_DEPTH ? `nested deeper than ${MAX_DEPTH} levels` : undefined
  }
  if (token === '}' || token === ']') {
    open.pop()
    return undefined
  }
  if (token.startsWith('"')) return stringFault(String(JSON.parse(token)), name, open.at(-1))
  return /^-?[0-9]/.test(token) ? numberFault(token) : undefined
}

function stringFault(
  text: string,
  name: boolean,
  names: Set<string> | undefined,
): string | undefined {
  if (!text.isWellFormed()) return 'text with a lone surrogate'
  if (!name) return undefined
  if (text === '__proto__') return 'a member named __proto__'
  if (names?.has(text) === true) return `member ${JSON.stringify(text.slice(0, 64))} twice`
  names?.add(text)
  return undefined
}

function numberFault(token: string): string | undefined {
  if (/^-?[0-9]+$/.test(token)) return undefined
  return Number.isFinite(Number(token)) ? undefined : 'a number beyond what a double holds'
}

function isName(text: string, at: number): boolean {
  let next = at
  while (' \t\r\n'.includes(text.charAt(next)) && next < text.length) next++
  return text.charAt(next) === ':'
}
