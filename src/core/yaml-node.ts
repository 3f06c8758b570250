import { EVENT_ID, SCALAR_STYLE, getScalarValue } from 'js-yaml'
import type { MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml'
import type { JsonValue } from './json.ts'
import { keyText, plainScalar } from './yaml-scalar.ts'
import type { Scalar } from './yaml-scalar.ts'

/** A value with where it stands. */
export type YamlNode = {
  readonly value: JsonValue
  /** offset of its first character in the source */
  readonly start: number
  /** nodes of a mapping by key, or of a sequence by index */
  readonly children?: ReadonlyMap<string | number, YamlNode>
  /** how much it would weigh written out: characters and nodes, aliases followed */
  readonly weight: number
  /** levels below it, aliases followed */
  readonly height: number
}

/** Thrown for what is well-formed YAML but not readable as a manifest: why, and the offset where. */
export class ComposeError extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** The events that may carry an anchor and a tag. */
export type NodeEvent = ScalarEvent | SequenceEvent | MappingEvent

/** What each node weighs besides its characters. */
const NODE_WEIGHT = 8

/** The node of a scalar. Throws ComposeError on tags and values that have no JSON form. */
export function scalarNode(source: string, event: ScalarEvent, fallback: number): YamlNode {
  const start = event.valueStart < 0 ? fallback : event.valueStart
  const value = scalarValue(source, event, start)
  const length = typeof value === 'string' ? value.length : 0
  return { value, start, weight: length + NODE_WEIGHT, height: 0 }
}

type JsonScalar = Exclude<Scalar, { readonly refused: string }>

function scalarValue(source: string, event: ScalarEvent, start: number): JsonScalar {
  const text = textOf(source, event)
  if (!text.isWellFormed()) throw new ComposeError('text with a lone surrogate', start)
  const tag = tagOf(source, event)
  const plain = tag === undefined ? event.style === SCALAR_STYLE.PLAIN : tag !== '!!str'
  const value = plain && tag !== '!!timestamp' ? plainScalar(text) : text
  if (isRefused(value)) throw new ComposeError(value.refused, start)
  if (tag !== undefined && !fits(value, tag))
    throw new ComposeError(`${JSON.stringify(text)} is not readable as ${tag}`, start)
  return value
}

/** The text of a scalar; a block at the very end of a source without a last line break has none either, as with libyaml. */
function textOf(source: string, event: ScalarEvent): string {
  const text = getScalarValue(source, event)
  const isBlock =
    event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK
  const isCut = isBlock && event.valueEnd >= source.length && !/[\r\n]$/.test(source)
  return isCut ? text.replace(/\n$/, '') : text
}

function isRefused(value: Scalar): value is { readonly refused: string } {
  return typeof value === 'object' && value !== null
}

const TAG_PREFIX = 'tag:yaml.org,2002:'

/** An explicit tag in its short form, `!!str`; undefined when there is none. */
function tagOf(source: string, event: NodeEvent): string | undefined {
  if (event.tagStart < 0) return undefined
  const raw = source.slice(event.tagStart, event.tagEnd)
  if (raw === '!') return event.type === EVENT_ID.SCALAR ? '!!str' : undefined
  if (raw.startsWith(`!<${TAG_PREFIX}`)) return `!!${raw.slice(TAG_PREFIX.length + 2, -1)}`
  return raw
}

function fits(value: JsonScalar, tag: string): boolean {
  switch (tag) {
    case '!!str':
    case '!!timestamp':
      return typeof value === 'string'
    case '!!bool':
      return typeof value === 'boolean'
    case '!!null':
      return value === null
    case '!!int':
      return typeof value === 'bigint' || Number.isInteger(value)
    case '!!float':
      return typeof value === 'number' || typeof value === 'bigint'
    default:
      return false
  }
}

/** Throws ComposeError when a collection has another tag than its own, `seq` or `map`. */
export function checkCollectionTag(source: string, event: SequenceEvent | MappingEvent): void {
  const tag = tagOf(source, event)
  const own = event.type === EVENT_ID.SEQUENCE ? '!!seq' : '!!map'
  if (tag !== undefined && tag !== own)
    throw new ComposeError(`tag ${tag} is not read`, event.start)
}

/** The key that a scalar node stands for. Throws ComposeError when it cannot be one. */
export function keyOf(node: YamlNode): string {
  const key = keyText(node.value as JsonScalar)
  if (typeof key === 'string') return key
  const why = isRefused(key) ? key.refused : 'not a key'
  throw new ComposeError(`${why}: write it in quotes`, node.start)
}

/** The node of a sequence or mapping with the given children. */
export function collectionNode(
  value: JsonValue,
  start: number,
  children: ReadonlyMap<string | number, YamlNode>,
): YamlNode {
  let weight = NODE_WEIGHT
  let height = 0
  for (const [key, child] of children) {
    weight += child.weight + (typeof key === 'string' ? key.length : 0)
    height = Math.max(height, child.height + 1)
  }
  return { value, start, children, weight, height }
}
