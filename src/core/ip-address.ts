/** An IPv4 or IPv6 address as a number of its family. */
export type IpAddress = { readonly family: 4 | 6; readonly value: bigint }

/** Addresses from `first` to `last`, both included, of one family. */
export type IpRange = { readonly family: 4 | 6; readonly first: bigint; readonly last: bigint }

/** The highest address of a family. */
export const LAST_ADDRESS = { 4: (1n << 32n) - 1n, 6: (1n << 128n) - 1n } as const

/**
 * The address that text says; undefined when it is none.
 *
 * IPv4 is four decimal octets; an octet with a leading zero is refused, because readers disagree on its base. IPv6 is RFC 4291 text, with
 * an embedded IPv4 tail; zones are refused.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.length > 64) return undefined
  if (text.includes(':')) return family6(text)
  const value = octets(text)
  return value === undefined ? undefined : { family: 4, value }
}

/**
 * The range of a CIDR (`10.0.0.0/8`, `2001:db8::/32`); undefined when it is none. Bits beyond the prefix are cleared, as Kubernetes does.
 */
export function parseCidr(text: string): IpRange | undefined {
  const match = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text)
  const address = match?.[1] === undefined ? undefined : parseIpAddress(match[1])
  if (match === null || address === undefined) return undefined
  const bits = address.family === 4 ? 32 : 128
  const prefix = Number(match[2])
  if (prefix > bits) return undefined
  const host = (1n << BigInt(bits - prefix)) - 1n
  const first = address.value & ~host
  return { family: address.family, first, last: first | host }
}

/** The IPv4 address that an IPv6 address stands for in the form `::ffff:10.0.0.1` (RFC 4291, section 2.5.5.2); any other as it is. */
export function withoutMapping(address: IpAddress): IpAddress {
  const { family, value } = address
  if (family === 4 || value >> 32n !== 0xffffn) return address
  return { family: 4, value: value & LAST_ADDRESS[4] }
}

/** The canonical text of an address: dotted decimal, or RFC 5952 for IPv6. */
export function formatIpAddress(address: IpAddress): string {
  return address.family === 4 ? dotted(address.value) : colons(address.value)
}

function octets(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return undefined
  let value = 0
  for (const octet of match.slice(1)) {
    if (Number(octet) > 255 || (octet.length > 1 && octet.startsWith('0'))) return undefined
    value = value * 256 + Number(octet)
  }
  return BigInt(value)
}

function family6(text: string): IpAddress | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, index) => groups(half, index === halves.length - 1))
  if (head === undefined) return undefined
  if (halves.length === 1) return head.length === 8 ? join(head) : undefined
  if (tail === undefined || head.length + tail.length > 7) return undefined
  return join([...head, ...Array<bigint>(8 - head.length - tail.length).fill(0n), ...tail])
}

/** The 16-bit groups of one side of `::`; only the last group of the address may be dotted IPv4. */
function groups(half: string, last: boolean): bigint[] | undefined {
  if (half === '') return []
  const values: bigint[] = []
  const parts = half.split(':')
  for (const [index, part] of parts.entries()) {
    const embedded = last && index === parts.length - 1 ? octets(part) : undefined
    if (embedded !== undefined) values.push(embedded >> 16n, embedded & 0xffffn)
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) values.push(BigInt(`0x${part}`))
    else return undefined
  }
  return values
}

function join(values: readonly bigint[]): IpAddress {
  return { family: 6, value: values.reduce((all, group) => (all << 16n) | group, 0n) }
}

function dotted(value: bigint): string {
  const number = Number(value)
  return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`
}

function colons(value: bigint): string {
  const texts = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  )
  const zeros = longestZeros(texts)
  if (zeros.length < 2) return texts.join(':')
  const head = texts.slice(0, zeros.start).join(':')
  return `${head}::${texts.slice(zeros.start + zeros.length).join(':')}`
}

/** The first longest run of zero groups (RFC 5952, section 4.2.3). */
function longestZeros(texts: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < texts.length; start++) {
    let length = 0
    while (texts[start + length] === '0') length++
    if (length > best.length) best = { start, length }
  }
  return best
}
