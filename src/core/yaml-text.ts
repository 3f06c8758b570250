import { COLLECTION_STYLE, DUMP_SCHEMA, SCALAR_STYLE, present } from 'js-yaml'
import type { Node, ScalarNode } from 'js-yaml'
import { isJsonObject } from './json.ts'
import type { JsonObject, JsonValue } from './json.ts'
import { plainScalar } from './yaml-scalar.ts'

/**
 * A value as YAML for people: block style, keys sorted by code unit, no folded lines, no aliases, ending in a newline.
 *
 * Deterministic, free of marks that turn the order of letters, and read back by parseYaml (and by kubectl) as the same value: text that either could take for something else is quoted.
 * Absent members are left out; throws TypeError on what is not JSON.
 */
export function stringifyYaml(value: JsonValue): string {
  const text = present([{ contents: nodeOf(value), directives: [] }], {
    schema: DUMP_SCHEMA,
    lineWidth: -1,
    seqNoIndent: true,
  })
  return text.replace(UNSEEN, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Marks that show nothing and turn the order of letters: text that has one is double-quoted, where YAML takes an escape for it. */
const UNSEEN = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

function nodeOf(value: JsonValue): Node {
  switch (typeof value) {
    case 'string':
      return textNode(value)
    case 'number':
      return numberNode(value)
    case 'bigint':
      return scalar('int', value.toString())
    case 'boolean':
      return scalar('bool', String(value))
    case 'object':
      return value === null ? scalar('null', 'null') : collectionNode(value)
    default:
      throw new TypeError(`not JSON: ${typeof value}`)
  }
}

function collectionNode(value: JsonObject | readonly JsonValue[]): Node {
  const base = { tagged: false, style: COLLECTION_STYLE.BLOCK }
  if (!isJsonObject(value))
    return { ...base, kind: 'sequence', tag: 'tag:yaml.org,2002:seq', items: value.map(nodeOf) }
  const items = Object.keys(value)
    .sort()
    .flatMap((key) => member(key, value[key]))
  return { ...base, kind: 'mapping', tag: 'tag:yaml.org,2002:map', items }
}

function member(key: string, value: JsonValue | undefined): { key: Node; value: Node }[] {
  return value === undefined ? [] : [{ key: textNode(key), value: nodeOf(value) }]
}

function scalar(type: string, value: string): ScalarNode {
  const tag = `tag:yaml.org,2002:${type}`
  return { kind: 'scalar', tag, tagged: false, style: SCALAR_STYLE.PLAIN, value }
}

function numberNode(value: number): ScalarNode {
  if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`)
  const text = JSON.stringify(value)
  return scalar(/^-?[0-9]+$/.test(text) ? 'int' : 'float', text)
}

function textNode(value: string): ScalarNode {
  if (!value.isWellFormed()) throw new TypeError('text with a lone surrogate has no UTF-8 form')
  const node = scalar('str', value)
  if (value.search(UNSEEN) >= 0) return { ...node, style: SCALAR_STYLE.DOUBLE_QUOTED }
  // numbers that only other readers would see, such as 1e400, are quoted too
  const safe = plainScalar(value) === value && value !== '<<' && Number.isNaN(Number(value))
  return safe ? node : { ...node, style: SCALAR_STYLE.SINGLE_QUOTED }
}
