import { LAST_ADDRESS, parseCidr, parseIpAddress } from '../../core/ip-address.ts'
import type { IpRange } from '../../core/ip-address.ts'

const OCTETS = String.raw`\d{1,3}(?:\.\d{1,3}){3}`
/** Four numbers that are no part of a longer row of numbers. */
const V4 = String.raw`(?<!\d)(?<!\d\.)${OCTETS}(?!\d|\.\d)`
/** Groups with two colons at least; what of it is an address is looked at. */
const V6 = String.raw`(?<![A-Za-z0-9_])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,}(?:\.\d{1,3}){0,3}(?![A-Za-z0-9_])`
/** Four octets and more between hyphens, as names of machines and of blocks have them. */
const HYPHENS = String.raw`(?<!\d)\d{1,3}(?:-\d{1,3}){3,}(?!\d)`
const CANDIDATE = new RegExp(
  `${V6}(?:-${V6}|/\\d{1,3})?|${V4}(?:-${V4}|/\\d{1,3})?|${HYPHENS}`,
  'g',
)

/** Text between addresses, or an address. */
export type AddressPiece = { readonly text: string; readonly address: boolean }

/**
 * Text cut at the addresses, blocks and ranges of addresses that it holds, in its order; a port behind one is no part of it. What every cluster has alike is
 * said in words: any, unspecified, loopback.
 */
export function addressPieces(text: string): readonly AddressPiece[] {
  if (!/\d[.-]\d|:/.test(text)) return [{ text, address: false }]
  const pieces: AddressPiece[] = []
  let at = 0
  for (const match of text.matchAll(CANDIDATE)) {
    const found = match[0].replace(/^:(?!:)/, '').replace(/(?<!:):$/, '')
    const index = match.index + (match[0].startsWith(found) ? 0 : 1)
    const word = meaning(found)
    if (word === undefined) continue
    pieces.push({ text: text.slice(at, index), address: false })
    pieces.push(word === '' ? { text: found, address: true } : { text: word, address: false })
    at = index + found.length
  }
  pieces.push({ text: text.slice(at), address: false })
  return pieces.filter((piece) => piece.text !== '')
}

/** The word for what says nothing of a cluster, empty for any other address; undefined: it is none. */
function meaning(text: string): string | undefined {
  if (isHyphened(text)) return ''
  const range = rangeOf(text)
  if (range !== undefined) return common(range, text)
  return isLoosely(text) ? '' : undefined
}

function isHyphened(text: string): boolean {
  const numbers = text.split('-')
  return (
    numbers.length > 3 &&
    numbers.some((_, at) => {
      const four = numbers.slice(at, at + 4)
      return four.length === 4 && parseIpAddress(four.join('.')) !== undefined
    })
  )
}

/** Whether some readers would take it for an address: octets with leading zeros, or a length beyond the family. */
function isLoosely(text: string): boolean {
  const octets = text.split(/[-/]/)[0]?.split('.') ?? []
  return (
    octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256)
  )
}

function rangeOf(text: string): IpRange | undefined {
  if (text.includes('/')) return parseCidr(text)
  const [first, last] = text.split('-').map(parseIpAddress)
  if (first === undefined) return undefined
  const { family, value } = first
  if (!text.includes('-')) return { family, first: value, last: value }
  return last?.family === family ? { family, first: value, last: last.value } : undefined
}

function common({ family, first, last }: IpRange, text: string): string {
  if (first === 0n && last === LAST_ADDRESS[family]) return `any IPv${family} address`
  if (first !== last || text.includes('/')) return ''
  if (first === 0n) return 'unspecified'
  return first === LOOPBACK[family] ? 'loopback' : ''
}

const LOOPBACK = { 4: 0x7f000001n, 6: 1n } as const
