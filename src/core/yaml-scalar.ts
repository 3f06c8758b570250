/** What a plain scalar means: a JSON scalar, or `refused` with the reason why JSON has no such value. */
export type Scalar = null | boolean | number | bigint | string | { readonly refused: string }

const WORDS = new Map<string, null | boolean>([
  ...spellings(true, 'y yes true on'),
  ...spellings(false, 'n no false off'),
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
])

/** Each word in the three spellings that YAML 1.1 knows: `yes`, `Yes`, `YES`. */
function spellings(value: boolean, words: string): [string, boolean][] {
  return words
    .split(' ')
    .flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])
    .map((word) => [word, value])
}

const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const DECIMAL_INTEGER = /^[-+]?(?:0|[1-9][0-9]*)$/
const OTHER_INTEGER = /^[-+]?0(?:[xX][0-9a-fA-F]+|[oO]?[0-7]+|[bB][01]+)$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
/** Go's ParseFloat lets an underscore stand only between two digits. */
const DOT_FLOAT = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/

/**
 * The value of an unquoted scalar as kubectl reads it (go-yaml v2, resolve.go, behind sigs.k8s.io/yaml).
 *
 * - `y yes on true` and `n no off false`, in lower, capital and upper case, are booleans, also as keys; `~`, `null` and nothing are null.
 * - Integers: decimal, `0x`, `0o`, `0b` and leading-zero octal, with underscores anywhere. Hexadecimal, octal and binary ones beyond 64 bits are
 *   text or float, as there. Decimal ones keep all their digits as bigint, where kubectl rounds to a double: the one difference.
 * - Floats that overflow a double are text; `.inf` and `.nan` are refused, as they have no JSON form. Timestamps and `1:30` are text.
 */
export function plainScalar(text: string): Scalar {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (NOT_FINITE.test(text)) return { refused: `${text} is not a JSON number` }
  if (/^[-+0-9]/.test(text)) return numberOf(text)
  if (!DOT_FLOAT.test(text)) return text
  return finiteOr(text, text.replaceAll('_', ''))
}

function numberOf(text: string): number | bigint | string {
  const plain = text.replaceAll('_', '')
  if (DECIMAL_INTEGER.test(plain)) return smallest(BigInt(plain.replace(/^\+/, '')))
  if (OTHER_INTEGER.test(plain)) {
    const value = radixInteger(plain)
    if (BigInt.asUintN(64, value) === value || BigInt.asIntN(64, value) === value)
      return smallest(value)
  }
  return FLOAT.test(plain) ? finiteOr(text, plain) : text
}

/** An integer in hexadecimal, octal or binary; a leading zero alone means octal. */
function radixInteger(plain: string): bigint {
  const digits = plain.replace(/^[-+]/, '').toLowerCase()
  const value = BigInt(/^0[xob]/.test(digits) ? digits : `0o${digits}`)
  return plain.startsWith('-') ? -value : value
}

function smallest(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function finiteOr(text: string, plain: string): number | string {
  const value = Number(plain)
  if (!Number.isFinite(value)) return text
  return value === 0 ? 0 : value
}

/**
 * The text of a mapping key that is not text, as kubectl makes it: booleans and integers in JSON form, floats in their shortest 32-bit form.
 * `refused` where kubectl refuses (null, integers beyond 64-bit signed) and where the float form needs an exponent.
 */
export function keyText(key: Exclude<Scalar, { readonly refused: string }>): Scalar {
  if (typeof key === 'string') return key
  if (typeof key === 'number' && !Number.isInteger(key)) return floatKey(key)
  if (typeof key === 'boolean' || typeof key === 'number') return String(key)
  if (typeof key === 'bigint' && BigInt.asIntN(64, key) === key) return String(key)
  return { refused: `${String(key)} cannot be a key` }
}

function floatKey(key: number): Scalar {
  const size = Math.abs(key)
  if (size < 1e-4 || size >= 1e6) return { refused: `${key} cannot be a key` }
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(key.toPrecision(digits))
    if (Math.fround(shorter) === Math.fround(key)) return String(shorter)
  }
  return String(Number(key.toPrecision(9)))
}
