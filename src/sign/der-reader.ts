/**
 * Reads DER (X.690) from untrusted bytes and refuses all that is BER only: one value has one form, so an altered byte is an altered value.
 */
import { isInstant } from '../core/clock.ts'
import type { Instant } from '../core/clock.ts'
import { Fault } from '../core/fault.ts'
import { TAG } from './der.ts'

/** One element: `bytes` is all of it, `content` what follows identifier and length; `children` is empty when it is primitive. */
export type DerNode = {
  readonly tag: number
  readonly bytes: Uint8Array
  readonly content: Uint8Array
  readonly children: readonly DerNode[]
}

/** More than any certificate chain or signature needs; what is larger is refused unread. */
const MAX_BYTES = 262_144
const MAX_DEPTH = 32

/** The one element that the bytes consist of. Throws Fault `UNREADABLE` naming `what` when they are anything else, or not DER. */
export function readDer(bytes: Uint8Array, what: string): DerNode {
  const node = readElement(bytes, MAX_DEPTH, what)
  if (node.bytes.length !== bytes.length) malformed(what, 'has bytes after its end')
  return node
}

/** The size in octets of the element at the start of the bytes. Throws Fault `UNREADABLE` when the bytes do not hold it whole. */
export function derSize(bytes: Uint8Array, what: string): number {
  const { start, length } = readHeader(bytes, what)
  return start + length
}

/** The children of a SEQUENCE (or of another constructed type by its tag). Throws Fault `UNREADABLE` when the element is not one. */
export function childrenOf(
  node: DerNode | undefined,
  what: string,
  tag: number = TAG.SEQUENCE,
): readonly DerNode[] {
  return expectTag(node, tag, what).children
}

/** The same element, known to be there and of a type. Throws Fault `UNREADABLE` otherwise. */
export function expectTag(node: DerNode | undefined, tag: number, what: string): DerNode {
  if (node?.tag !== tag) malformed(what, 'does not have the expected structure')
  return node
}

/** The dotted form of an OBJECT IDENTIFIER. Throws Fault `UNREADABLE` when the element is not one. */
export function readObjectIdentifier(node: DerNode | undefined, what: string): string {
  const { content } = expectTag(node, TAG.OBJECT_IDENTIFIER, what)
  const arcs: bigint[] = []
  let arc = 0n
  for (const octet of content) {
    arc = arc * 128n + BigInt(octet & 0x7f)
    if (octet >= 0x80) continue
    arcs.push(arc)
    arc = 0n
  }
  const [first = 0n, ...rest] = arcs
  const top = first < 80n ? first / 40n : 2n
  return [top, first - top * 40n, ...rest].join('.')
}

/** The instant of a UTCTime or GeneralizedTime in the form that RFC 5280 prescribes for its year. Throws Fault `UNREADABLE` otherwise. */
export function readTime(node: DerNode | undefined, what: string): Instant {
  const text = Buffer.from(node?.content ?? []).toString('latin1')
  const digits = node?.tag === TAG.UTC_TIME ? `${text < '50' ? '20' : '19'}${text}` : text
  const instant = digits.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const short = instant >= '1950' && instant < '2050'
  const tag = short ? TAG.UTC_TIME : TAG.GENERALIZED_TIME
  if (!isInstant(instant) || node?.tag !== tag) malformed(what, 'has a time that is not one')
  return instant
}

function readElement(bytes: Uint8Array, depth: number, what: string): DerNode {
  if (depth === 0) malformed(what, `is nested deeper than ${MAX_DEPTH} levels`)
  const { tag, start, length } = readHeader(bytes, what)
  const content = bytes.subarray(start, start + length)
  const children = isConstructed(tag) ? readAll(content, depth - 1, what) : []
  if (tag === TAG.SET) checkOrder(children, what)
  checkPrimitive(tag, content, what)
  return { tag, bytes: bytes.subarray(0, start + length), content, children }
}

function readAll(content: Uint8Array, depth: number, what: string): DerNode[] {
  const nodes: DerNode[] = []
  for (let offset = 0; offset < content.length;) {
    const node = readElement(content.subarray(offset), depth, what)
    nodes.push(node)
    offset += node.bytes.length
  }
  return nodes
}

type Header = { readonly tag: number; readonly start: number; readonly length: number }

function readHeader(bytes: Uint8Array, what: string): Header {
  const [tag = 0, first = 0x80] = bytes
  if ((tag & 0x1f) === 0x1f) malformed(what, 'has a tag of more than one octet')
  const { start, length } = first < 0x80 ? { start: 2, length: first } : longLength(bytes, what)
  if (length > MAX_BYTES) malformed(what, `is larger than ${MAX_BYTES} bytes`)
  if (start + length > bytes.length) malformed(what, 'ends too early')
  return { tag, start, length }
}

function longLength(bytes: Uint8Array, what: string): { start: number; length: number } {
  const count = (bytes[1] ?? 0x80) - 0x80
  if (count === 0) malformed(what, 'has no definite length')
  if (count > 4 || bytes.length < 2 + count) malformed(what, 'has a length that cannot be')
  const length = bytes.subarray(2, 2 + count).reduce((sum, octet) => sum * 256 + octet, 0)
  const shortest = length >= 0x80 && bytes[2] !== 0
  if (!shortest) malformed(what, 'has a length that is not the shortest')
  return { start: 2 + count, length }
}

function isConstructed(tag: number): boolean {
  return (tag & 0x20) !== 0
}

/** X.690 11.6: the elements of a SET OF ascend. A SET has at most one member type in all that we read, so this holds for it too. */
function checkOrder(nodes: readonly DerNode[], what: string): void {
  nodes.forEach((node, index) => {
    const before = nodes[index - 1]
    if (before !== undefined && Buffer.compare(before.bytes, node.bytes) > 0)
      malformed(what, 'has a set that is not in order')
  })
}

function checkPrimitive(tag: number, content: Uint8Array, what: string): void {
  const universal = tag < 0x40
  const mustBeConstructed = tag === 0x10 || tag === 0x11
  const mustBePrimitive = universal && isConstructed(tag) && tag !== TAG.SEQUENCE && tag !== TAG.SET
  if (tag === 0 || mustBeConstructed || mustBePrimitive)
    malformed(what, 'has a tag that is not DER')
  const isOneForm = ONE_FORM[tag]
  if (isOneForm !== undefined && !isOneForm(content))
    malformed(what, 'has a value that is not in its one DER form')
}

/** For each primitive type with more than one BER form: whether a content is the one of DER. */
const ONE_FORM: Readonly<Record<number, (content: Uint8Array) => boolean>> = {
  [TAG.BOOLEAN]: (content) => content.length === 1 && (content[0] === 0 || content[0] === 0xff),
  [TAG.INTEGER]: isMinimalInteger,
  [TAG.BIT_STRING]: isMinimalBitString,
  [TAG.NULL]: (content) => content.length === 0,
  [TAG.OBJECT_IDENTIFIER]: isMinimalIdentifier,
}

function isMinimalInteger(content: Uint8Array): boolean {
  const [first, second] = content
  if (first === undefined || second === undefined) return first !== undefined
  const redundantZero = first === 0 && second < 0x80
  const redundantOnes = first === 0xff && second >= 0x80
  return !redundantZero && !redundantOnes
}

function isMinimalBitString(content: Uint8Array): boolean {
  const unused = content[0]
  if (unused === undefined || unused > 7) return false
  const last = content.length > 1 ? (content.at(-1) ?? 0) : undefined
  return last === undefined ? unused === 0 : (last & ((1 << unused) - 1)) === 0
}

function isMinimalIdentifier(content: Uint8Array): boolean {
  if (content.length === 0 || content.length > 64 || (content.at(-1) ?? 0x80) >= 0x80) return false
  return content.every(
    (octet, index) => octet !== 0x80 || (index > 0 && (content[index - 1] ?? 0) >= 0x80),
  )
}

function malformed(what: string, why: string): never {
  throw new Fault('UNREADABLE', `${what} ${why}`)
}
