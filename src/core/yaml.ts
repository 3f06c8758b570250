import { YAMLException } from 'js-yaml'
import { Fault } from './fault.ts'
import type { JsonValue } from './json.ts'
import { lineAt, lineStarts } from './lines.ts'
import { composeDocuments } from './yaml-compose.ts'
import { parseText } from './yaml-events.ts'
import type { ParsedText } from './yaml-events.ts'
import { ComposeError } from './yaml-node.ts'
import type { YamlNode } from './yaml-node.ts'

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

/** What kind of file a text is of: one that only exhibit reads, a kubeconfig, or manifests of outside origin. */
export type YamlOrigin = 'own' | 'kubeconfig' | 'manifests'

type Origin = {
  readonly code: ReadFault
  /** what shows how the file is read, where something does */
  readonly compare: (file: string) => string
}

const ORIGINS: Readonly<Record<YamlOrigin, Origin>> = {
  own: { code: 'CONFIGURATION', compare: () => '' },
  kubeconfig: {
    code: 'CONFIGURATION',
    compare: (file) => `; kubectl config view --kubeconfig ${file} shows what kubectl reads`,
  },
  manifests: {
    code: 'UNREADABLE',
    compare: () => '; kubectl create --dry-run=client -f on it shows what kubectl reads',
  },
}

/** Bounds of one file: characters of text, and documents. */
const MAX_CHARACTERS = 64 * 1024 * 1024
const MAX_DOCUMENTS = 100_000

/**
 * The documents of a YAML text in order, empty ones left out, read as kubectl reads manifests (yaml-scalar.ts says how).
 *
 * Unlike kubectl, duplicate keys, custom tags, `!!binary` and `!!set` are refused. Bounded: 64 Mi characters, 100,000 documents, 200 levels, and
 * what aliases stand for. Throws Fault `UNREADABLE` for manifests, else `CONFIGURATION`: `file:line: what`.
 */
export function parseYaml(
  text: string,
  file: string,
  origin: YamlOrigin = 'own',
): readonly YamlDocument[] {
  if (text.length > MAX_CHARACTERS) throw tooLarge(file, ORIGINS[origin].code)
  const { roots, source } = composed(text, file, ORIGINS[origin])
  if (roots.length > MAX_DOCUMENTS)
    throw new Fault(ORIGINS[origin].code, `${file}:1: more than ${MAX_DOCUMENTS} documents`, {
      hint: 'split the file',
    })
  let lines: readonly number[] | undefined
  return roots.map((root) => ({
    value: root.value,
    lineOf: (path) => lineAt((lines ??= lineStarts(source)), nearest(root, path).start),
  }))
}

/** The only document of a YAML text. Throws a Fault as parseYaml, also when there is none or more than one. */
export function parseYamlDocument(
  text: string,
  file: string,
  origin: YamlOrigin = 'own',
): YamlDocument {
  const [document, ...others] = parseYaml(text, file, origin)
  const { code } = ORIGINS[origin]
  if (document === undefined)
    throw new Fault(code, `${file}:1: the file is empty`, {
      hint: 'write it, or take its name out of where it is named',
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

function composed(text: string, file: string, origin: Origin): Composed {
  const { events, source } = parsed(text, file, origin)
  try {
    return { roots: composeDocuments(source, events), source }
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error
    const line = lineAt(lineStarts(source), error.offset)
    throw notReadable(file, line, error.message, origin, error)
  }
}

function parsed(text: string, file: string, origin: Origin): ParsedText {
  try {
    return parseText(text)
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const { buffer = text, position = 0 } = error.mark ?? {}
    throw notReadable(file, lineAt(lineStarts(buffer), position), error.reason, origin, error)
  }
}

function notReadable(
  file: string,
  line: number,
  what: string,
  { code, compare }: Origin,
  cause: Error,
): Fault {
  const hint = `mend line ${line} of ${file}${compare(file)}`
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
