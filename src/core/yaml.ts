import { YAMLException } from 'js-yaml'
import { Fault } from './fault.ts'
import type { JsonValue } from './json.ts'
import { lineAt, lineStarts } from './lines.ts'
import { composeDocuments } from './yaml-compose.ts'
import { parseText } from './yaml-events.ts'
import type { ParsedText } from './yaml-events.ts'
import { ComposeError } from './yaml-node.ts'
import type { YamlNode } from './yaml-node.ts'

export { stringifyYaml } from './yaml-text.ts'

/** Steps from a document's root: keys of mappings, indices of sequences. */
export type NodePath = readonly (string | number)[]

/** One document of a YAML or JSON file, with the lines its values stand on. */
export type YamlDocument = {
  readonly value: JsonValue
  /** the 1-based line of the node at a path, or of its nearest ancestor that exists */
  lineOf(path: NodePath): number
}

/** What a file that cannot be read ends in: the fault of its origin. */
export type ReadFault = 'CONFIGURATION' | 'UNREADABLE'

/** Bounds of one file: characters of text, and documents. */
const MAX_CHARACTERS = 64 * 1024 * 1024
const MAX_DOCUMENTS = 100_000

/**
 * The documents of a YAML text in order, empty ones left out, read as kubectl reads manifests (yaml-scalar.ts says how).
 *
 * Unlike kubectl, duplicate keys, custom tags, `!!binary` and `!!set` are refused. Bounded: 64 Mi characters, 100,000 documents, 200 levels, and
 * what aliases stand for. Throws a Fault of the given code, `file:line: what`.
 */
export function parseYaml(
  text: string,
  file: string,
  code: ReadFault = 'CONFIGURATION',
): readonly YamlDocument[] {
  if (text.length > MAX_CHARACTERS) throw tooLarge(file, code)
  const { roots, source } = composed(text, file, code)
  if (roots.length > MAX_DOCUMENTS)
    throw new Fault(code, `${file}:1: more than ${MAX_DOCUMENTS} documents`, {
      hint: 'split the file',
    })
  let lines: readonly number[] | undefined
  return roots.map((root) => ({
    value: root.value,
    lineOf: (path) => lineAt((lines ??= lineStarts(source)), nearest(root, path).start),
  }))
}

/** The only document of a YAML text. Throws a Fault of the given code when there is none or more than one. */
export function parseYamlDocument(
  text: string,
  file: string,
  code: ReadFault = 'CONFIGURATION',
): YamlDocument {
  const [document, ...others] = parseYaml(text, file, code)
  if (document === undefined)
    throw new Fault(code, `${file}:1: the file is empty`, {
      hint: 'exhibit init prints an example',
    })
  const second = others[0]
  if (second !== undefined)
    throw new Fault(code, `${file}:${second.lineOf([])}: a second document`, {
      hint: 'keep one document in this file',
    })
  return document
}

function tooLarge(file: string, code: ReadFault): Fault {
  return new Fault(code, `${file}:1: larger than ${MAX_CHARACTERS} characters`, {
    hint: 'split the file, or give it as JSON',
  })
}

type Composed = { readonly roots: readonly YamlNode[]; readonly source: string }

function composed(text: string, file: string, code: ReadFault): Composed {
  const { events, source } = parsed(text, file, code)
  try {
    return { roots: composeDocuments(source, events), source }
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error
    const line = lineAt(lineStarts(source), error.offset)
    throw notReadable(file, line, error.message, code, error)
  }
}

function parsed(text: string, file: string, code: ReadFault): ParsedText {
  try {
    return parseText(text)
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const { buffer = text, position = 0 } = error.mark ?? {}
    throw notReadable(file, lineAt(lineStarts(buffer), position), error.reason, code, error)
  }
}

function notReadable(
  file: string,
  line: number,
  what: string,
  code: ReadFault,
  cause: Error,
): Fault {
  const hint = `mend line ${line} of ${file}; kubectl create --dry-run=client -f shows what kubectl reads`
  return new Fault(code, `${file}:${line}: ${what}`, { hint, cause })
}

function nearest(root: YamlNode, path: NodePath): YamlNode {
  let node = root
  for (const step of path) {
    const child = node.children?.get(step)
    if (child === undefined) return node
    node = child
  }
  return node
}
