/** Which bundled fonts a document needs, and what none of them can show. */
import { readFileSync } from 'node:fs'
import { followersIn, fontParts, isFollower } from './parts.ts'
import type { Face, FontPart } from './parts.ts'
import { speller } from './spelled.ts'
import type { FontLetters } from './spelled.ts'
import { trueTypeOf } from './woff.ts'

const cache = new Map<string, Buffer>()

/** A font file that is embedded: the parts of a document all have it. */
function fontBytes(file: string): Buffer {
  const known = cache.get(file)
  if (known !== undefined) return known
  const bytes = readFileSync(file)
  cache.set(file, bytes)
  return bytes
}

/** What a text needs: the style sheet's font faces, and how to spell what no bundled font has. */
export type FontPlan = {
  /** `@font-face` rules with the fonts as data */
  readonly css: string
  /** the text with each character that no bundled font shows written as its code point, `[U+1F600]` */
  readonly spelled: (text: string) => string
}

/** The plan for a document that uses these characters. The same characters give the same plan. */
export function fontPlan(characters: ReadonlySet<number>): FontPlan {
  const needed = partsFor(characters)
  return { css: facesIn(needed).join('\n'), spelled: speller(needed.map(lettersOf)) }
}

/** A part of the bundled fonts, and its letters that those before it lack: each comes from one face, and a word is not set in two. */
type NeededPart = { readonly part: FontPart; readonly own: readonly number[] }

/** The first part, and whichever has one of the characters that those before it lack. */
function partsFor(characters: ReadonlySet<number>): readonly NeededPart[] {
  const missing = new Set(Array.from(characters).filter((code) => !isFollower(code)))
  const given = new Set<number>()
  const needed: NeededPart[] = []
  for (const part of fontParts(characters)) {
    if (needed.length > 0 && missing.size === 0) break
    const has = part.characters()
    const sizeBefore = missing.size
    for (const code of missing) if (has.has(code)) missing.delete(code)
    if (needed.length > 0 && missing.size === sizeBefore) continue
    needed.push({ part, own: Array.from(has).filter((code) => !given.has(code)) })
    for (const code of has) given.add(code)
  }
  return needed
}

/** What a needed part shows: letters that are its own, and what follows them. */
function lettersOf({ part, own }: NeededPart): FontLetters {
  return { own: new Set(own), has: new Set([...own, ...followersIn(part)]) }
}

/** Family by family and weight by weight, as far as they are the same in all parts. */
function facesIn(needed: readonly NeededPart[]): readonly string[] {
  const all = needed.flatMap((one) => {
    const codes = Array.from(lettersOf(one).has)
    return one.part.faces.map((face) => ({ face, codes }))
  })
  const byStyle = Map.groupBy(all, ({ face }) => `${face.family} ${face.weight}`)
  return Array.from(byStyle.values()).flatMap((faces) =>
    faces.map(({ face, codes }) => fontFace(face, codes)),
  )
}

function fontFace({ family, weight, file }: Face, codes: readonly number[]): string {
  const bytes = fontBytes(file).toString('base64')
  return `@font-face{font-family:"${family}";font-weight:${weight};font-style:normal;src:url(data:font/woff;base64,${bytes}) format("woff");unicode-range:${rangeOf(codes)}}`
}

/** Code points as a CSS range list. */
function rangeOf(codes: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const code of codes.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1)
    if (last?.[1] === code - 1) last[1] = code
    else ranges.push([code, code])
  }
  const hex = (code: number) => code.toString(16)
  return ranges
    .map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`))
    .join(',')
}

/** The one font file that a printing browser finds on its private system: a fallback that is ours too. */
export function fallbackFont(): Buffer {
  const [latin] = fontParts(new Set())
  const [face] = latin?.faces ?? []
  if (face === undefined) throw new Error('the bundled fonts are not installed')
  return trueTypeOf(fontBytes(face.file))
}

/** The code points of all strings in a value, however deep. */
export function charactersUsed(value: unknown, found = new Set<number>()): Set<number> {
  if (typeof value === 'string') {
    for (const [character] of value.matchAll(/[^\n -~]/gu)) found.add(character.codePointAt(0) ?? 0)
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) charactersUsed(member, found)
  }
  return found
}
