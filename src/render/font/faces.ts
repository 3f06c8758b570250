/** Which bundled fonts a document needs, and what none of them can show. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { charactersOf, trueTypeOf } from './woff.ts'

/** One style of one family. Italics are not used: they carry no meaning here. */
const STYLES = [
  { family: 'Plex Sans', package: 'ibm-plex-sans', weight: 400 },
  { family: 'Plex Sans', package: 'ibm-plex-sans', weight: 600 },
  { family: 'Plex Mono', package: 'ibm-plex-mono', weight: 400 },
  { family: 'Plex Mono', package: 'ibm-plex-mono', weight: 600 },
] as const

type Style = (typeof STYLES)[number]

/** Parts of the families; the first is always embedded, the others only where their characters occur. */
const SUBSETS = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'vietnamese'] as const

type Subset = (typeof SUBSETS)[number]

const cache = new Map<string, Buffer>()

/** A font file; families lack some subsets (Plex Mono has no Greek). */
function fontFile(style: Style, subset: Subset): Buffer | undefined {
  const name = `@fontsource/${style.package}/files/${style.package}-${subset}-${style.weight}-normal.woff`
  const known = cache.get(name)
  if (known !== undefined) return known
  if (style.package === 'ibm-plex-mono' && subset === 'greek') return undefined
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(name)))
  cache.set(name, bytes)
  return bytes
}

const covered = new Map<Subset, ReadonlySet<number>>()

/** Code points of a subset; what one family lacks is taken from the other. */
function charactersIn(subset: Subset): ReadonlySet<number> {
  const known = covered.get(subset)
  if (known !== undefined) return known
  const sans = fontFile(STYLES[0], subset)
  const found = sans === undefined ? new Set<number>() : charactersOf(sans)
  covered.set(subset, found)
  return found
}

/** What a text needs: the style sheet's font faces, and how to spell what no bundled font has. */
export type FontPlan = {
  /** `@font-face` rules with the fonts as data */
  readonly css: string
  /** the text with each character that no bundled font has written as its code point, `[U+1F600]` */
  readonly spelled: (text: string) => string
}

/** The plan for a document that uses these characters. The same characters give the same plan. */
export function fontPlan(characters: ReadonlySet<number>): FontPlan {
  const needed = SUBSETS.filter((subset, index) => index === 0 || adds(subset, index, characters))
  const known = new Set(needed.flatMap((subset) => Array.from(charactersIn(subset))))
  return {
    css: STYLES.flatMap((style) =>
      needed.map((subset, index) => fontFace(style, subset, rangeOf(needed, index))),
    ).join('\n'),
    spelled: (text) =>
      text.replace(/[^\n -~]/gu, (character) =>
        known.has(pointOf(character)) ? character : spelling(character),
      ),
  }
}

/** Whether a subset has one of the characters that the subsets before it lack. */
function adds(subset: Subset, index: number, characters: ReadonlySet<number>): boolean {
  const before = SUBSETS.slice(0, index).map(charactersIn)
  return Array.from(characters).some(
    (code) => charactersIn(subset).has(code) && !before.some((one) => one.has(code)),
  )
}

function fontFace(style: Style, subset: Subset, range: string): string {
  const bytes = fontFile(style, subset)
  if (bytes === undefined) return ''
  return `@font-face{font-family:"${style.family}";font-weight:${style.weight};font-style:normal;src:url(data:font/woff;base64,${bytes.toString('base64')}) format("woff");unicode-range:${range}}`
}

/** The code points of a subset that those before it lack, as a CSS range list: each character comes from one face, and a word is not set in two. */
function rangeOf(needed: readonly Subset[], index: number): string {
  const before = needed.slice(0, index).map(charactersIn)
  const own = needed.slice(index, index + 1).flatMap((subset) => Array.from(charactersIn(subset)))
  const codes = own
    .filter((code) => !before.some((one) => one.has(code)))
    .sort((one, other) => one - other)
  const ranges: [number, number][] = []
  for (const code of codes) {
    const last = ranges.at(-1)
    if (last?.[1] === code - 1) last[1] = code
    else ranges.push([code, code])
  }
  const hex = (code: number) => code.toString(16)
  return ranges
    .map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`))
    .join(',')
}

const pointOf = (character: string): number => character.codePointAt(0) ?? 0

function spelling(character: string): string {
  return `[U+${pointOf(character).toString(16).toUpperCase().padStart(4, '0')}]`
}

/** The one font file that a printing browser finds on its private system: a fallback that is ours too. */
export function fallbackFont(): Buffer {
  const file = fontFile(STYLES[0], 'latin')
  if (file === undefined) throw new Error('the bundled fonts are not installed')
  return trueTypeOf(file)
}

/** The code points of all strings in a value, however deep. */
export function charactersUsed(value: unknown, found = new Set<number>()): Set<number> {
  if (typeof value === 'string') {
    for (const [character] of value.matchAll(/[^\n -~]/gu)) found.add(pointOf(character))
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) charactersUsed(member, found)
  }
  return found
}
