import { EVENT_ID, SCALAR_STYLE, getScalarValue } from 'js-yaml'
import type { AliasEvent, Event, MappingEvent, SequenceEvent } from 'js-yaml'
import { ComposeError, checkCollectionTag, collectionNode, keyOf, scalarNode } from './yaml-node.ts'
import type { NodeEvent, YamlNode } from './yaml-node.ts'

/** How deep values may nest, aliases followed. */
export const MAX_DEPTH = 200

/** How many characters (a node counts 8) the aliases of one document may stand for. */
const MAX_ALIAS_WEIGHT = 1_000_000

type Composer = {
  readonly source: string
  readonly events: readonly Event[]
  /** index of the next event */
  next: number
  /** start of the last node that has a place in the source */
  place: number
  anchors: Map<string, YamlNode | 'open'>
  aliasWeight: number
}

/**
 * The root node of each document that is not empty, in order, from the events of js-yaml's parser.
 *
 * Throws ComposeError: keys that stand twice, keys that are no text, tags beyond the JSON types, aliases to themselves or that stand for more than
 * a million characters, nesting deeper than MAX_DEPTH.
 */
export function composeDocuments(source: string, events: readonly Event[]): readonly YamlNode[] {
  const composer = { source, events, next: 0, place: 0, anchors: new Map(), aliasWeight: 0 }
  const roots: YamlNode[] = []
  while (composer.next < events.length) {
    const root = document(composer)
    if (root !== undefined && root.value !== null) roots.push(root)
  }
  return roots
}

function document(composer: Composer): YamlNode | undefined {
  const event = take(composer)
  if (event.type !== EVENT_ID.DOCUMENT) throw new Error(`event ${event.type} outside a document`)
  if (event.directives.some((directive) => directive.kind === 'tag'))
    throw new ComposeError('%TAG is not read', composer.place)
  composer.anchors = new Map()
  composer.aliasWeight = 0
  const root = isPop(composer) ? undefined : node(composer, 0)
  take(composer)
  return root
}

function take(composer: Composer): Event {
  const event = composer.events[composer.next++]
  if (event === undefined) throw new Error('the event stream ends too early')
  return event
}

function isPop(composer: Composer): boolean {
  return composer.events[composer.next]?.type === EVENT_ID.POP
}

function node(composer: Composer, depth: number): YamlNode {
  const event = take(composer)
  if (event.type === EVENT_ID.ALIAS) return alias(composer, event, depth)
  if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP)
    throw new Error(`event ${event.type} is not a node`)
  return anchored(composer, event, depth)
}

function anchored(composer: Composer, event: NodeEvent, depth: number): YamlNode {
  if (event.anchorStart < 0) return content(composer, event, depth)
  const name = composer.source.slice(event.anchorStart, event.anchorEnd)
  composer.anchors.set(name, 'open')
  const made = content(composer, event, depth)
  composer.anchors.set(name, made)
  return made
}

function content(composer: Composer, event: NodeEvent, depth: number): YamlNode {
  if (event.type === EVENT_ID.SCALAR) {
    const made = scalarNode(composer.source, event, composer.place)
    composer.place = made.start
    return made
  }
  composer.place = event.start
  checkCollectionTag(composer.source, event)
  if (depth >= MAX_DEPTH) throw tooDeep(event.start)
  return event.type === EVENT_ID.SEQUENCE
    ? sequence(composer, event, depth)
    : mapping(composer, event, depth)
}

function tooDeep(offset: number): ComposeError {
  return new ComposeError(`nested deeper than ${MAX_DEPTH} levels`, offset)
}

function alias(composer: Composer, event: AliasEvent, depth: number): YamlNode {
  const start = event.anchorStart
  const name = composer.source.slice(start, event.anchorEnd)
  const target = composer.anchors.get(name)
  if (target === undefined) throw new ComposeError(`alias *${name} has no anchor before it`, start)
  if (target === 'open') throw new ComposeError(`anchor &${name} contains itself`, start)
  composer.aliasWeight += target.weight
  if (composer.aliasWeight > MAX_ALIAS_WEIGHT)
    throw new ComposeError(`aliases stand for more than ${MAX_ALIAS_WEIGHT} characters`, start)
  if (depth + target.height > MAX_DEPTH) throw tooDeep(start)
  return { ...target, start }
}

function sequence(composer: Composer, event: SequenceEvent, depth: number): YamlNode {
  const children = new Map<number, YamlNode>()
  while (!isPop(composer)) children.set(children.size, node(composer, depth + 1))
  take(composer)
  const value = Array.from(children.values(), (child) => child.value)
  return collectionNode(value, event.start, children)
}

function mapping(composer: Composer, event: MappingEvent, depth: number): YamlNode {
  const children = new Map<string, YamlNode>()
  const written = new Set<string>()
  while (!isPop(composer)) {
    if (isMergeKey(composer)) merge(composer, children, depth)
    else pair(composer, children, written, depth)
  }
  take(composer)
  // Object.fromEntries keeps `__proto__` an ordinary key, as JSON.parse does
  const value = Object.fromEntries(Array.from(children, ([key, child]) => [key, child.value]))
  return collectionNode(value, event.start, children)
}

function isMergeKey(composer: Composer): boolean {
  const event = composer.events[composer.next]
  if (event?.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return false
  return event.tagStart < 0 && getScalarValue(composer.source, event) === '<<'
}

/** Merges in the order of the text, as kubectl does: a key after `<<` overrides it, and `<<` overrides a key before it. */
function merge(composer: Composer, children: Map<string, YamlNode>, depth: number): void {
  take(composer)
  const source = node(composer, depth + 1)
  const sources = Array.isArray(source.value) ? [...(source.children?.values() ?? [])] : [source]
  for (const from of sources.reverse()) {
    if (from.children === undefined || Array.isArray(from.value))
      throw new ComposeError('<< needs a mapping or a list of mappings', source.start)
    for (const [key, child] of from.children) children.set(String(key), child)
  }
}

function pair(
  composer: Composer,
  children: Map<string, YamlNode>,
  written: Set<string>,
  depth: number,
): void {
  const at = node(composer, depth + 1)
  if (at.children !== undefined) throw new ComposeError('a key must be text', at.start)
  const key = keyOf(at)
  if (written.has(key)) throw new ComposeError(`key ${JSON.stringify(key)} stands twice`, at.start)
  written.add(key)
  children.set(key, node(composer, depth + 1))
}
