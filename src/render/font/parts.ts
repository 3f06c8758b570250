/** The bundled fonts, in parts by their letters. */
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { visible } from '../text.ts'
import { charactersOf } from './woff.ts'

/** Regular and semi-bold. Italics are not used: they carry no meaning here. */
const WEIGHTS = ['400', '600'] as const

type Weight = (typeof WEIGHTS)[number]

/** One font file as a face of a family that the stylesheet names. */
export type Face = {
  readonly family: 'Plex Sans' | 'Plex Mono'
  readonly weight: Weight
  readonly file: string
}

/** The faces that have the same letters. */
export type FontPart = {
  readonly faces: readonly Face[]
  /** code points; what one of the faces lacks is taken from another family */
  characters(): ReadonlySet<number>
}

/** Parts of the two families of every report. */
const PLEX = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'vietnamese']

const SANS: readonly Face['family'][] = ['Plex Sans']

/** The folder of the fonts of other scripts, beside src/ and dist/. */
export const FONT_FOLDER = fileURLToPath(new URL('../../../templates/fonts/', import.meta.url))

/** Fonts of other scripts, each in its folder. Plex lacks the simplified letters of Chinese, which Noto has. */
const SCRIPTS = [
  'ibm-plex-sans-hebrew',
  'ibm-plex-sans-arabic',
  'ibm-plex-sans-devanagari',
  'ibm-plex-sans-thai',
  'ibm-plex-sans-kr',
]
const [JAPANESE, CHINESE, EMOJI] = ['ibm-plex-sans-jp', 'noto-sans-sc', 'noto-emoji']

/** What changes the look of a pictogram that it stands behind, and must come from the same font: the choice of its form in colours, and tones of skin. */
const FOLLOWERS = [0xfe0f, 0x1f3fb, 0x1f3fc, 0x1f3fd, 0x1f3fe, 0x1f3ff]

/** Whether a character only chooses the form of a pictogram, so that nothing is embedded for its sake. */
export function isFollower(code: number): boolean {
  return code === FOLLOWERS[0]
}

/** What a part has of that; parts share these characters, and no others. */
export function followersIn(part: FontPart): readonly number[] {
  return FOLLOWERS.filter((code) => part.characters().has(code))
}

/** Kana: where a document has any, the letters that Chinese and Japanese share have their Japanese form. */
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u

/** All parts in the order in which a letter is looked for, for a document with these characters; its first is always embedded. */
export function* fontParts(characters: ReadonlySet<number>): Generator<FontPart> {
  for (const name of PLEX) yield plexPart(name)
  const japanese = Array.from(characters).some((code) => KANA.test(String.fromCodePoint(code)))
  const han = japanese ? [JAPANESE, CHINESE] : [CHINESE, JAPANESE]
  for (const folder of [...SCRIPTS, EMOJI, ...han]) yield* scriptParts(folder)
}

const parts = new Map<string, readonly FontPart[]>()

function kept(name: string, made: () => readonly FontPart[]): readonly FontPart[] {
  const known = parts.get(name)
  if (known !== undefined) return known
  const found = made()
  parts.set(name, found)
  return found
}

function plexPart(subset: string): FontPart {
  const [part] = kept(subset, () => {
    // Plex Mono has no Greek
    const families = subset === 'greek' ? SANS : [...SANS, 'Plex Mono' as const]
    const faces = families.flatMap((family) =>
      WEIGHTS.map((weight): Face => {
        const name = `ibm-${family.replace(' ', '-').toLowerCase()}`
        const file = `@fontsource/${name}/files/${name}-${subset}-${weight}-normal.woff`
        return { family, weight, file: fileURLToPath(import.meta.resolve(file)) }
      }),
    )
    return [fontPart(faces, (characters) => characters)]
  })
  if (part === undefined) throw new Error('the bundled fonts are not installed')
  return part
}

/**
 * A folder's files, by what is before their weight in the name: a large font is cut into many. Last first: the last ones of emoji have the tones of skin.
 */
function scriptParts(folder: string): readonly FontPart[] {
  return kept(folder, () => {
    const regular = readdirSync(`${FONT_FOLDER}${folder}`)
      .filter((name) => name.endsWith('-400-normal.woff'))
      .sort()
      .reverse()
    return regular.map((name) =>
      fontPart(
        WEIGHTS.map((weight) => ({
          family: 'Plex Sans',
          weight,
          file: `${FONT_FOLDER}${folder}/${name.replace('-400-', `-${weight}-`)}`,
        })),
        seen,
      ),
    )
  })
}

function fontPart(
  faces: readonly Face[],
  counted: (characters: ReadonlySet<number>) => ReadonlySet<number>,
): FontPart {
  let found: ReadonlySet<number> | undefined
  return {
    faces,
    characters: () => (found ??= counted(charactersOf(readFileSync(faces[0]?.file ?? '')))),
  }
}

/** The font of emoji has joiners and tags as well, which nobody sees: they stay spelled out. */
function seen(characters: ReadonlySet<number>): ReadonlySet<number> {
  return new Set(
    Array.from(characters).filter((code) => {
      const character = String.fromCodePoint(code)
      return visible(character) === character
    }),
  )
}
