/** Contrast of everything that is told by colour on paper and on the screen, computed from the stylesheet (WCAG 2.2, 1.4.3 and 1.4.11). */
import { expect } from 'chai'
import { stylesheet } from '../../../src/render/templates.ts'

type Palette = ReadonlyMap<string, string>

/** The colours of the n-th list of custom properties: light first, then dark, which keeps what it does not say again. */
function palettes(): Readonly<Record<'light' | 'dark', Palette>> {
  const lists = Array.from(stylesheet().matchAll(/:root \{([^}]*)\}/g), ([, body = '']) =>
    Array.from(
      body.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g),
      ([, name = '', hex = '']) => [name, hex] as const,
    ),
  ).filter((colours) => colours.length > 0)
  const [light = [], dark = []] = lists
  return { light: new Map(light), dark: new Map([...light, ...dark]) }
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(long.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light! + 0.05) / (dark! + 0.05)
}

const RESULTS = ['fail', 'undetermined', 'sign', 'waived', 'pass']

/** Words on grounds: 4.5 to 1. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  paper: ['ink', 'soft', 'accent', ...RESULTS],
  // boxes of pictures, commands, differences of objects, read first, cells of histories without a result
  wash: ['ink', 'soft', 'accent', ...RESULTS],
  band: ['on-band'],
  // letters in filled cells and slots
  fail: ['paper'],
  undetermined: ['paper'],
  sign: ['paper'],
  waived: ['paper'],
}

/** Marks, arrows, textures over their grounds, outlines, borders of controls and the focus: 3 to 1. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  paper: ['ink', 'soft', 'accent', ...RESULTS],
  wash: ['soft', 'accent', ...RESULTS],
  'wash-fail': ['soft', 'fail', 'ink'],
  fail: ['paper'],
  undetermined: ['paper'],
  sign: ['paper'],
  pass: ['paper'],
  waived: ['paper'],
}

describe('contrast', () => {
  for (const [theme, palette] of Object.entries(palettes()))
    for (const [least, pairs] of [
      [4.5, WORDS],
      [3, SHAPES],
    ] as const)
      for (const [ground, colours] of Object.entries(pairs))
        it(`is at least ${least} to 1 on ${ground} (${theme})`, () => {
          for (const colour of colours) {
            const [one, other] = [palette.get(colour), palette.get(ground)]
            if (one === undefined || other === undefined) throw new Error(`no ${colour}, ${ground}`)
            expect(contrast(one, other), `${colour} ${one}, ${other}`).to.be.at.least(least)
          }
        })

  it('is that of these colours alone: nothing in the stylesheet has another one', () => {
    const rest = stylesheet()
      .replace(/:root \{[^}]*\}/g, '')
      .replace(/@page \{[^]*?\n\}/, '')
    expect(rest.match(/#[0-9a-f]{3,8}\b(?![^{]*\{)|\brgba?\(|\bhsla?\(|opacity/gi)).to.equal(null)
  })

  it('is that of print in print, whatever the reader prefers', () => {
    expect(stylesheet()).to.not.match(/@media \(prefers-color-scheme/)
    expect(stylesheet()).to.match(/@media screen and \(prefers-color-scheme: dark\)/)
  })
})
