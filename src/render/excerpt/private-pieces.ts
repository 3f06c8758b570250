import type { PrivateKind } from '../../model/excerpt.ts'
import { addressPieces } from './addresses.ts'
import { isTelling } from './private-names.ts'
import type { PrivateName, PrivateNames } from './private-names.ts'

/** A part of a text: as it stays, or what a pseudonym stands for. */
export type PrivatePiece = string | PrivateName

/** What separates names in running text; everything else may be inside of one. */
const RUN = /[^\s"'`,;()[\]{}<>|=\u2026]+/gu
/** No name is longer. */
const LONGEST = 1024
/** What ends a sentence, and is no part of a name. */
const TRAILING = /[.:!?]+$/
/** Said right before a name that something else has, too. */
const SAYS_NODE = /(\bnodes?\s|Node\/\/?)$/i

/** Text cut at the names and addresses that it holds, in its order; `claimed` are values of annotations that it may say without their keys. */
export function privatePieces(
  text: string,
  known: PrivateNames,
  claimed: readonly string[] = [],
): readonly PrivatePiece[] {
  const named = inText(text, known)
  const withValues = withoutValues(named, [...claimed, ...valuesBeside(named, known)])
  return withValues.flatMap((piece): readonly PrivatePiece[] =>
    typeof piece === 'string'
      ? addressPieces(piece).map(({ text: part, address }) =>
          address ? { kind: 'address', name: part } : part,
        )
      : [piece],
  )
}

function isAnnotation(piece: PrivatePiece): piece is PrivateName {
  return typeof piece !== 'string' && piece.kind === 'annotation'
}

function inText(text: string, known: PrivateNames): readonly PrivatePiece[] {
  if (known.names.size === 0) return [text]
  const pieces: PrivatePiece[] = []
  let at = 0
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const end = run.replace(TRAILING, '').length
    let from = 0
    while (from < end) {
      const found = longestAt(text, index + from, index + end, known)
      if (found === undefined) {
        from = nextStart(run, from)
        continue
      }
      pieces.push(text.slice(at, index + from), found.piece)
      at = found.end
      from = found.end - index
    }
  }
  pieces.push(text.slice(at))
  return pieces.filter((piece) => piece !== '')
}

/** Behind the next edge; the name of a node may be part of a longer one. */
function nextStart(run: string, from: number): number {
  for (let at = from + 1; at < run.length; at += 1) if (/[/:@-]/.test(run[at - 1] ?? '')) return at
  return run.length
}

function longestAt(text: string, from: number, to: number, known: PrivateNames) {
  const hyphened = text[from - 1] === '-'
  for (let end = Math.min(to, from + LONGEST); end > from; end -= 1) {
    const next = end < to ? (text[end] ?? '') : ''
    if (!/^[/:@-]?$/.test(next)) continue
    const piece = known.names.get(text.slice(from, end))
    if (piece === undefined || (hyphened && piece.kind !== 'node')) continue
    if (next === '-' && !(piece.kind === 'node' && isTelling(piece.name))) continue
    if (isMeant(text, from, end, piece, known)) return { piece, end }
  }
  return undefined
}

/** What also is the name of something that stays is replaced only where a node is said; a key without a prefix only where an annotation is. */
function isMeant(
  text: string,
  from: number,
  end: number,
  { kind }: PrivateName,
  { staying }: PrivateNames,
): boolean {
  const written = text.slice(from, end)
  const before = text.slice(Math.max(0, from - 12), from)
  if (kind === 'annotation' && !written.includes('/')) return /annotations?[\s/]$/i.test(before)
  if (!staying.has(written) && !staying.has(wholeName(text, from, end))) return true
  return kind === 'node' && SAYS_NODE.test(before)
}

/** The name that a part of it belongs to, `shop-web` of `web`. */
function wholeName(text: string, from: number, end: number): string {
  const before = /[^\s"'`,;()[\]{}<>|=/:@]*$/.exec(text.slice(0, from))?.[0] ?? ''
  return `${before}${text.slice(from, end)}`
}

/** Values of the keys that stand in the text, whatever they are: also `true`, numbers, and what has blanks. */
function valuesBeside(
  pieces: readonly PrivatePiece[],
  { values }: PrivateNames,
): readonly string[] {
  return pieces.filter(isAnnotation).flatMap(({ name }) => [...(values.get(name) ?? [])])
}

function withoutValues(
  pieces: readonly PrivatePiece[],
  values: readonly string[],
): readonly PrivatePiece[] {
  const longestFirst = [...new Set(values)].sort((one, two) => two.length - one.length)
  return longestFirst.reduce<readonly PrivatePiece[]>(
    (cut, value) =>
      cut.flatMap((piece) => (typeof piece === 'string' ? cutAt(piece, value) : [piece])),
    pieces,
  )
}

function cutAt(text: string, value: string): readonly PrivatePiece[] {
  const kind: PrivateKind = 'annotation-value'
  const pieces: PrivatePiece[] = []
  let at = 0
  for (let found = text.indexOf(value); found >= 0; found = text.indexOf(value, found + 1)) {
    const end = found + value.length
    if (found < at || /\w/.test(text[found - 1] ?? '') || /\w/.test(text[end] ?? '')) continue
    pieces.push(text.slice(at, found), { kind, name: value })
    at = end
  }
  return [...pieces, text.slice(at)].filter((piece) => piece !== '')
}
