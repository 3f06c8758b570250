import type { Excerpt, PrivateKind } from '../../model/excerpt.ts'
import { withTexts, type TextAt } from './every-text.ts'
import type { PrivateName, PrivateNames } from './private-names.ts'
import { NamesFound, pseudonymised } from './pseudonyms.ts'

/** The id of an excerpt, and what it is one of. */
export type ExcerptOf = Pick<Excerpt, 'reportId' | 'of'>

/** What a report says without what is private, and what was done to it. */
export type Excerpted<T> = { readonly value: T; readonly excerpt: Excerpt }

/** Members that are names of one kind whatever they look like. */
const ALWAYS: Readonly<Record<string, PrivateKind>> = {
  node: 'node',
  nodes: 'node',
  server: 'address',
  image: 'image',
  hosts: 'host',
  annotationValue: 'annotation-value',
  imageValue: 'image',
  claimed: 'annotation-value',
}

/** Texts of whole objects, and differences between them. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  yaml: '# left out of this excerpt\n',
  diff: ' left out of this excerpt',
}

/**
 * What a report is made from, without addresses, names of nodes, images, outside hosts and annotations: each is one pseudonym wherever it stands. Every format is made
 * from this, so that none decides anything. The same source, names and id give the same.
 */
export function excerptOf<T>(source: T, known: PrivateNames, about: ExcerptOf): Excerpted<T> {
  const found = new NamesFound()
  let leftOut = 0
  const noting = (name: PrivateName) => {
    found.note(name)
    return ''
  }
  withTexts(source, (at) => {
    if (lastOf(at) in LEFT_OUT) leftOut += 1
    return textOf(at, known, noting)
  })
  const { of, replaced } = found.pseudonyms(about.reportId, known)
  const value = withTexts(source, (at) => textOf(at, known, of))
  return { value, excerpt: { audience: 'external', ...about, replaced, leftOut } }
}

function textOf(at: TextAt, known: PrivateNames, of: (name: PrivateName) => string): string {
  const member = lastOf(at)
  const leftOut = LEFT_OUT[member]
  if (leftOut !== undefined) return leftOut
  if (member === 'annotationPointer') return withKey(at.text, of)
  const kind = ALWAYS[member]
  if (kind === undefined || at.text === '' || (kind === 'host' && !at.text.includes('.')))
    return pseudonymised(at.text, known, of, at.claimed)
  const same = known.names.get(at.text)
  return of(same?.kind === kind ? same : { kind, name: at.text })
}

/** A pointer (RFC 6901) to an annotation without its key. */
function withKey(pointer: string, of: (name: PrivateName) => string): string {
  const [before = '', token] = pointer.split('/annotations/')
  if (token === undefined) return pointer
  const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
  return `${before}/annotations/${of({ kind: 'annotation', name })}`
}

function lastOf({ path }: TextAt): string {
  return path.at(-1) ?? ''
}
